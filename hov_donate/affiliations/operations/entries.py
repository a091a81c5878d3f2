"""Booking what Stripe never sees: invoices, credit notes, money by bank, cheque and cash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hov_donate.affiliations.rules.booking import OwnEntry
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.ledger.operations import EntryFacts, NewEntry, lock_books, post
from hov_donate.ledger.rules import Line


@dataclass(frozen=True)
class Entry:
    """What is booked on a day of the campaign, named by the row behind it; see `OwnEntry`."""

    kind: OwnEntry
    source: str
    lines: Sequence[Line]
    day: date

    @property
    def size(self) -> Money:
        """What it is about: its first line, which names the whole sum."""
        return self.lines[0].amount


def book(
    work: UnitOfWork, *, kind: OwnEntry, source: str, lines: Sequence[Line], day: date
) -> None:
    """Post one entry on a day of the campaign; the database refuses a second one of a source.

    Stripe's balance does not move, so the proof against Stripe is untouched.
    """
    book_all(work, entries=[Entry(kind, source, lines, day)])


def book_all(work: UnitOfWork, *, entries: Sequence[Entry]) -> None:
    """As `book`, many at a time."""
    lock_books(work)
    post(work, entries=[NewEntry(_head(work, each), each.lines) for each in entries])


def _head(work: UnitOfWork, entry: Entry) -> EntryFacts:
    return EntryFacts(
        stripe_balance_transaction_id=None,
        reporting_category=entry.kind,
        source_id=entry.source,
        payment_reference=None,
        occurred_at=work.now,
        booked_on=entry.day,
        available_on=entry.day,
        gross_minor=0,
        fee_minor=0,
        net_minor=0,
        currency=entry.size.currency,
        gift_minor=entry.size.minor,
        gift_currency=entry.size.currency,
        exchange_rate=None,
    )
