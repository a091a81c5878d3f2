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
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from hov_donate.ledger.movements import movements_that_differ
from hov_donate.ledger.queries import balances
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


@pytest.mark.parametrize("seed", range(4))
def test_months_that_are_closed_never_change_and_nothing_is_lost(books, seed):
    chance = random.Random(seed)  # noqa: S311 (a history, and no secret)
    late, frozen, all_of_it = [], {}, []
    for month in YEAR.months():
        happened = [something(books, chance, month) for _ in range(chance.randint(5, 60))]
        all_of_it += happened
        # Some of it is heard of only when the month is closed.
        chance.shuffle(happened)
        heard, late = happened[len(happened) // 4 :] + late, happened[: len(happened) // 4]
        chance.shuffle(heard)
        while heard:
            page, heard = heard[:7], heard[7:]
            books.book(page)
            assert books.book(page) == 0
        unheard = dict(books.stripe)
        for each in late:
            books.stripe[each.currency] -= Money(each.net_minor, each.currency)
        closing = books.pass_month(month)
        books.stripe = unheard
        frozen[month.first] = closing.checksum
    books.book(late)
    with books.database.reading() as session:
        assert closings_that_differ(session) == []
        assert movements_that_differ(session) == []
        for currency, amount in books.stripe.items():
            assert balances(session, Account.STRIPE)[currency] == amount
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == len(all_of_it)
        everything = proofs(session, Span(YEAR.first, date(2026, 12, 31)))
        assert {it.currency: it.whole.closing for it in everything} == books.stripe
        assert all(it.whole.adds_up and not it.crooked for it in everything)
        for month in YEAR.months():
            opened = {it.currency: it.whole.opening for it in proofs(session, month)}
            before = proofs(session, month_of(month.first - timedelta(days=1)))
            assert all(opened[it.currency] == it.whole.closing for it in before)
        moved = session.scalars(select(LedgerEntry).where(LedgerEntry.late_for.is_not(None))).all()
        assert moved
        assert all(it.booked_on.day == 1 and it.late_for < it.booked_on for it in moved)
