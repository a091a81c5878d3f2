"""Money that went back, and money that came back after all."""

from sqlalchemy import select

from hov_donate.core.db import UnitOfWork
from hov_donate.gateway.port import RemoteRefund
from hov_donate.payments.models import Payment, Refund
from hov_donate.payments.operations.steps import move_to
from hov_donate.payments.rules import ChangeReason, RefundStatus, status_after_refunds


def apply_refunds(work: UnitOfWork, payment: Payment, refunds: tuple[RemoteRefund, ...]) -> None:
    """Keep a payment's refunds as Stripe states them, and move the payment accordingly."""
    for remote in refunds:
        _upsert_refund(work, payment, remote)
    gone = gone_back(refunds)
    grew = gone > payment.refunded_minor
    payment.refunded_minor = gone
    reason = ChangeReason.STRIPE_REFUNDED if grew else ChangeReason.REFUND_FAILED
    move_to(work, payment, status_after_refunds(payment.amount_minor, gone), reason)


def _upsert_refund(work: UnitOfWork, payment: Payment, remote: RemoteRefund) -> None:
    known = work.session.scalars(
        select(Refund).where(Refund.stripe_refund_id == remote.id)
    ).one_or_none()
    if known is None:
        known = Refund(
            payment_id=payment.id,
            stripe_refund_id=remote.id,
            amount_minor=remote.amount.minor,
            currency=remote.amount.currency,
            created_at=remote.created_at,
        )
        work.session.add(known)
    known.status = _refund_status(remote)


def _refund_status(remote: RemoteRefund) -> RefundStatus:
    known = {status.value for status in RefundStatus}
    return RefundStatus(remote.status) if remote.status in known else RefundStatus.PENDING


def gone_back(refunds: tuple[RemoteRefund, ...]) -> int:
    """How much went back, or is on its way, in minor units."""
    return sum(refund.amount.minor for refund in refunds if _refund_status(refund).counts)
