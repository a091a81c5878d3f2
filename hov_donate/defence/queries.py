"""How things stand, and what came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.defence.models import (
    AttackEpisode,
    DayCount,
    DefenceState,
    GivingClosure,
    MinuteCount,
)
from hov_donate.defence.rules import ClosureReason, Outcome, Traffic, minute_of

# How many attacks and closures the office shows.
SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """Whether one may give, and whether an attack lasts."""

    episode_id: int | None = None
    closed: ClosureReason | None = None

    @property
    def attacked(self) -> bool:
        """Whether an attack lasts."""
        return self.episode_id is not None


def standing(session: Session) -> Standing:
    """How things stand now."""
    row = session.execute(
        select(DefenceState.episode_id, GivingClosure.reason).join(
            GivingClosure, GivingClosure.id == DefenceState.closure_id, isouter=True
        )
    ).one()
    return Standing(episode_id=row.episode_id, closed=row.reason)


def traffic(session: Session, now: datetime, within: timedelta) -> Traffic:
    """What came within the last minutes; reads a row for each of them and each outcome."""
    rows = session.execute(
        select(MinuteCount.outcome, func.sum(MinuteCount.attempts))
        .where(MinuteCount.minute > minute_of(now) - within)
        .group_by(MinuteCount.outcome)
    )
    return Traffic.of({outcome: int(attempts) for outcome, attempts in rows})


def by_day(session: Session, since: date) -> Mapping[date, Mapping[Outcome, int]]:
    """What became of each day's attempts; days without any are left out."""
    days: dict[date, dict[Outcome, int]] = {}
    for row in session.scalars(select(DayCount).where(DayCount.day >= since)):
        days.setdefault(row.day, {})[row.outcome] = row.attempts
    return days


def episode(session: Session, episode_id: int) -> AttackEpisode | None:
    """An attack."""
    return session.get(AttackEpisode, episode_id)


def episodes(session: Session) -> Sequence[AttackEpisode]:
    """The last attacks, newest first."""
    newest = select(AttackEpisode).order_by(AttackEpisode.id.desc()).limit(SHOWN)
    return session.scalars(newest).all()


def closures(session: Session) -> Sequence[GivingClosure]:
    """The last times that giving was stopped, newest first."""
    newest = select(GivingClosure).order_by(GivingClosure.id.desc()).limit(SHOWN)
    return session.scalars(newest).all()


def total(counts: Mapping[Outcome, int], outcomes: Iterable[Outcome]) -> int:
    """How many attempts had any of these outcomes."""
    return sum(counts.get(outcome, 0) for outcome in outcomes)
