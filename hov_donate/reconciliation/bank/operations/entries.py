"""Booking lines: one entry for each settlement, named by its line."""

from collections.abc import Sequence
from datetime import date

from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.operations import EntryFacts, NewEntry, lock_books, post
from hov_donate.ledger.rules import Line
from hov_donate.reconciliation.bank.rules.booking import BankEntry


def book(
    work: UnitOfWork, *, kind: BankEntry, source: str, lines: Sequence[Line], day: date
) -> None:
    """Post one entry on the bank's booking day; the database refuses a second one of a source.

    Stripe's balance does not move. Without lines, nothing is posted.
    """
    if not lines:
        return
    size = lines[0].amount
    facts = EntryFacts(
        stripe_balance_transaction_id=None,
        reporting_category=kind,
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
    lock_books(work)
    post(work, entries=[NewEntry(facts, lines)])
