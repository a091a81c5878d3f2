"""Renewal runs go on in the worker, a batch in a transaction, until a person or the end."""

from hov_donate.affiliations.models import RunStatus
from hov_donate.affiliations.operations.carrying_out import carry_out_batch
from hov_donate.affiliations.operations.planning_runs import plan_batch
from hov_donate.affiliations.operations.running import run_under_way
from hov_donate.config import Settings
from hov_donate.core.db import Database


def go_on_renewing(database: Database, settings: Settings) -> None:
    """Plan the run under way, or carry it out, as far as can be without a person."""
    while renew_batch(database, settings):
        pass


def renew_batch(database: Database, settings: Settings) -> bool:
    """One batch of the run under way; False where there is none, or it waits for a person.

    Killed at any point, the batch was never begun, and the next call makes it. Two workers take
    turns at the run's row.
    """
    with database.writing() as work:
        run = run_under_way(work)
        if run is None or run.status is RunStatus.PLANNED:
            return False
        if run.status is RunStatus.PLANNING:
            plan_batch(work, run=run)
        else:
            carry_out_batch(work, run=run, settings=settings)
        return True
