"""What is done about attempts: counted, added up, answered. Nothing here commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import HovDonateError
from hov_donate.defence import queries
from hov_donate.defence.models import (
    AttackEpisode,
    AttemptCount,
    DayCount,
    DefenceState,
    GivingClosure,
    MinuteCount,
)
from hov_donate.defence.queries import Standing
from hov_donate.defence.rules import (
    KEPT_FOR,
    NOTICED_WITHIN,
    QUIET_FOR,
    ClosureReason,
    Outcome,
    Scope,
    Trigger,
    Window,
    attack_ends,
    gives_away,
    minute_of,
)
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out


@dataclass(frozen=True)
class Share:
    """A count that an attempt adds to, and how many it may hold."""

    scope: Scope
    window: Window
    mark: str
    most: int


class TooManyError(HovDonateError):
    """Some shares are used up. The transaction is to be rolled back: it was no attempt."""

    def __init__(self, used_up: Sequence[Share]) -> None:
        """Which shares are used up."""
        super().__init__("too many attempts")
        self.used_up = tuple(used_up)


@dataclass(frozen=True)
class Moment:
    """When attempts are added up: a minute of UTC, and a day of the campaign's calendar."""

    minute: datetime
    day: date

    @classmethod
    def of(cls, now: datetime, time_zone: str) -> "Moment":
        """The minute and the day of a moment."""
        return cls(minute_of(now), now.astimezone(ZoneInfo(time_zone)).date())


Tally = Mapping[tuple[Moment, Outcome], int]


def take(work: UnitOfWork, *, shares: Sequence[Share]) -> None:
    """Count an attempt against each share, in one statement. Raises TooManyError.

    Whoever adds to a count holds its row until the end of the transaction, so that two at once
    cannot both be the last one. Rows are taken in one order, the one that all share as the last.
    """
    if not shares:
        return
    order = list(Scope)
    taken = sorted(shares, key=lambda it: (order.index(it.scope), it.window, it.mark))
    rows = [
        {
            "scope": share.scope,
            "span": share.window,
            "begins_at": share.window.begins(work.now),
            "mark": share.mark,
            "attempts": 1,
        }
        for share in taken
    ]
    counts = AttemptCount.__table__.c
    counted = work.session.execute(
        _adding(work.session, AttemptCount.__table__, rows).returning(
            counts.scope, counts.span, counts.mark, counts.attempts
        )
    )
    now_at = {(row.scope, row.span, row.mark): row.attempts for row in counted}
    used_up = [it for it in taken if now_at[it.scope, it.window, it.mark] > it.most]
    if used_up:
        raise TooManyError(used_up)


def add_up(work: UnitOfWork, *, tally: Tally) -> None:
    """Add what became of some attempts to their minutes and days."""
    minutes: dict[tuple[datetime, Outcome], int] = {}
    days: dict[tuple[date, Outcome], int] = {}
    for (moment, outcome), attempts in tally.items():
        minutes[moment.minute, outcome] = minutes.get((moment.minute, outcome), 0) + attempts
        days[moment.day, outcome] = days.get((moment.day, outcome), 0) + attempts
    for table, name, sums in (
        (MinuteCount.__table__, "minute", minutes),
        (DayCount.__table__, "day", days),
    ):
        rows = [
            {name: when, "outcome": outcome, "attempts": attempts}
            for (when, outcome), attempts in sorted(sums.items())
        ]
        if rows:
            work.session.execute(_adding(work.session, table, rows))


def _adding(session: Session, table: Any, rows: list[dict[str, Any]]) -> Any:
    """An INSERT that adds to the `attempts` of rows that are there already."""
    assert isinstance(table, Table)  # noqa: S101 (a mapped class's table)
    engine = postgresql if session.connection().dialect.name == "postgresql" else sqlite
    statement = engine.insert(table).values(rows)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={"attempts": table.c.attempts + statement.excluded.attempts},
    )


def note_failure(work: UnitOfWork, *, settings: Settings) -> None:
    """A card was declined on a page that we opened."""
    moment = Moment.of(work.now, settings.campaign.time_zone)
    add_up(work, tally={(moment, Outcome.DECLINED): 1})
    review(work, settings=settings)


def review(work: UnitOfWork, *, settings: Settings) -> Standing:
    """See whether an attack has begun or ended, and how things stand now."""
    seen = queries.standing(work.session)
    if seen.episode_id is None:
        for trigger, within in NOTICED_WITHIN.items():
            if gives_away(trigger, queries.traffic(work.session, work.now, within)):
                _begin(work, trigger, settings.campaign.office_languages[0])
                break
    else:
        _end_if_quiet(work, seen.episode_id)
    return queries.standing(work.session)


def _begin(work: UnitOfWork, trigger: Trigger, language: str) -> None:
    """Note an attack and tell the treasurer; of two who notice it at once, the second does not."""
    state = _state(work)
    if state.episode_id is not None:
        return
    episode = AttackEpisode(began_at=work.now, trigger=trigger)
    work.session.add(episode)
    work.session.flush()
    state.episode_id = episode.id
    put_out(
        work,
        kind=MailKind.ATTACK_ALERT,
        object_id=str(episode.id),
        details_id=None,
        language=language,
    )
    work.session.flush()


def _end_if_quiet(work: UnitOfWork, episode_id: int) -> None:
    episode = work.session.get_one(AttackEpisode, episode_id)
    lately = queries.traffic(work.session, work.now, QUIET_FOR)
    if not attack_ends(lately, episode.began_at, work.now):
        return
    state = _state(work)
    if state.episode_id == episode_id:
        episode.ended_at = work.now
        state.episode_id = None
        work.session.flush()


def close_giving(work: UnitOfWork, *, reason: ClosureReason, member_id: int) -> bool:
    """Stop online giving at once; False when it was stopped already."""
    state = _state(work)
    if state.closure_id is not None:
        return False
    closure = GivingClosure(reason=reason, closed_at=work.now, closed_by_id=member_id)
    work.session.add(closure)
    work.session.flush()
    state.closure_id = closure.id
    work.session.flush()
    return True


def reopen_giving(work: UnitOfWork, *, member_id: int) -> bool:
    """Let people give online again; False when they could already."""
    state = _state(work)
    if state.closure_id is None:
        return False
    closure = work.session.get_one(GivingClosure, state.closure_id)
    closure.reopened_at, closure.reopened_by_id = work.now, member_id
    state.closure_id = None
    work.session.flush()
    return True


def forget(work: UnitOfWork) -> None:
    """Delete the counts of windows that are over, and minutes that no one looks at any more."""
    longest = max((window.lasts for window in Window), default=timedelta())
    work.session.execute(delete(AttemptCount).where(AttemptCount.begins_at <= work.now - longest))
    work.session.execute(delete(MinuteCount).where(MinuteCount.minute <= work.now - KEPT_FOR))


def _state(work: UnitOfWork) -> DefenceState:
    """How things stand, held until the end of the transaction by who may change it."""
    return work.session.get_one(DefenceState, 1, with_for_update=True, populate_existing=True)
