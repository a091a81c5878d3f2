"""Looking up what staff want to give back."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.payments.models import Payment, Refund, RefundRequest
from hov_donate.payments.rules import RefundStatus
from hov_donate.payments.rules.refunding import RefundRequestStatus


def left_to_give_back(session: Session, payment: Payment) -> Money:
    """What is kept of a payment, less what is promised back and not yet sent."""
    promised = session.scalar(
        select(func.sum(RefundRequest.amount_minor)).where(
            RefundRequest.payment_id == payment.id,
            RefundRequest.status.in_([each for each in RefundRequestStatus if each.open]),
        )
    )
    return payment.kept - Money(int(promised or 0), payment.currency)


def given_back_alone(session: Session, payment: Payment) -> Money:
    """What goes back of a payment, or went, by the word of one person; what failed is left out."""
    failed = exists().where(
        Refund.stripe_refund_id == RefundRequest.stripe_refund_id,
        Refund.status.in_([each for each in RefundStatus if not each.counts]),
    )
    minor = session.scalar(
        select(func.sum(RefundRequest.amount_minor)).where(
            RefundRequest.payment_id == payment.id,
            RefundRequest.needs_another.is_(False),
            RefundRequest.status.in_([each for each in RefundRequestStatus if each.may_go]),
            ~failed,
        )
    )
    return Money(int(minor or 0), payment.currency)


def refund_requests_of(session: Session, payment_id: int) -> Sequence[RefundRequest]:
    """What staff wanted to give back of a payment, oldest first."""
    return session.scalars(
        select(RefundRequest)
        .where(RefundRequest.payment_id == payment_id)
        .order_by(RefundRequest.id)
    ).all()


def refunds_to_send(session: Session, limit: int = 100) -> Sequence[int]:
    """Agreed refunds of which Stripe may not have heard, the oldest first."""
    return session.scalars(
        select(RefundRequest.id)
        .where(RefundRequest.status == RefundRequestStatus.APPROVED)
        .order_by(RefundRequest.id)
        .limit(limit)
    ).all()
