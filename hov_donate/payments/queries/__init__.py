"""Looking payments up."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, or_, select
from sqlalchemy.orm import Session

from hov_donate.payments.models import (
    CheckoutAttempt,
    Dispute,
    Installation,
    Payment,
    Refund,
    Subscription,
    UnmatchedPayment,
)
from hov_donate.payments.rules import (
    PAYABLE,
    RECEIVED,
    AttemptStatus,
    Owner,
    PaymentStatus,
    SubscriptionStatus,
)

Row = TypeVar("Row", Payment, Subscription, UnmatchedPayment)
_STAMPS: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()


def installation(session: Session) -> str:
    """The stamp by which this installation knows its own payments at Stripe; it never changes."""
    engine = session.get_bind().engine
    if engine not in _STAMPS:
        _STAMPS[engine] = session.scalars(select(Installation.id)).one()
    return _STAMPS[engine]


def payment_by_reference(
    session: Session, reference: str | None, *, lock: bool = False
) -> Payment | None:
    """The payment with this reference; locked against other writers when asked."""
    return _one(session, select(Payment).where(Payment.reference == reference), lock=lock)


def payment_by_intent(session: Session, intent_id: str, *, lock: bool = False) -> Payment | None:
    """The payment that a PaymentIntent paid; locked against other writers when asked."""
    return _one(
        session, select(Payment).where(Payment.stripe_payment_intent_id == intent_id), lock=lock
    )


def payment_by_invoice(session: Session, invoice_id: str, *, lock: bool = False) -> Payment | None:
    """The instalment that an invoice asks for; locked against other writers when asked."""
    return _one(session, select(Payment).where(Payment.stripe_invoice_id == invoice_id), lock=lock)


def subscription_by_stripe_id(
    session: Session, subscription_id: str, *, lock: bool = False
) -> Subscription | None:
    """A recurring payment by Stripe's id; locked against other writers when asked."""
    query = select(Subscription).where(Subscription.stripe_subscription_id == subscription_id)
    return _one(session, query, lock=lock)


def subscription_by_reference(
    session: Session, reference: str | None, *, lock: bool = False
) -> Subscription | None:
    """A recurring payment by our reference; locked against other writers when asked."""
    return _one(session, select(Subscription).where(Subscription.reference == reference), lock=lock)


def unmatched_by_id(
    session: Session, unmatched_id: int, *, lock: bool = False
) -> UnmatchedPayment | None:
    """Money that matched nothing; locked against other writers when asked."""
    query = select(UnmatchedPayment).where(UnmatchedPayment.id == unmatched_id)
    return _one(session, query, lock=lock)


def is_placed(session: Session, intent_id: str) -> bool:
    """Whether staff said what this money is."""
    query = select(UnmatchedPayment.id).where(
        UnmatchedPayment.stripe_payment_intent_id == intent_id,
        UnmatchedPayment.payment_id.is_not(None),
    )
    return session.scalars(query).first() is not None


def unpaid_instalments(session: Session, stripe_subscription_id: str) -> list[str]:
    """The invoices of a recurring payment that wait for money."""
    waiting = [status for status in PAYABLE if status is not PaymentStatus.EXPIRED]
    found = session.scalars(
        select(Payment.stripe_invoice_id)
        .join(Subscription, Subscription.id == Payment.subscription_id)
        .where(
            Subscription.stripe_subscription_id == stripe_subscription_id,
            Payment.status.in_(waiting),
        )
    )
    return [invoice_id for invoice_id in found if invoice_id]


def awaits_staff(session: Session, intent_id: str) -> bool:
    """Whether this money matched nothing when it was noticed, and nobody has placed it."""
    query = select(UnmatchedPayment.id).where(
        UnmatchedPayment.stripe_payment_intent_id == intent_id,
        UnmatchedPayment.payment_id.is_(None),
    )
    return session.scalars(query).first() is not None


def ends_asked_for(session: Session, limit: int = 200) -> list[Subscription]:
    """Recurring payments that someone wants to end, and that Stripe has not ended yet."""
    return list(
        session.scalars(
            select(Subscription)
            .where(
                Subscription.cancel_asked_at.is_not(None),
                Subscription.status.in_([each for each in SubscriptionStatus if each.alive]),
            )
            .limit(limit)
        )
    )


def _one(session: Session, query: Select[Row], *, lock: bool) -> Row | None:
    if lock:
        # Rows of others that name this one are let in meanwhile: allocations, documents.
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def last_attempt(session: Session, payment_id: int) -> CheckoutAttempt | None:
    """The newest attempt at a payment."""
    return session.scalars(
        select(CheckoutAttempt)
        .where(CheckoutAttempt.payment_id == payment_id)
        .order_by(CheckoutAttempt.attempt.desc())
        .limit(1)
    ).first()


