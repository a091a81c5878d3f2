"""What the page lists behind the lights: checks, sweeps, events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.core.jobs import ScheduledJob
from hov_donate.core.money import Money
from hov_donate.inbox.models import InboxEvent
from hov_donate.reconciliation.models import (
    BalanceComparison,
    ReceivablesComparison,
    ReconciliationRun,
    SweepRun,
)

RUNS_SHOWN = 24
SWEEPS_SHOWN = 10
Differences = dict[int, tuple[Money, ...]]


@dataclass(frozen=True)
class RunShown:
    """A finished check: how long after the one before it ended, and what it found.

    `differences` are between Stripe's balance and ours, `receivables` between what affiliates owe
    and what the books say.
    """

    finished_at: datetime
    gap: timedelta | None
    differences: tuple[Money, ...]
    receivables: tuple[Money, ...] = ()


def last_events(session: Session, types: Iterable[str]) -> dict[str, datetime]:
    """When an event of each type last came; types that never came are left out."""
    found = {}
    for kind in sorted(types):
        at = session.scalars(
            select(InboxEvent.received_at)
            .where(InboxEvent.type == kind)
            .order_by(InboxEvent.id.desc())
            .limit(1)
        ).first()
        if at is not None:
            found[kind] = at
    return found


def runs(session: Session, limit: int = RUNS_SHOWN) -> list[RunShown]:
    """The last finished checks, newest first."""
    found = session.scalars(
        select(ReconciliationRun)
        .where(ReconciliationRun.finished_at.is_not(None))
        .order_by(ReconciliationRun.finished_at.desc())
        .limit(limit + 1)
    ).all()
    differences = _differences(session, [run.id for run in found])
    receivables = _receivables(session, [run.id for run in found])
    shown = []
    for run, earlier in zip_longest(found, found[1:]):
        if run.finished_at is not None:
            before = earlier.finished_at if earlier else None
            gap = run.finished_at - before if before else None
            differs = (differences.get(run.id, ()), receivables.get(run.id, ()))
            shown.append(RunShown(run.finished_at, gap, *differs))
    return shown[:limit]


def sweeps(session: Session, limit: int = SWEEPS_SHOWN) -> Sequence[SweepRun]:
    """The last sweeps, newest first; the first may still be under way."""
    return session.scalars(select(SweepRun).order_by(SweepRun.id.desc()).limit(limit)).all()


def is_due(session: Session, job: str) -> bool:
    """Whether a person asked for a job that no worker has begun yet."""
    row = session.get(ScheduledJob, job)
    return row is not None and row.started_at is None


def _differences(session: Session, run_ids: Sequence[int]) -> Differences:
    rows = session.scalars(
        select(BalanceComparison)
        .where(
            BalanceComparison.run_id.in_(run_ids),
            BalanceComparison.stripe_minor != BalanceComparison.ledger_minor,
        )
        .order_by(BalanceComparison.currency)
    )
    return _by_run(rows)


def _receivables(session: Session, run_ids: Sequence[int]) -> Differences:
    rows = session.scalars(
        select(ReceivablesComparison)
        .where(
            ReceivablesComparison.run_id.in_(run_ids),
            ReceivablesComparison.expected_minor != ReceivablesComparison.ledger_minor,
        )
        .order_by(ReceivablesComparison.currency)
    )
    return _by_run(rows)


def _by_run(rows: Iterable[BalanceComparison | ReceivablesComparison]) -> Differences:
    found: Differences = {}
    for row in rows:
        found[row.run_id] = (*found.get(row.run_id, ()), row.difference)
    return found
