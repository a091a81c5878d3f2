"""Gifts whose fee or exchange stands on another fund than they do, as was once booked.

A gift becomes its fund's when somebody places or accepts it, and what was booked of it before goes
with it. Before that was so, fee and exchange were left behind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.core.db import UnitOfWork
from hov_donate.donations.review.rules import ACCEPTED_ENTRY
from hov_donate.ledger.models import LedgerEntry
from hov_donate.ledger.operations import NewEntry, lock_books, post
from hov_donate.ledger.own import own_entry
from hov_donate.ledger.queries import booked_of
from hov_donate.ledger.rules import GENERAL_FUND, Line, along, booking_day
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import sources_of
from hov_donate.reconciliation.operations import PLACED_BY_STAFF

# Our own word, beside Stripe's categories; the PaymentIntent is its source.
BROUGHT_TOGETHER = "brought_together"


@dataclass(frozen=True)
class Apart:
    """A gift, and the lines that bring into its fund what stands on another."""

    payment: Payment
    lines: Sequence[Line]


def gifts_apart(session: Session) -> Iterator[Apart]:
    """Placed and accepted gifts of which something stands on another fund. They are few."""
    becoming = select(LedgerEntry.payment_reference).where(
        LedgerEntry.reporting_category.in_((PLACED_BY_STAFF, ACCEPTED_ENTRY))
    )
    gifts = session.scalars(
        select(Payment)
        .where(
            Payment.reference.in_(becoming),
            Payment.fund != GENERAL_FUND,
            Payment.held.is_(False),
        )
        .order_by(Payment.id)
    )
    for payment in gifts.all():
        booked = booked_of(session, payment.reference, sources_of(session, payment))
        lines = along(booked, payment.fund)
        if lines:
            yield Apart(payment, lines)


def bring_together(work: UnitOfWork, *, time_zone: str) -> list[Apart]:
    """Correct what stands apart, by an entry of today for each gift; the gifts that it was.

    Nothing that was booked is changed, and a second time there is nothing left to correct.
    """
    lock_books(work)
    found = list(gifts_apart(work.session))
    post(work, entries=[_entry(work, each, time_zone) for each in found])
    return found


def _entry(work: UnitOfWork, apart: Apart, time_zone: str) -> NewEntry:
    source = apart.payment.stripe_payment_intent_id or apart.payment.reference
    day = booking_day(work.now, time_zone)
    entry = own_entry(work, category=BROUGHT_TOGETHER, source=source, lines=apart.lines, day=day)
    facts = replace(entry.facts, payment_reference=apart.payment.reference)
    return NewEntry(facts, entry.lines)
