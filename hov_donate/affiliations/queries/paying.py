"""Payments at Stripe that were asked for invoices."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Invoice, InvoiceBalance, InvoicePayment
from hov_donate.payments.models import CheckoutAttempt, Payment, Subscription
from hov_donate.payments.rules import PAYABLE, AttemptStatus, PaymentStatus, SubscriptionStatus


def payments_for(session: Session, invoice_id: int) -> list[Payment]:
    """Every payment that was asked for an invoice, oldest first, whatever became of it."""
    return list(session.scalars(_asked_for(invoice_id).order_by(Payment.id)))


def invoice_paid_by(session: Session, reference: str) -> Invoice | None:
    """The invoice that a payment was asked for; None for any other payment."""
    return session.scalars(
        select(Invoice)
        .join(InvoicePayment, InvoicePayment.invoice_id == Invoice.id)
        .join(Payment, Payment.id == InvoicePayment.payment_id)
        .where(Payment.reference == reference)
    ).one_or_none()


def waiting_payment(session: Session, invoice_id: int) -> Payment | None:
    """The payment for an invoice that a page can be opened for.

    What Stripe takes by itself, every year, is none.
    """
    return session.scalars(
        _asked_for(invoice_id)
        .where(Payment.status.in_(PAYABLE), Payment.subscription_id.is_(None))
        .order_by(Payment.id.desc())
        .limit(1)
    ).first()


def outgrown(session: Session, limit: int = 100) -> list[int]:
    """Invoices of which less is owed by now than an open page at Stripe asks for."""
    left = (
        InvoiceBalance.amount_minor - InvoiceBalance.credited_minor - InvoiceBalance.settled_minor
    )
    return list(
        session.scalars(
            select(InvoicePayment.invoice_id)
            .join(Payment, Payment.id == InvoicePayment.payment_id)
            .join(CheckoutAttempt, CheckoutAttempt.payment_id == Payment.id)
            .join(InvoiceBalance, InvoiceBalance.invoice_id == InvoicePayment.invoice_id)
            .where(
                CheckoutAttempt.status == AttemptStatus.OPEN,
                Payment.status.in_(PAYABLE),
                CheckoutAttempt.amount_minor > left,
            )
            .distinct()
            .limit(limit)
        )
    )


def taken_by_card(session: Session, invoice_id: int) -> bool:
    """Whether Stripe is still trying to take it from a card that pays every year."""
    alive = [each for each in SubscriptionStatus if each.alive]
    waiting = [each for each in PAYABLE if each is not PaymentStatus.EXPIRED]
    query = (
        _asked_for(invoice_id)
        .join(Subscription, Subscription.id == Payment.subscription_id)
        .where(Subscription.status.in_(alive), Payment.status.in_(waiting))
    )
    return session.scalars(query.limit(1)).first() is not None


def on_its_way(session: Session, invoice_id: int) -> int:
    """How much banks were asked for, and have not brought yet, in the invoice's minor units."""
    asked = select(func.sum(Payment.amount_minor)).where(
        Payment.id.in_(
            select(InvoicePayment.payment_id).where(InvoicePayment.invoice_id == invoice_id)
        ),
        Payment.status == PaymentStatus.PROCESSING,
    )
    return int(session.scalar(asked) or 0)


def unsettled_references(session: Session, invoice_id: int) -> list[str]:
    """The payments for an invoice of which Stripe may have news that a payer waits for."""
    open_ones = [*PAYABLE, PaymentStatus.PROCESSING]
    query = _asked_for(invoice_id).where(Payment.status.in_(open_ones)).order_by(Payment.id)
    return [payment.reference for payment in session.scalars(query)]


def _asked_for(invoice_id: int) -> Select[Payment]:
    return (
        select(Payment)
        .join(InvoicePayment, InvoicePayment.payment_id == Payment.id)
        .where(InvoicePayment.invoice_id == invoice_id)
    )
