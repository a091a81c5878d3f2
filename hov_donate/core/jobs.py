"""Jobs that run every so often, once among all workers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, Text, or_, update
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import Base, UnitOfWork, UtcDateTime, insert_ignoring_twins


class ScheduledJob(Base):
    """When a job was last begun and ended, and what went wrong."""

    __tablename__ = "scheduled_jobs"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class Schedule:
    """A job's name and how often it runs."""

    name: str
    every: timedelta


def claim_due(work: UnitOfWork, *, schedule: Schedule) -> bool:
    """Whether this worker is the one to run the job now; the row is the judge."""
    work.session.execute(
        insert_ignoring_twins(work.session, ScheduledJob).values(name=schedule.name)
    )
    due_before = work.now - schedule.every
    claimed = work.session.scalars(
        update(ScheduledJob)
        .where(
            ScheduledJob.name == schedule.name,
            or_(ScheduledJob.started_at.is_(None), ScheduledJob.started_at <= due_before),
        )
        .values(started_at=work.now)
        .returning(ScheduledJob.name)
    ).first()
    return claimed is not None


def finish(work: UnitOfWork, *, schedule: Schedule, error: str | None) -> None:
    """Note how the job ended."""
    work.session.execute(
        update(ScheduledJob)
        .where(ScheduledJob.name == schedule.name)
        .values(finished_at=work.now, last_error=error)
    )
