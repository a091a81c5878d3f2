"""Spans of days: months, quarters, accounting years. Pure, and in the campaign's days."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """From the first day to the last, both of them in it. Raises ValueError when it has no day."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """A span has at least a day."""
        if self.last < self.first:
            raise ValueError(f"a span from {self.first} cannot end on {self.last}")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last

    def until(self, day: date) -> "Span":
        """As much of it as has come by a day; its first day at the least."""
        return Span(self.first, max(self.first, min(self.last, day)))

    def a_year_before(self) -> "Span":
        """The same days of the year before; the last of February stays the last."""
        return Span(_a_year_before(self.first), _a_year_before(self.last, ends=True))

    def months(self) -> Iterator["Span"]:
        """Its months, from the first day's to the last day's, whole ones."""
        month = month_of(self.first)
        while month.first <= self.last:
            yield month
            month = month_of(month.last + DAY)


def month_of(day: date) -> Span:
    """The month in which a day lies."""
    return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def span_between(first: date | None, last: date | None) -> Span | None:
    """The span between two days; None where one is missing, or the last comes first."""
    return Span(first, last) if first and last and first <= last else None


def months_from(day: date, count: int) -> Span:
    """So many whole months, from the month of a day on; `count` is at least 1."""
    first = day.replace(day=1)
    years, month = divmod(first.month - 1 + count, 12)
    return Span(first, date(first.year + years, month + 1, 1) - DAY)


@dataclass(frozen=True)
class YearBegin:
    """The day on which an accounting year begins, every year: (4, 6) is 6 April."""

    month: int = 1
    day: int = 1

    def year_of(self, day: date) -> Span:
        """The accounting year in which a day lies."""
        begins = date(day.year, self.month, self.day)
        year = day.year if day >= begins else day.year - 1
        return Span(date(year, self.month, self.day), date(year + 1, self.month, self.day) - DAY)

    def quarter_of(self, day: date) -> Span:
        """The quarter of the accounting year in which a day lies: three of its months each."""
        year = self.year_of(day)
        begins = [_months_on(year.first, 3 * quarter) for quarter in range(4)]
        first = max(begin for begin in begins if begin <= day)
        following = [begin for begin in begins if begin > first]
        return Span(first, following[0] - DAY if following else year.last)


def _months_on(first: date, count: int) -> date:
    years, month = divmod(first.month - 1 + count, 12)
    return date(first.year + years, month + 1, first.day)


def _a_year_before(day: date, *, ends: bool = False) -> date:
    last = day.day == monthrange(day.year, day.month)[1]
    days = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, days if ends and last else min(day.day, days))
