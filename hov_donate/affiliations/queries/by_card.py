"""Memberships and the cards that renew them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Invoice, InvoicePayment
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus

# What is over or to be ended is not taken.
TO_BE_TAKEN = frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE})


def affiliation_by_subscription(session: Session, subscription: Subscription) -> Affiliation | None:
    """The membership that a card renews, or the one whose first invoice it paid."""
    renewed = session.scalars(
        select(Affiliation).where(Affiliation.subscription_id == subscription.id)
    ).one_or_none()
    return (
        renewed
        or session.scalars(
            select(Affiliation)
            .join(InvoicePayment, InvoicePayment.affiliation_id == Affiliation.id)
            .join(Payment, Payment.id == InvoicePayment.payment_id)
            .where(Payment.reference == subscription.reference)
        ).one_or_none()
    )


def siblings(session: Session, subscription: Subscription) -> list[tuple[InvoicePayment, Payment]]:
    """What a card was asked for and is for an invoice, by Stripe's clock, the first one first.

    What Stripe has given up is left out: its invoice is for anybody to pay.
    """
    rows = session.execute(
        select(InvoicePayment, Payment)
        .join(Payment, Payment.id == InvoicePayment.payment_id)
        .where(Payment.subscription_id == subscription.id, Payment.status != PaymentStatus.EXPIRED)
        .order_by(Payment.created_at, Payment.id)
    )
    return [(asked, payment) for asked, payment in rows]


def invoice_of_term(session: Session, term_id: int) -> Invoice | None:
    """The newest invoice of a term; None of one that costs nothing."""
    query = select(Invoice).where(Invoice.term_id == term_id).order_by(Invoice.id.desc())
    return session.scalars(query.limit(1)).first()


def newest_invoice(session: Session, affiliation_id: int) -> Invoice:
    """The last one that an affiliation got. Raises NoResultFound."""
    query = select(Invoice).where(Invoice.affiliation_id == affiliation_id)
    return session.scalars(query.order_by(Invoice.id.desc()).limit(1)).one()


def renewed_soon(
    session: Session, now: datetime, within: timedelta
) -> list[tuple[Affiliation, Subscription]]:
    """The memberships that a card pays again before then, and the cards, the soonest first."""
    rows = session.execute(
        select(Affiliation, Subscription)
        .join(Subscription, Subscription.id == Affiliation.subscription_id)
        .where(
            Subscription.status.in_(TO_BE_TAKEN),
            Subscription.cancel_asked_at.is_(None),
            Subscription.next_charge_at > now,
            Subscription.next_charge_at <= now + within,
        )
        .order_by(Subscription.next_charge_at, Affiliation.id)
    )
    return [(affiliation, subscription) for affiliation, subscription in rows]


def notice_id(affiliation: Affiliation, subscription: Subscription, time_zone: str) -> str:
    """What names the notice of a charge to come: the membership and the day."""
    charged = subscription.next_charge_at
    return f"{affiliation.id}/{booking_day(charged, time_zone) if charged else ''}"
