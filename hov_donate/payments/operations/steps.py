"""The one place where a payment's status changes, and what others are told of it."""

from hov_donate.core.db import UnitOfWork
from hov_donate.gateway.port import RemotePayment
from hov_donate.payments.events import BalanceMoved
from hov_donate.payments.models import ObjectStatusChange, Payment, PaymentStatusChange
from hov_donate.payments.rules import (
    ChangeReason,
    Move,
    ObjectKind,
    Owner,
    PaymentStatus,
    move,
)


def move_to(
    work: UnitOfWork,
    payment: Payment,
    wanted: PaymentStatus,
    reason: ChangeReason,
    actor: str = "stripe",
) -> bool:
    """The one place where a payment's status changes; every change leaves a row. Whether it did."""
    if move(payment.status, wanted) is not Move.MOVES:
        return False
    before, payment.status = payment.status, wanted
    note_step(work, payment, before, reason, actor)
    return True


def note_step(
    work: UnitOfWork,
    payment: Payment,
    before: PaymentStatus | None,
    reason: ChangeReason,
    actor: str,
) -> None:
    """Leave a row about a step: what, when, why, by whom."""
    work.session.add(
        PaymentStatusChange(
            payment_id=payment.id,
            from_status=before,
            to_status=payment.status,
            at=work.now,
            reason=reason,
            actor=actor,
        )
    )
    work.session.flush()


def note_object_step(
    work: UnitOfWork,
    kind: ObjectKind,
    stripe_id: str,
    statuses: tuple[str | None, str],
    *,
    actor: str = "stripe",
    reason: str | None = None,
) -> None:
    """Leave a row about a step of a refund, dispute or subscription; none when it did not move."""
    before, after = statuses
    if before == after:
        return
    work.session.add(
        ObjectStatusChange(
            kind=kind,
            stripe_id=stripe_id,
            from_status=before,
            to_status=after,
            at=work.now,
            actor=actor,
            reason=reason,
        )
    )
    work.session.flush()


def tell_balance(work: UnitOfWork, remote: RemotePayment, payment: Payment | None) -> None:
    """State what money did to the balance, for the books; None while nobody knows whose it is."""
    owner = payment.owner if payment else Owner(None, None)
    payment_id = payment.id if payment else None
    for transaction in remote.balance_transactions:
        work.tell(BalanceMoved(transaction, owner, payment_id))
