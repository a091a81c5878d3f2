"""Entries for the books, made by the rules that make them from Stripe's balance transactions."""

from datetime import date
from itertools import count
from typing import Any

from hov_donate.core.db import Database
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.operations import EntryFacts, NewEntry, post
from hov_donate.ledger.rules import GENERAL_FUND, Line, Movement, postings_for
from tests.support.words import NOON

NUMBERS = count(1)


def entry(
    lines: list[Line],
    settled: Money,
    fee: Money,
    *,
    stripe: bool = True,
    day: date = date(2026, 11, 24),
) -> NewEntry:
    """An entry of these lines, with what Stripe states of it where it comes from there."""
    facts = EntryFacts(
        stripe_balance_transaction_id=f"txn_{next(NUMBERS)}" if stripe else None,
        reporting_category="charge" if stripe else "of_a_test",
        source_id=None,
        payment_reference=None,
        occurred_at=NOON,
        booked_on=day,
        available_on=day,
        gross_minor=settled.minor,
        fee_minor=fee.minor,
        net_minor=settled.minor - fee.minor,
        currency=settled.currency,
        gift_minor=None,
        gift_currency=None,
        exchange_rate=None,
    )
    return NewEntry(facts, lines)


def at_stripe(
    account: Account,
    settled: Money,
    fee: Money,
    given: Money | None = None,
    fund: str = GENERAL_FUND,
    **more: Any,
) -> NewEntry:
    """A movement at Stripe, `given` in another currency than it settled in where that is told."""
    movement = Movement("charge", settled, fee, given or settled, fund)
    return entry(postings_for(movement, account), settled, fee, **more)


def elsewhere(*lines: Line, **more: Any) -> NewEntry:
    """What Stripe never sees."""
    nothing = Money(0, lines[0].amount.currency)
    return entry(list(lines), nothing, nothing, stripe=False, **more)


def book(database: Database, *entries: NewEntry) -> None:
    """Post entries, as one transaction."""
    with database.writing() as work:
        post(work, entries=entries)
