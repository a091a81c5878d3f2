"""Two years of history are closed with one press, month by month, whatever dies in between."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import pytest

from hov_donate.closing.models import MonthClosing
from hov_donate.closing.operations import MonthMovedError, MonthNotReadyError
from hov_donate.closing.processes import ClosedTogether, close_months
from hov_donate.closing.queries.freezing import closings_that_differ
from hov_donate.closing.queries.months import standing_closings
from hov_donate.closing.queries.waiting import closable, months_up_to
from hov_donate.closing.rules.conditions import Subject
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, UnitOfWork, make_engine
from hov_donate.payments.models import UnmatchedPayment
from hov_donate.payments.rules import UnmatchedReason
from tests.support.months import ANNA, ZONE, Calendar
from tests.support.words import GBP

LAST = date(2026, 6, 30)


class KilledError(Exception):
    """The process dies."""


@pytest.fixture
def books(database_url: str) -> Iterator[Calendar]:
    """Half a year in which nobody closed anything; all of it is read, and agrees."""
    engine = make_engine(database_url)
    books = Calendar(engine, FixedClock(datetime(2026, 7, 2, 9, tzinfo=UTC)))
    books.book(
        [
            books.happens(date(2026, 1, 20), "charge", GBP(20), 50),
            books.happens(date(2026, 3, 31), "charge", GBP(5), 20),
            books.happens(date(2026, 4, 1), "refund", GBP(-5)),
        ]
    )
    books.check()
    yield books
    engine.dispose()


def strange_money(books: Calendar, noticed: datetime) -> None:
    with books.database.writing() as work:
        work.session.add(
            UnmatchedPayment(
                stripe_payment_intent_id="pi_9",
                reason=UnmatchedReason.NOT_OURS,
                amount_minor=500,
                currency="GBP",
                noticed_at=noticed,
            )
        )


def seen(books: Calendar) -> Mapping[date, str]:
    with books.database.reading() as session:
        waiting = months_up_to(session, LAST, books.clock.now(), ZONE)
    return {it.month.first: it.seen for it in waiting}


def lacking(books: Calendar) -> list[list[Subject]]:
    with books.database.reading() as session:
        waiting = months_up_to(session, LAST, books.clock.now(), ZONE)
    return [[each.subject for each in it.lacking] for it in waiting]


def press(
    books: Calendar, looked_at: Mapping[date, str], database: Database | None = None
) -> ClosedTogether:
    return close_months(
        database or books.database, last=LAST, seen=looked_at, actor=ANNA, time_zone=ZONE
    )


def closed(books: Calendar) -> list[MonthClosing]:
    with books.database.reading() as session:
        return list(standing_closings(session))


def numbers(books: Calendar) -> list[int]:
    return [it.month.month for it in closed(books)]


def test_one_press_closes_every_month_up_to_the_chosen_one_each_on_its_own_proof(books):
    assert lacking(books) == [[]] * 6
    done = press(books, seen(books))
    assert (len(done.closings), done.stopped) == (6, None)
    months = closed(books)
    assert [it.month.month for it in months] == [1, 2, 3, 4, 5, 6]
    closings = [it.figures["proof"]["GBP"]["closing"] for it in months]
    assert closings == [1950, 1950, 2430, 1930, 1930, 1930]
    assert [it.figures["previous"] for it in months] == [None, *(it.checksum for it in months[:-1])]
    with books.database.reading() as session:
        assert closings_that_differ(session) == []


def test_it_goes_as_far_as_the_first_month_that_lacks_something(books):
    looked_at = seen(books)
    strange_money(books, datetime(2026, 4, 3, tzinfo=UTC))
    assert lacking(books) == [[], [], [], *[[Subject.UNMATCHED]] * 3]
    with books.database.reading() as session:
        waiting = months_up_to(session, LAST, books.clock.now(), ZONE)
        assert [it.month.first.month for it in closable(waiting)] == [1, 2, 3]
    done = press(books, looked_at)
    assert isinstance(done.stopped, MonthNotReadyError)
    assert numbers(books) == [1, 2, 3]


def test_it_stops_at_a_month_that_was_not_looked_at_as_it_is(books):
    looked_at = {**seen(books), date(2026, 3, 1): "something else"}
    assert isinstance(press(books, looked_at).stopped, MonthMovedError)
    assert numbers(books) == [1, 2]
    rest = {day: it for day, it in seen(books).items() if day.month < 5}
    assert isinstance(press(books, rest).stopped, MonthMovedError)
    assert numbers(books) == [1, 2, 3, 4]


@pytest.mark.parametrize("before_commit", [1, 3, 6])
def test_whoever_presses_again_after_a_crash_goes_on_where_it_stopped(books, before_commit):
    looked_at, left = seen(books), [before_commit]

    def die(_: UnitOfWork) -> None:
        left[0] -= 1
        if not left[0]:
            raise KilledError

    with pytest.raises(KilledError):
        press(books, looked_at, Database(books.engine, books.clock, die))
    assert len(closed(books)) == before_commit - 1
    done = press(books, looked_at)
    assert (len(done.closings), done.stopped) == (7 - before_commit, None)
    assert numbers(books) == [1, 2, 3, 4, 5, 6]
    with books.database.reading() as session:
        assert closings_that_differ(session) == []


def test_pressing_once_more_when_all_is_closed_does_nothing(books):
    looked_at = seen(books)
    press(books, looked_at)
    assert press(books, looked_at) == ClosedTogether()
    assert len(closed(books)) == 6
