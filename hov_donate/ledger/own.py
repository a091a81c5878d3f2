"""Booking what Stripe never sees: one entry for each row behind it, named by that row."""

from collections.abc import Sequence
from datetime import date

from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.operations import EntryFacts, NewEntry, lock_books, post
from hov_donate.ledger.rules import Line


def own_entry(
    work: UnitOfWork, *, category: str, source: str, lines: Sequence[Line], day: date
) -> NewEntry:
    """An entry on a day of the campaign. What it is about is its first line, the whole sum.

    Stripe's balance does not move, so the proof against Stripe is untouched.
    """
    size = lines[0].amount
    head = EntryFacts(
        stripe_balance_transaction_id=None,
        reporting_category=category,
        source_id=source,
        payment_reference=None,
        occurred_at=work.now,
        booked_on=day,
        available_on=day,
        gross_minor=0,
        fee_minor=0,
        net_minor=0,
        currency=size.currency,
        gift_minor=size.minor,
        gift_currency=size.currency,
        exchange_rate=None,
    )
    return NewEntry(head, lines)


def book_own(
    work: UnitOfWork, *, category: str, source: str, lines: Sequence[Line], day: date
) -> None:
    """Post one entry; the database refuses a second one of a category and source."""
    lock_books(work)
    post(work, entries=[own_entry(work, category=category, source=source, lines=lines, day=day)])
