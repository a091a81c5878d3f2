"""Events wait, are applied once, come back when a worker dies, and keep what went wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.errors import FinalError, HovDonateError
from hov_donate.core.events import EventHint
from hov_donate.inbox import operations
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.inbox.processes import apply_waiting
from tests.support.words import NOON

HINT = EventHint("evt_1", "charge.updated", "charge", "ch_1", NOON, live=False, api_version="v")


@pytest.fixture
def clock():
    return FixedClock(NOON)


@pytest.fixture
def database(database_url, clock):
    engine = make_engine(database_url)
    yield Database(engine, clock, lambda _: None)
    engine.dispose()


def receive(database: Database, *hints: EventHint) -> None:
    with database.engine.begin() as connection:
        for hint in hints:
            operations.receive(connection, hint, database.clock.now())


def events(database: Database) -> list[InboxEvent]:
    with database.reading() as session:
        return list(session.scalars(select(InboxEvent).order_by(InboxEvent.id)))


class Syncs:
    """Notes which objects were brought up to date, and fails when told."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.error: Exception | None = None

    def __call__(self, object_id: str) -> str:
        self.read.append(object_id)
        if self.error:
            raise self.error
        return "updated"


def test_the_same_event_is_kept_once(database):
    receive(database, HINT, HINT)
    receive(database, HINT)
    assert len(events(database)) == 1


def test_many_events_about_one_object_need_one_look(database):
    receive(database, *(replace(HINT, id=f"evt_{n}") for n in range(5)))
    sync = Syncs()
    assert apply_waiting(database, {"charge": sync}) == 5
    assert sync.read == ["ch_1"]
    assert {event.status for event in events(database)} == {InboxStatus.APPLIED}


def test_an_event_about_something_else_is_kept_and_ignored(database):
    receive(database, replace(HINT, object_type="customer", object_id="cus_1"))
    apply_waiting(database, {"charge": Syncs()})
    [event] = events(database)
    assert (event.status, event.outcome) == (InboxStatus.IGNORED, "not_needed")


def test_a_failure_is_kept_with_its_words_and_tried_again_later(database, clock):
    receive(database, HINT)
    sync = Syncs()
    sync.error = HovDonateError("Stripe is having a rest")
    apply_waiting(database, {"charge": sync})
    [event] = events(database)
    assert event.status is InboxStatus.WAITING
    assert "Stripe is having a rest" in (event.last_error or "")
    assert apply_waiting(database, {"charge": sync}) == 0

    clock.advance(timedelta(seconds=6))
    sync.error = None
    assert apply_waiting(database, {"charge": sync}) == 1
    assert events(database)[0].status is InboxStatus.APPLIED


def test_waits_double_and_then_a_person_is_asked(database, clock):
    receive(database, HINT)
    sync = Syncs()
    sync.error = HovDonateError("still resting")
    for _ in range(operations.MOST_ATTEMPTS):
        apply_waiting(database, {"charge": sync})
        clock.advance(operations.LONGEST_WAIT)
    assert len(sync.read) == operations.MOST_ATTEMPTS
    assert events(database)[0].status is InboxStatus.FAILED


def test_what_can_never_go_through_is_shown_to_a_person_at_once_and_can_be_retried(database):
    receive(database, HINT)
    sync = Syncs()
    sync.error = FinalError("no such charge")
    apply_waiting(database, {"charge": sync})
    [event] = events(database)
    assert event.status is InboxStatus.FAILED

    with database.writing() as work:
        assert operations.retry(work, event_id=event.id)
    sync.error = None
    apply_waiting(database, {"charge": sync})
    assert events(database)[0].status is InboxStatus.APPLIED
    with database.writing() as work:
        assert not operations.retry(work, event_id=event.id)


def test_a_claimed_event_is_nobody_elses_until_its_lease_ends(database, clock):
    receive(database, HINT)
    with database.writing() as work:
        assert len(operations.claim(work, limit=10)) == 1
    with database.writing() as work:
        assert operations.claim(work, limit=10) == []
    clock.advance(operations.LEASE)
    with database.writing() as work:
        assert len(operations.claim(work, limit=10)) == 1


def test_a_worker_that_was_too_slow_cannot_settle_what_another_has_taken(database, clock):
    receive(database, HINT)
    with database.writing() as work:
        slow = operations.claim(work, limit=1)
    clock.advance(operations.LEASE)
    with database.writing() as work:
        operations.claim(work, limit=1)
    with database.writing() as work:
        operations.settle(work, claims=slow, status=InboxStatus.APPLIED, outcome="updated")
    assert events(database)[0].status is InboxStatus.WAITING
