"""Disputes and warnings of fraud, as Stripe states them."""

from sqlalchemy import select, update

from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.gateway.port import RemoteDispute, RemoteFraudWarning, RemotePayment
from hov_donate.payments.events import (
    DisputeDecided,
    DisputeOpened,
    FraudWarned,
    FundsReturned,
    FundsWithdrawn,
)
from hov_donate.payments.models import Dispute, FraudWarning, Payment
from hov_donate.payments.operations.steps import note_object_step
from hov_donate.payments.rules import DisputeStatus, ObjectKind

# An appeal follows a dispute that was lost: what was taken stays lost until it comes back.
LOST = frozenset(
    {
        DisputeStatus.LOST,
        DisputeStatus.APPEAL_NEEDS_RESPONSE,
        DisputeStatus.APPEAL_UNDER_REVIEW,
    }
)


def apply_disputes(
    work: UnitOfWork, payment: Payment | None, remote: RemotePayment
) -> tuple[int, int]:
    """Keep the disputes of a payment; how much banks hold of it undecided, and how much is lost.

    In minor units of the payment's currency. Unmatched money has no payment.
    """
    held = lost = 0
    for each in remote.disputes:
        dispute = _apply_dispute(work, payment, each, remote.id)
        if dispute.status in LOST:
            lost += dispute.withdrawn_minor
        else:
            held += dispute.withdrawn_minor
    return held, lost


def _apply_dispute(
    work: UnitOfWork, payment: Payment | None, remote: RemoteDispute, intent_id: str
) -> Dispute:
    dispute = work.session.scalars(
        select(Dispute).where(Dispute.stripe_dispute_id == remote.id)
    ).one_or_none()
    before = dispute.status if dispute else None
    if dispute is None:
        dispute = Dispute(
            stripe_dispute_id=remote.id,
            stripe_payment_intent_id=intent_id,
            opened_at=remote.opened_at,
        )
        work.session.add(dispute)
        work.tell(DisputeOpened(remote.id))
    dispute.payment_id = payment.id if payment else None
    dispute.amount_minor, dispute.currency = remote.amount.minor, remote.amount.currency
    dispute.reason = remote.reason
    dispute.evidence_due_by = remote.evidence_due_by
    dispute.status = _status(remote)
    taken = len(remote.withdrawals) > len(remote.returns)
    dispute.withdrawn_minor = remote.amount.minor if taken else 0
    note_object_step(work, ObjectKind.DISPUTE, remote.id, (before, dispute.status))
    if dispute.status.decided and not (before and before.decided):
        work.tell(DisputeDecided(remote.id))
    if payment is not None:
        _tell_movements(work, payment, remote)
    return dispute


def _status(remote: RemoteDispute) -> DisputeStatus:
    known = {status.value for status in DisputeStatus}
    return DisputeStatus(remote.status) if remote.status in known else DisputeStatus.OTHER


def _tell_movements(work: UnitOfWork, payment: Payment, remote: RemoteDispute) -> None:
    """Each time the money went and came is told by the movement that took it."""
    for taken in remote.withdrawals:
        work.tell(FundsWithdrawn(payment.id, taken.id, remote.amount, taken.at))
    # The first return answers the first withdrawal.
    for taken, given_back in zip(remote.withdrawals, remote.returns, strict=False):
        work.tell(FundsReturned(payment.id, taken.id, remote.amount, given_back.at))


def record_fraud_warning(work: UnitOfWork, *, remote: RemoteFraudWarning, ours: bool) -> None:
    """Keep a card network's warning, and whether anything can still be done about it.

    Nobody here is told of one about a payment of another installation.
    """
    added = work.session.scalars(
        insert_ignoring_twins(work.session, FraudWarning)
        .values(
            stripe_warning_id=remote.id,
            stripe_payment_intent_id=remote.payment_id,
            kind=remote.kind[:60],
            actionable=remote.actionable,
            created_at=remote.created_at,
        )
        .returning(FraudWarning.id)
    ).first()
    if added is not None and ours:
        work.tell(FraudWarned(remote.id))
    work.session.execute(
        update(FraudWarning)
        .where(FraudWarning.stripe_warning_id == remote.id)
        .values(actionable=remote.actionable)
    )
