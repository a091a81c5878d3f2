"""What each of the months lacks that wait to be closed, looked at together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile

from sqlalchemy.orm import Session

from hov_donate.closing.queries.freezing import seen_of
from hov_donate.closing.queries.lacking import facts_of
from hov_donate.closing.queries.months import months_over
from hov_donate.closing.rules.conditions import Condition, conditions
from hov_donate.core.spans import Span
from hov_donate.ledger.rules import booking_day


@dataclass(frozen=True)
class WaitingMonth:
    """A month that is over, what it lacks once those before it are closed, and what was seen.

    `seen` is `queries.freezing.seen_of` the month.
    """

    month: Span
    lacking: tuple[Condition, ...]
    seen: str


def months_up_to(session: Session, last: date, now: datetime, time_zone: str) -> list[WaitingMonth]:
    """The months that are over and not closed and end by a day, the oldest first."""
    over = months_over(session, booking_day(now, time_zone))
    return [_looked_at(session, it, now, time_zone) for it in over if it.last <= last]


def closable(waiting: Sequence[WaitingMonth]) -> list[WaitingMonth]:
    """Those that can be closed one after another: up to the first that lacks something."""
    return list(takewhile(lambda it: not it.lacking, waiting))


def _looked_at(session: Session, month: Span, now: datetime, time_zone: str) -> WaitingMonth:
    facts = replace(facts_of(session, month, now, time_zone), to_close=month.first)
    lacking = tuple(it for it in conditions(facts) if not it.met)
    return WaitingMonth(month, lacking, seen_of(session, month))
