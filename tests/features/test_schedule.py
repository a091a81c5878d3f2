"""Jobs run when they are due, once among all workers, whatever clocks do in spring and autumn."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.jobs import Nightly, Schedule, claim_due, finish, make_due
from tests.support.words import NOON

HOURLY = Schedule("hourly", timedelta(hours=1))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def database(database_url: str, clock: FixedClock) -> Iterator[Database]:
    engine = make_engine(database_url)
    yield Database(engine, clock, lambda _: None)
    engine.dispose()


def begins(database: Database, schedule: Schedule = HOURLY) -> bool:
    """Whether a worker that asks now is to run the job."""
    with database.writing() as work:
        return claim_due(work, schedule=schedule)


def begun(database: Database, clock: FixedClock, nightly: Nightly, noon: str) -> list[str]:
    """When the job is begun in the two days from a noon, by a worker that asks every half hour."""
    clock.moment = datetime.fromisoformat(noon)
    begins(database, nightly)
    found = []
    for _ in range(96):
        clock.advance(timedelta(minutes=30))
        if begins(database, nightly):
            found.append(f"{clock.moment:%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("time_zone", "noon", "nights"),
    [
        ("Europe/London", "2026-11-24T12:00+00:00", ["25 03:00", "26 03:00"]),
        # The hour after one o'clock is left out: three o'clock comes early.
        ("Europe/London", "2027-03-27T12:00+00:00", ["28 02:00", "29 02:00"]),
        # One o'clock comes twice: three o'clock comes late.
        ("Europe/London", "2026-10-24T12:00+00:00", ["25 03:00", "26 03:00"]),
        # Here the hour of the job itself is left out, and comes twice.
        ("Europe/Athens", "2027-03-27T12:00+00:00", ["28 01:00", "29 00:00"]),
        ("Europe/Athens", "2026-10-24T12:00+00:00", ["25 00:00", "26 01:00"]),
    ],
)
def test_a_nightly_job_runs_once_a_night_when_clocks_change(
    database, clock, time_zone, noon, nights
):
    nightly = Nightly("nightly", timedelta(days=1), hour=3, time_zone=time_zone)
    assert begun(database, clock, nightly, noon) == nights


def test_a_worker_that_was_off_at_night_makes_up_for_it_once(database, clock):
    nightly = Nightly("nightly", timedelta(days=1), hour=3, time_zone="Europe/London")
    assert begins(database, nightly)
    clock.advance(timedelta(days=3))
    assert begins(database, nightly)
    assert not begins(database, nightly)


def test_a_job_is_due_again_when_its_time_has_passed(database, clock):
    assert begins(database)
    clock.advance(timedelta(minutes=59))
    assert not begins(database)
    clock.advance(timedelta(minutes=1))
    assert begins(database)


def test_of_two_workers_that_ask_at_once_one_runs_the_job(database, clock):
    for _ in range(10):
        at_once = Barrier(2)

        def ask(at_once: Barrier = at_once) -> bool:
            at_once.wait()
            return begins(database)

        with ThreadPoolExecutor(2) as workers:
            answers = [workers.submit(ask) for _ in range(2)]
        assert sorted(answer.result() for answer in answers) == [False, True]
        clock.advance(timedelta(hours=1))


def test_a_job_that_staff_asks_for_begins_once_at_once(database):
    for _ in ("never begun yet", "under way", "at its end"):
        with database.writing() as work:
            make_due(work, name=HOURLY.name)
        assert begins(database)
        assert not begins(database)
        with database.writing() as work:
            finish(work, schedule=HOURLY, error=None)
