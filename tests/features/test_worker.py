"""A worker goes on with events and letters whatever its jobs do, and stops when told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from hov_donate.cli.worker import Worker
from hov_donate.core.jobs import Schedule, ScheduledJob
from tests.support.house import House

PATIENCE_SECONDS = 20.0
NIGHTLY = Schedule("nightly", timedelta(days=1))
ALWAYS = Schedule("always", timedelta(0))


@contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    """Let a worker run, and tell it to stop; it must."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


class LongJob:
    """Goes on until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go, self.ended = (threading.Event() for _ in range(3))

    def __call__(self) -> None:
        self.begun.set()
        self.go.wait(PATIENCE_SECONDS)
        self.ended.set()


@pytest.fixture
def long_job() -> Iterator[LongJob]:
    """Its thread is at its end when the test is."""
    job = LongJob()
    yield job
    job.go.set()
    for thread in threading.enumerate():
        if thread.name == "jobs":
            thread.join(PATIENCE_SECONDS)


def wait_for(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_long_job_keeps_neither_events_nor_letters_waiting(house: House, long_job: LongJob):
    worker = replace(house.worker, jobs={NIGHTLY: long_job}, job_may_finish_seconds=0.1)
    with at_work(worker):
        assert long_job.begun.wait(PATIENCE_SECONDS)
        house.pay(house.give("20.00"))
        wait_for(house.mails)
        assert house.newest_payment().paid_at
    assert not long_job.ended.is_set()


def test_a_worker_that_is_told_to_stop_lets_a_job_come_to_its_end(house, long_job):
    with at_work(replace(house.worker, jobs={NIGHTLY: long_job})):
        assert long_job.begun.wait(PATIENCE_SECONDS)
        threading.Timer(0.2, long_job.go.set).start()
    assert long_job.ended.is_set()
    with house.parts.database.reading() as session:
        assert session.get_one(ScheduledJob, NIGHTLY.name).finished_at


def test_a_job_that_fails_is_noted_and_holds_up_neither_the_next_one_nor_itself(house):
    tried, others = [], []

    def fail() -> None:
        tried.append(1)
        raise ConnectionError("no line to Stripe")

    jobs = {ALWAYS: fail, replace(ALWAYS, name="another"): lambda: others.append(1)}
    with at_work(replace(house.worker, jobs=jobs)):
        wait_for(lambda: len(tried) > 1 and len(others) > 1)
    with house.parts.database.reading() as session:
        noted = session.get_one(ScheduledJob, ALWAYS.name)
    assert noted.last_error == "ConnectionError: no line to Stripe"
