"""Jobs that run every so often, once among all workers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

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

    def due_before(self, now: datetime) -> datetime:
        """A job that last began at this moment or before it is due."""
        return now - self.every


@dataclass(frozen=True)
class Nightly(Schedule):
    """A job for the small hours, by the clock of a time zone."""

    hour: int
    time_zone: str

    def due_before(self, now: datetime) -> datetime:
        """Just before it last was that hour; of an hour that comes twice, before the first."""
        local = now.astimezone(ZoneInfo(self.time_zone))
        tonight = local.replace(hour=self.hour, minute=0, second=0, microsecond=0)
        last = tonight if tonight <= local else tonight - timedelta(days=1)
        # Reckoning with wall time means the first of an hour that comes twice.
        return last - timedelta(microseconds=1)


def claim_due(work: UnitOfWork, *, schedule: Schedule) -> bool:
    """Whether this worker is the one to run the job now; the row is the judge."""
    work.session.execute(
        insert_ignoring_twins(work.session, ScheduledJob).values(name=schedule.name)
    )
    due_before = schedule.due_before(work.now)
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


def make_due(work: UnitOfWork, *, name: str) -> None:
    """Let a worker begin the job at once; once more after it, if it is under way."""
    work.session.execute(insert_ignoring_twins(work.session, ScheduledJob).values(name=name))
    work.session.execute(
        update(ScheduledJob).where(ScheduledJob.name == name).values(started_at=None)
    )


def finish(work: UnitOfWork, *, schedule: Schedule, error: str | None) -> None:
    """Note how the job ended."""
    work.session.execute(
        update(ScheduledJob)
        .where(ScheduledJob.name == schedule.name)
        .values(finished_at=work.now, last_error=error)
    )
