"""Whatever happens in whatever order: closed months stay, proofs add up, and nothing is lost."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from hov_donate.closing.queries.freezing import closings_that_differ
from hov_donate.closing.queries.proofs import proofs
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import make_engine
from hov_donate.core.money import Money
from hov_donate.core.spans import Span, month_of
from hov_donate.gateway.port import RemoteBalanceTransaction
from hov_donate.ledger.models import LedgerEntry
from hov_donate.ledger.movements import movements_that_differ
from tests.support.months import Calendar

KINDS = {
    "charge": (1, 30_000),
    "refund": (-5_000, -1),
    "refund_failure": (1, 5_000),
    "charge_failure": (-5_000, -1),
    "dispute": (-5_000, -1),
    "dispute_reversal": (1, 5_000),
    "fee": (-300, -1),
    "payout": (-20_000, -1),
    "payout_reversal": (1, 20_000),
    "other_adjustment": (-400, 400),
    "risk_reserved_funds": (-400, 400),
    "climate_order_purchase": (-400, -1),
}
YEAR = Span(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def books(database_url):
    engine = make_engine(database_url)
    yield Calendar(engine, FixedClock(datetime(2026, 1, 1, tzinfo=UTC)))
    engine.dispose()


def something(books: Calendar, chance: random.Random, month: Span):
    kind = chance.choice(list(KINDS))
    amount = Money(chance.randint(*KINDS[kind]), chance.choice(["GBP", "EUR", "JPY"]))
    day = month.first + timedelta(days=chance.randrange(month.days))
    return books.happens(day, kind, amount, chance.choice([0, 0, 20, 125]))


def half_a_year(books: Calendar, chance: random.Random) -> list[RemoteBalanceTransaction]:
    """Months in which things happen in any order, some heard of when their month is closed."""
    late: list[RemoteBalanceTransaction] = []
    everything = []
    for month in YEAR.months():
        happened = [something(books, chance, month) for _ in range(chance.randint(5, 60))]
        everything += happened
        chance.shuffle(happened)
        heard, late = happened[len(happened) // 4 :] + late, happened[: len(happened) // 4]
        chance.shuffle(heard)
        for begin in range(0, len(heard), 7):
            books.book(heard[begin : begin + 7])
            assert books.book(heard[begin : begin + 7]) == 0
        with books.before(late):
            books.pass_month(month)
    books.book(late)
    return everything


@pytest.mark.parametrize("seed", range(4))
def test_months_that_are_closed_never_change_and_nothing_is_lost(books, seed):
    everything = half_a_year(books, random.Random(seed))  # noqa: S311 (no secret)
    with books.database.reading() as session:
        assert closings_that_differ(session) == []
        assert movements_that_differ(session) == []
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == len(everything)
        whole = proofs(session, Span(YEAR.first, date(2026, 12, 31)))
        assert {it.currency: it.whole.closing for it in whole} == books.stripe
        assert all(it.whole.adds_up and not it.crooked for it in whole)
        for month in YEAR.months():
            opened = {it.currency: it.whole.opening for it in proofs(session, month)}
            before = proofs(session, month_of(month.first - timedelta(days=1)))
            assert all(opened[it.currency] == it.whole.closing for it in before)
        moved = session.scalars(select(LedgerEntry).where(LedgerEntry.late_for.is_not(None))).all()
        assert moved
        assert all(it.booked_on.day == 1 and it.late_for < it.booked_on for it in moved)
