"""The worker: applies events, sends letters, runs the schedule. As many as wanted may run."""

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import click

from hov_donate.core import jobs as scheduled
from hov_donate.core.db import Database
from hov_donate.core.jobs import Schedule
from hov_donate.inbox.processes import Sync, apply_waiting
from hov_donate.outbox.processes import Write, send_waiting
from hov_donate.outbox.transport import Transport

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
JOB_MAY_FINISH_SECONDS = 10


@dataclass(frozen=True)
class Worker:
    """Does what is due, in small steps; killed at any point, the next one goes on."""

    database: Database
    syncs: Mapping[str, Sync]
    write: Write
    transport: Transport
    jobs: Mapping[Schedule, Callable[[], object]]
    job_may_finish_seconds: float = JOB_MAY_FINISH_SECONDS

    def step(self) -> int:
        """Apply some events and send some letters; how many there were."""
        applied = apply_waiting(self.database, self.syncs)
        return applied + send_waiting(self.database, self.write, self.transport)

    def drain(self) -> None:
        """Go on until nothing is due."""
        while self.step():
            pass

    def run_due_jobs(self) -> None:
        """Run what the schedule wants now and no other worker has taken."""
        for schedule, job in self.jobs.items():
            with self.database.writing() as work:
                due = scheduled.claim_due(work, schedule=schedule)
            if due:
                self._run_job(schedule, job)

    def _run_job(self, schedule: Schedule, job: Callable[[], object]) -> None:
        error = None
        try:
            job()
        except Exception as problem:  # noqa: BLE001 (kept for a person; the worker goes on)
            log.warning("job %s failed: %s", schedule.name, problem)
            error = f"{type(problem).__name__}: {problem}"
        with self.database.writing() as work:
            scheduled.finish(work, schedule=schedule, error=error)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; trouble with the database is waited out.

        Jobs have a thread of their own: a long one keeps neither events nor letters waiting. Told
        to stop, it gets some seconds; any job goes on where it was left.
        """
        jobs = threading.Thread(target=self._run_jobs, args=(stop,), name="jobs", daemon=True)
        jobs.start()
        while not stop.is_set():
            if not _in_peace(stop, self.step):
                stop.wait(PAUSE_SECONDS)
        jobs.join(self.job_may_finish_seconds)

    def _run_jobs(self, stop: threading.Event) -> None:
        while not stop.is_set():
            _in_peace(stop, self.run_due_jobs)
            stop.wait(PAUSE_SECONDS)


def _in_peace(stop: threading.Event, do: Callable[[], int | None]) -> int:
    """What it did; nothing when it failed, and then not again at once."""
    try:
        return do() or 0
    except Exception:
        log.exception("the worker will try again")
        stop.wait(5)
        return 0


def run_until_told(worker: Worker) -> None:
    """Run a worker until SIGTERM or Ctrl-C; what is under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    click.echo("worker: ready")
    worker.run(stop)
    click.echo("worker: stopped")
