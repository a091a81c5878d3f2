"""Booking what Stripe never sees: invoices, credit notes, money by bank, cheque and cash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hov_donate.affiliations.rules.booking import OwnEntry
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.operations import lock_books, post
from hov_donate.ledger.own import own_entry
from hov_donate.ledger.rules import Line


@dataclass(frozen=True)
class Entry:
    """What is booked on a day of the campaign, named by the row behind it; see `OwnEntry`."""

    kind: OwnEntry
    source: str
    lines: Sequence[Line]
    day: date


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
    post(
        work,
        entries=[
            own_entry(work, category=it.kind, source=it.source, lines=it.lines, day=it.day)
            for it in entries
        ],
    )