def overdue_pages(session: Session, before: datetime, limit: int = 200) -> list[str]:
    """Checkout Sessions that must have closed before then, and of which we have not heard."""
    return list(
        session.scalars(
            select(CheckoutAttempt.stripe_session_id)
            .where(
                CheckoutAttempt.status == AttemptStatus.OPEN, CheckoutAttempt.expires_at < before
            )
            .order_by(CheckoutAttempt.expires_at)
            .limit(limit)
        )
    )


def version_by_reference(session: Session, reference: str | None) -> int | None:
    """How often this payment was brought up to date; None if we do not know it."""
    return session.scalars(
        select(Payment.version).where(Payment.reference == reference)
    ).one_or_none()


def version_by_invoice(session: Session, invoice_id: str) -> int | None:
    """How often the instalment of an invoice was brought up to date; None if unknown."""
    return session.scalars(
        select(Payment.version).where(Payment.stripe_invoice_id == invoice_id)
    ).one_or_none()


def version_of_subscription(session: Session, subscription_id: str) -> int | None:
    """How often a recurring payment was brought up to date; None if unknown."""
    return session.scalars(
        select(Subscription.version).where(Subscription.stripe_subscription_id == subscription_id)
    ).one_or_none()


def version_by_session(session: Session, session_id: str) -> int | None:
    """How often the payment of this Checkout Session was brought up to date; None if unknown."""
    return session.scalars(
        select(Payment.version)
        .join(CheckoutAttempt, CheckoutAttempt.payment_id == Payment.id)
        .where(CheckoutAttempt.stripe_session_id == session_id)
    ).one_or_none()


def version_by_intent(session: Session, intent_id: str) -> int | None:
    """How often the payment of this PaymentIntent was brought up to date; None if unknown."""
    return session.scalars(
        select(Payment.version).where(Payment.stripe_payment_intent_id == intent_id)
    ).one_or_none()


def owners(session: Session, intent_ids: Iterable[str]) -> dict[str, Owner]:
    """The owners of the PaymentIntents that we know of, matched or not."""
    wanted = list(intent_ids)
    matched = session.execute(
        select(
            Payment.stripe_payment_intent_id,
            Payment.purpose,
            Payment.reference,
            or_(Payment.interval.is_not(None), Payment.subscription_id.is_not(None)),
            Payment.fund,
            Payment.held,
        ).where(Payment.stripe_payment_intent_id.in_(wanted))
    )
    found = {
        str(intent_id): Owner(purpose, reference, recurring, fund, held)
        for intent_id, purpose, reference, recurring, fund, held in matched
    }
    if len(found) == len(set(wanted)):
        return found
    unmatched = session.scalars(
        select(UnmatchedPayment.stripe_payment_intent_id).where(
            UnmatchedPayment.stripe_payment_intent_id.in_(wanted)
        )
    )
    for intent_id in unmatched:
        found.setdefault(intent_id, Owner(None, None))
    return found


def sources_of(session: Session, payment: Payment) -> list[str]:
    """What moved the balance for a received payment, by Stripe's ids: charge, refunds, disputes."""
    returned = [
        session.scalars(select(it).where(of == payment.id)).all()
        for it, of in (
            (Refund.stripe_refund_id, Refund.payment_id),
            (Dispute.stripe_dispute_id, Dispute.payment_id),
        )
    ]
    charge = [payment.stripe_charge_id] if payment.stripe_charge_id else []
    return charge + [each for ids in returned for each in ids]


def awaited(session: Session, intent_ids: Iterable[str]) -> set[str]:
    """Which of these PaymentIntents are to pay something that has not come yet, as we know."""
    return {
        str(intent_id)
        for intent_id in session.scalars(
            select(Payment.stripe_payment_intent_id).where(
                Payment.stripe_payment_intent_id.in_(list(intent_ids)),
                Payment.status.not_in(RECEIVED),
            )
        )
    }


def known_refunds(session: Session, refund_ids: Iterable[str]) -> set[str]:
    """Which of these refunds we have heard of."""
    return set(
        session.scalars(
            select(Refund.stripe_refund_id).where(Refund.stripe_refund_id.in_(list(refund_ids)))
        )
    )


def is_unmatched(session: Session, reference: str) -> bool:
    """Whether money came for this reference that differs from what was asked."""
    return (
        session.scalars(
            select(UnmatchedPayment.id)
            .where(UnmatchedPayment.reference == reference, UnmatchedPayment.resolved_at.is_(None))
            .limit(1)
        ).first()
        is not None
    )


def intent_of(session: Session, payment_id: int) -> str:
    """The PaymentIntent that paid a received payment. Raises LookupError for any other."""
    intent_id = session.scalar(
        select(Payment.stripe_payment_intent_id).where(Payment.id == payment_id)
    )
    if intent_id is None:
        raise LookupError(f"payment {payment_id} was not paid at Stripe")
    return intent_id
