"""Renewal runs: begun, looked at by a person, started, stopped."""

from datetime import date

from sqlalchemy import select

from hov_donate.affiliations.models import RenewalRun, RunStatus
from hov_donate.core.db import UnitOfWork, alone_with
from hov_donate.core.errors import UserError

UNDER_WAY = (RunStatus.PLANNING, RunStatus.PLANNED, RunStatus.RUNNING)


class RunRefusedError(UserError):
    """One run at a time: it is planned, looked at, started, and done or stopped."""


def begin_run(work: UnitOfWork, *, ends_by: date, actor: str) -> RenewalRun:
    """Let everyone's next term be planned whose last one ends by a day; nothing is made yet.

    Raises RunRefusedError while another run is under way.
    """
    alone_with(work.session, RenewalRun)
    if run_under_way(work) is not None:
        raise RunRefusedError("another run is under way: finish or stop it first")
    run = RenewalRun(
        ends_by=ends_by, status=RunStatus.PLANNING, created_at=work.now, created_by=actor
    )
    work.session.add(run)
    work.session.flush()
    return run


def start_run(work: UnitOfWork, *, run_id: int, actor: str) -> RenewalRun:
    """A person has looked at the plan: carry it out. Raises RunRefusedError, LookupError."""
    run = _locked(work, run_id)
    if run.status is not RunStatus.PLANNED:
        raise RunRefusedError(f"a run that is {run.status} is not started")
    run.status, run.cursor = RunStatus.RUNNING, 0
    run.started_at, run.started_by = work.now, actor
    work.session.flush()
    return run


def stop_run(work: UnitOfWork, *, run_id: int) -> RenewalRun:
    """Go no further; what was made stays. Raises RunRefusedError, LookupError."""
    run = _locked(work, run_id)
    if run.status not in UNDER_WAY:
        raise RunRefusedError(f"a run that is {run.status} is not stopped")
    run.status, run.ended_at = RunStatus.STOPPED, work.now
    work.session.flush()
    return run


def run_under_way(work: UnitOfWork) -> RenewalRun | None:
    """The run that is not over, held until the transaction ends."""
    return work.session.scalars(
        select(RenewalRun)
        .where(RenewalRun.status.in_(UNDER_WAY))
        .order_by(RenewalRun.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _locked(work: UnitOfWork, run_id: int) -> RenewalRun:
    run = work.session.get(RenewalRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise LookupError(f"no renewal run {run_id}")
    return run
