"""Money that Stripe took and that answers nothing we asked for."""

from sqlalchemy import select, update

from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.gateway.port import PaidStatus, RemotePayment
from hov_donate.payments.events import UnmatchedPaymentNoticed
from hov_donate.payments.models import ObjectStatusChange, UnmatchedPayment
from hov_donate.payments.operations.disputing import apply_disputes
from hov_donate.payments.operations.returning import gone_back
from hov_donate.payments.operations.steps import tell_balance
from hov_donate.payments.queries import payment_by_intent
from hov_donate.payments.rules import Outcome, Resolution, UnmatchedReason

# What the history of unmatched money says when staff asks for a refund, before Stripe hears of it.
REFUND_ASKED = "asked"


def apply_stranger(work: UnitOfWork, remote: RemotePayment | None) -> Outcome:
    """What becomes of a payment that answers nothing we asked for."""
    if remote is None or remote.status not in {PaidStatus.PAID, PaidStatus.REVERSED}:
        return Outcome.IRRELEVANT
    if payment_by_intent(work.session, remote.id) is not None:
        # Staff placed it since: it is brought in step by itself alone.
        return Outcome.UPDATED
    if remote.reference is None:
        return note_unmatched(work, remote, UnmatchedReason.NOT_OURS)
    return note_unmatched(work, remote, UnmatchedReason.UNKNOWN_REFERENCE)


def note_unmatched(work: UnitOfWork, remote: RemotePayment, reason: UnmatchedReason) -> Outcome:
    """Keep received money that nobody can place, once, until a person decides."""
    added = work.session.scalars(
        insert_ignoring_twins(work.session, UnmatchedPayment)
        .values(
            stripe_payment_intent_id=remote.id,
            reason=reason,
            reference=remote.reference and remote.reference[:200],
            amount_minor=remote.received.minor,
            currency=remote.received.currency,
            noticed_at=work.now,
        )
        .returning(UnmatchedPayment.id)
    ).first()
    if added is not None:
        work.tell(UnmatchedPaymentNoticed(remote.id))
    _, lost = apply_disputes(work, None, remote)
    whole = gone_back(remote.refunds) + lost >= remote.received.minor
    if whole or remote.status is PaidStatus.REVERSED:
        _resolve_unmatched(work, remote.id)
    else:
        _reopen_unmatched(work, remote.id)
    tell_balance(work, remote, None)
    return Outcome.UNMATCHED


def _resolve_unmatched(work: UnitOfWork, intent_id: str) -> None:
    """Money that went back whole needs nobody's decision any more."""
    work.session.execute(
        update(UnmatchedPayment)
        .where(
            UnmatchedPayment.stripe_payment_intent_id == intent_id,
            UnmatchedPayment.resolved_at.is_(None),
        )
        .values(
            resolved_at=work.now,
            resolution=Resolution.WENT_BACK,
            resolved_by=_refund_asked_by(work, intent_id) or "stripe",
        )
    )


def _refund_asked_by(work: UnitOfWork, intent_id: str) -> str | None:
    return work.session.scalars(
        select(ObjectStatusChange.actor)
        .where(
            ObjectStatusChange.stripe_id == intent_id,
            ObjectStatusChange.to_status == REFUND_ASKED,
        )
        .order_by(ObjectStatusChange.id.desc())
        .limit(1)
    ).first()


def _reopen_unmatched(work: UnitOfWork, intent_id: str) -> None:
    """A refund failed or an appeal was won: the money is here again, and waits for a decision."""
    work.session.execute(
        update(UnmatchedPayment)
        .where(
            UnmatchedPayment.stripe_payment_intent_id == intent_id,
            UnmatchedPayment.resolution == Resolution.WENT_BACK,
        )
        .values(resolved_at=None, resolution=None, resolved_by=None)
    )
