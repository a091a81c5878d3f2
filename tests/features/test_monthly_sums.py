"""Sums of a span, read from months and from days at its edges, are those of its days."""

from datetime import date
from itertools import combinations_with_replacement

import pytest
from sqlalchemy import func, select

from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySettled, LedgerDailySum
from hov_donate.ledger.monthly import months_that_differ, sums_of
from tests.support.booked import at_stripe, book
from tests.support.words import EUR, GBP, NOON

BOOKED = (
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 1, 15),
    date(2026, 1, 31),
    date(2026, 2, 28),
    date(2026, 4, 1),
    date(2026, 4, 30),
)
# First and last days of spans: of months, within months, and where nothing was booked.
EDGES = (*BOOKED, date(2026, 2, 1), date(2026, 3, 10), date(2026, 3, 31), date(2026, 5, 2))


@pytest.fixture
def database(database_url):
    engine = make_engine(database_url)
    found = Database(engine, FixedClock(NOON), lambda _: None)
    for number, day in enumerate(BOOKED, start=1):
        book(
            found,
            at_stripe(Account.DONATIONS, GBP(10 * number), GBP("0.50"), day=day),
            at_stripe(Account.DONATIONS, GBP(17 * number), GBP("0.46"), EUR(20 * number), day=day),
        )
    yield found
    engine.dispose()


def added_up(session, sums, *conditions):
    key = (sums.account, sums.currency)
    sides = func.sum(sums.debit_minor), func.sum(sums.credit_minor)
    rows = session.execute(select(*key, *sides).where(*conditions).group_by(*key).order_by(*key))
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("daily", [LedgerDailySum, LedgerDailySettled])
def test_any_days_add_up_to_the_same_by_months_as_by_days(database, daily):
    with database.reading() as session:
        for first, last in combinations_with_replacement(sorted(EDGES), 2):
            by_days = added_up(session, daily, daily.booked_on >= first, daily.booked_on <= last)
            assert added_up(session, sums_of(daily, first, last).c) == by_days, (first, last)


def test_days_without_a_beginning_or_an_end_are_all_there_are(database):
    day, daily = date(2026, 1, 15), LedgerDailySum
    with database.reading() as session:
        assert added_up(session, sums_of(daily).c) == added_up(session, daily)
        until = added_up(session, daily, daily.booked_on <= day)
        assert added_up(session, sums_of(daily, None, day).c) == until
        since = added_up(session, daily, daily.booked_on >= day)
        assert added_up(session, sums_of(daily, day).c) == since


def test_what_is_in_a_month_is_told_by_its_first_day(database):
    sums = sums_of(LedgerDailySum, date(2025, 12, 31), date(2026, 4, 29)).c
    query = select(sums.month).where(sums.account == Account.STRIPE).distinct()
    with database.reading() as session:
        months = sorted(session.scalars(query))
        assert months == [date(2025, 12, 1), *(date(2026, month, 1) for month in (1, 2, 4))]
        assert not list(months_that_differ(session))
