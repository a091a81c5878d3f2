"""Money that went back, is held by a bank, or came back after all."""

from sqlalchemy import select

from hov_donate.core.db import UnitOfWork
from hov_donate.gateway.port import PaidStatus, RemotePayment, RemoteRefund
from hov_donate.payments.events import PaymentReversed, RefundFailed, RefundRecorded
from hov_donate.payments.models import Payment, Refund
from hov_donate.payments.operations.disputing import apply_disputes
from hov_donate.payments.operations.refunding import note_refund_sent
from hov_donate.payments.operations.steps import move_to, note_object_step
from hov_donate.payments.queries import installation
from hov_donate.payments.rules import (
    ChangeReason,
    ObjectKind,
    PaymentStatus,
    RefundStatus,
    Returned,
    standing,
)

# Digits of the largest number that a row of ours can have.
LONGEST_NUMBER = 18


def apply_returns(work: UnitOfWork, payment: Payment, remote: RemotePayment) -> None:
    """Keep a received payment's refunds and disputes as Stripe states them, and move it so."""
    for refund in remote.refunds:
        _apply_refund(work, payment, refund)
    held, lost = apply_disputes(work, payment, remote)
    returned = Returned(
        refunded=gone_back(remote.refunds),
        disputed=held,
        lost=lost,
        reversed=remote.status is PaidStatus.REVERSED,
    )
    reason = _reason(payment, returned)
    payment.refunded_minor = returned.refunded
    payment.disputed_minor, payment.lost_minor = held, lost
    wanted = standing(payment.amount_minor, returned)
    if move_to(work, payment, wanted, reason) and wanted is PaymentStatus.REVERSED:
        left = payment.amount - payment.refunded
        work.tell(PaymentReversed(payment.id, left, remote.reversed_at or work.now))


def _reason(payment: Payment, returned: Returned) -> ChangeReason:
    if returned.reversed:
        return ChangeReason.BANK_REVERSED
    if (returned.disputed, returned.lost) != (payment.disputed_minor, payment.lost_minor):
        return ChangeReason.DISPUTE_MOVED
    grew = returned.refunded > payment.refunded_minor
    return ChangeReason.STRIPE_REFUNDED if grew else ChangeReason.REFUND_FAILED


def _apply_refund(work: UnitOfWork, payment: Payment, remote: RemoteRefund) -> None:
    """A refund that was never heard of and has failed was made first, and failed then."""
    status = _refund_status(remote)
    refund = work.session.scalars(
        select(Refund).where(Refund.stripe_refund_id == remote.id)
    ).one_or_none()
    before = refund.status if refund else None
    if refund is None:
        refund = Refund(
            payment_id=payment.id,
            stripe_refund_id=remote.id,
            amount_minor=remote.amount.minor,
            currency=remote.amount.currency,
            created_at=remote.created_at,
        )
        work.session.add(refund)
    # Told each time: what follows is made once, also for refunds from before it was made at all.
    work.tell(RefundRecorded(payment.id, remote.id, remote.amount, remote.created_at))
    refund.status = status
    _note_request_of(work, payment, remote)
    note_object_step(work, ObjectKind.REFUND, remote.id, (before, status))
    if not status.counts and (before is None or before.counts):
        failed_at = remote.failed_at or work.now
        work.tell(RefundFailed(payment.id, remote.id, remote.amount, failed_at))


def _note_request_of(work: UnitOfWork, payment: Payment, remote: RemoteRefund) -> None:
    """A refund that carries the mark of our office's wish is that wish, sent."""
    stamp, _, number = remote.request.partition(":")
    is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    if stamp == installation(work.session) and is_number:
        note_refund_sent(work, request_id=int(number), payment_id=payment.id, refund_id=remote.id)


def _refund_status(remote: RemoteRefund) -> RefundStatus:
    known = {status.value for status in RefundStatus}
    return RefundStatus(remote.status) if remote.status in known else RefundStatus.PENDING


def gone_back(refunds: tuple[RemoteRefund, ...]) -> int:
    """How much went back, or is on its way, in minor units."""
    return sum(refund.amount.minor for refund in refunds if _refund_status(refund).counts)
