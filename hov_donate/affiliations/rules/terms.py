"""From when to when an affiliation holds, and how late is how late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from hov_donate.affiliations.rules.calendar import DAY, add_months, months_between
from hov_donate.affiliations.rules.scale import (
    ArrearsStage,
    MonthDay,
    Proration,
    YearKind,
    YearRules,
)

PARTS = {Proration.MONTH: 12, Proration.QUARTER: 4}


@dataclass(frozen=True)
class Term:
    """A span of days; both are part of it."""

    first: date
    last: date


@dataclass(frozen=True)
class Promise:
    """Word that the money is coming: arrears stand still from the one day to the other."""

    made: date
    until: date


@dataclass(frozen=True)
class Share:
    """What of the year is left, the current part counted whole: 3 of 4 quarters."""

    left: int
    parts: int

    @property
    def of_whole(self) -> Fraction:
        """As a number up to 1."""
        return Fraction(self.left, self.parts)


def year_holding(day: date, starts: MonthDay) -> Term:
    """The whole fixed year that holds a day."""
    first = date(day.year, *starts)
    if first > day:
        first = date(day.year - 1, *starts)
    return Term(first, add_months(first, 12) - DAY)


def rolls_over(year: YearRules, day: date) -> bool:
    """Whether who joins on the day is in until the end of the next year."""
    if year.kind is not YearKind.FIXED or year.rollover_from is None:
        return False
    begin = year_holding(day, year.starts).first
    turn = date(begin.year, *year.rollover_from)
    if turn < begin:
        turn = date(begin.year + 1, *year.rollover_from)
    return day >= turn


def term_for(year: YearRules, on: date, *, first: bool) -> Term:
    """The term of who joins (`first`) or renews on a day.

    A year from 29 February ends on 28 February: the day before 1 March, where there is no 29th.
    """
    if year.kind is YearKind.ANNIVERSARY:
        return Term(on, _a_year_from(on))
    whole = year_holding(on, year.starts)
    if not first:
        return whole
    if rolls_over(year, on):
        return Term(on, year_holding(whole.last + DAY, year.starts).last)
    return Term(on, whole.last)


def next_term(year: YearRules, last: date) -> Term:
    """The term that follows one that ends on `last`, without a hole or a day twice."""
    begin = last + DAY
    if year.kind is YearKind.ANNIVERSARY:
        return Term(begin, _a_year_from(begin))
    return Term(begin, year_holding(begin, year.starts).last)


def _a_year_from(first: date) -> date:
    """The last day of a year; from 29 February it is 28 February, so that no day is lost."""
    if (first.month, first.day) == (2, 29):
        return date(first.year + 1, 2, 28)
    return date(first.year + 1, first.month, first.day) - DAY


def share_left(year: YearRules, on: date) -> Share | None:
    """The share of a first fee, where the scale prorates and the term does not roll over."""
    if year.proration is Proration.NONE or year.kind is not YearKind.FIXED or rolls_over(year, on):
        return None
    parts = PARTS[year.proration]
    gone = months_between(year_holding(on, year.starts).first, on)
    return Share(parts - gone * parts // 12, parts)


def due_day(paid_until: date) -> date:
    """The day on which the next term begins: reminders, grace and arrears count from it."""
    return paid_until + DAY


def grace_ends(year: YearRules, paid_until: date) -> date:
    """The last day of grace; `paid_until` itself where there is none."""
    return paid_until + timedelta(days=year.grace_days)


def reminders(year: YearRules, paid_until: date) -> tuple[date, ...]:
    """The days on which to remind, in order."""
    return tuple(due_day(paid_until) + timedelta(days=days) for days in year.reminder_days)


def arrears_stage(
    stages: Sequence[ArrearsStage],
    *,
    paid_until: date,
    today: date,
    promise: Promise | None = None,
) -> ArrearsStage | None:
    """The stage that holds today, in calendar months; None while there is none."""
    if promise is not None and promise.made <= today <= promise.until:
        today = promise.made
    reached = (
        stage for stage in stages if today >= add_months(due_day(paid_until), stage.after_months)
    )
    return max(reached, key=lambda stage: stage.after_months, default=None)
