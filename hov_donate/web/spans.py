"""The span of days that the address asks for, read strictly: one reader for every list and report.

`?year=2026` is the accounting year that begins in 2026, `?quarter=2026-2` the second quarter of
it, `?month=2026-11` a month of the calendar, `?from=2026-04-06&to=2026-05-05` own days, both of
them in it. More than one of these at a time, or half of one, is a mistake and told as such.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.core.i18n import N_
from hov_donate.core.spans import Span, YearBegin, month_of

FIRST_YEAR, LAST_YEAR = 1970, 2999
YEAR = re.compile(r"(?P<year>\d{4})", re.ASCII)
QUARTER = re.compile(r"(?P<year>\d{4})-(?P<part>[1-4])", re.ASCII)
MONTH = re.compile(r"(?P<year>\d{4})-(?P<part>0[1-9]|1[0-2])", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FROM, TO = "from", "to"


class SpanKind(StrEnum):
    """How a span is asked for; also the name in the address, but for own days."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    DAYS = "days"


class SpanError(ValueError):
    """What is asked for is no span of days; `name` is the field, the text is for its reader."""

    def __init__(self, name: str, text: str) -> None:
        """The text is English, to be translated where it is shown."""
        super().__init__(text)
        self.name = name


@dataclass(frozen=True)
class Chosen:
    """A span and how it is asked for; `query` are the parameters that ask for it again."""

    kind: SpanKind
    span: Span
    query: Mapping[str, str]


def read_span(asked: Mapping[str, str], begin: YearBegin) -> Chosen | None:
    """The span that is asked for; None when nothing is. Raises SpanError."""
    named = {name: asked[name] for name in NAMES if asked.get(name)}
    if not named:
        return None
    if set(named) <= {FROM, TO}:
        return own_days(_day(named, FROM), _day(named, TO))
    if len(named) > 1:
        raise SpanError(next(iter(named)), N_("Choose a year, a quarter, a month or days: one"))
    name, text = next(iter(named.items()))
    return _READERS[name](text, begin)


def year_of(day: date, begin: YearBegin) -> Chosen:
    """The accounting year in which a day lies."""
    span = begin.year_of(day)
    return Chosen(SpanKind.YEAR, span, {SpanKind.YEAR.value: f"{span.first.year:04}"})


def quarter_of(day: date, begin: YearBegin) -> Chosen:
    """The quarter of the accounting year in which a day lies."""
    year, span = begin.year_of(day), begin.quarter_of(day)
    number = quarter_number(day, begin)
    return Chosen(
        SpanKind.QUARTER, span, {SpanKind.QUARTER.value: f"{year.first.year:04}-{number}"}
    )


def quarter_number(day: date, begin: YearBegin) -> int:
    """Which of the four quarters of its accounting year a day lies in, from 1 on."""
    return _quarters(begin.year_of(day), begin).index(begin.quarter_of(day)) + 1


def calendar_month(day: date) -> Chosen:
    """The month of the calendar in which a day lies."""
    return Chosen(SpanKind.MONTH, month_of(day), {SpanKind.MONTH.value: f"{day:%Y-%m}"})


def own_days(first: date, last: date) -> Chosen:
    """From one day to another. Raises SpanError when the last comes before the first."""
    if last < first:
        raise SpanError(TO, N_("The last day must not be before the first"))
    query = {FROM: first.isoformat(), TO: last.isoformat()}
    return Chosen(SpanKind.DAYS, Span(first, last), query)


def days_of(span: Span) -> Mapping[str, str]:
    """The parameters that ask for these very days, whatever they are called."""
    return own_days(span.first, span.last).query


def read_month(text: str) -> Span | None:
    """A month as addresses write it, 2026-11; None for anything else, and for other ages."""
    found = MONTH.fullmatch(text)
    if found is None or not _sane(int(found["year"])):
        return None
    return month_of(date(int(found["year"]), int(found["part"]), 1))


def read_day(text: str) -> date | None:
    """A day as addresses write it, 2026-11-24; None for anything else, and for other ages."""
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day is not None and _sane(day.year) else None


def _quarters(year: Span, begin: YearBegin) -> list[Span]:
    """The four quarters of an accounting year, in order."""
    return sorted({begin.quarter_of(month.first) for month in _begins(year)}, key=_first)


def _begins(year: Span) -> list[Span]:
    return [Span(max(month.first, year.first), year.last) for month in year.months()]


def _first(span: Span) -> date:
    return span.first


def _year(text: str, begin: YearBegin) -> Chosen:
    found = YEAR.fullmatch(text)
    if found is None or not _sane(int(found["year"])):
        raise SpanError(SpanKind.YEAR, N_("Write a year with four digits, like 2026"))
    return year_of(date(int(found["year"]), begin.month, begin.day), begin)


def _quarter(text: str, begin: YearBegin) -> Chosen:
    found = QUARTER.fullmatch(text)
    if found is None or not _sane(int(found["year"])):
        raise SpanError(SpanKind.QUARTER, N_("Write a quarter as year and number, like 2026-2"))
    year = begin.year_of(date(int(found["year"]), begin.month, begin.day))
    return quarter_of(_quarters(year, begin)[int(found["part"]) - 1].first, begin)


def _month(text: str, _begin: YearBegin) -> Chosen:
    month = read_month(text)
    if month is None:
        raise SpanError(SpanKind.MONTH, N_("Write a month as year and month, like 2026-11"))
    return calendar_month(month.first)


def _day(named: Mapping[str, str], name: str) -> date:
    missing = {FROM: N_("Enter the first day"), TO: N_("Enter the last day")}
    if name not in named:
        raise SpanError(name, missing[name])
    day = read_day(named[name])
    if day is None:
        raise SpanError(name, N_("Enter a day as year, month and day, like 2026-05-03"))
    return day


def _sane(year: int) -> bool:
    """Whether there are days before and after it, in every time zone and at every reckoning."""
    return FIRST_YEAR <= year <= LAST_YEAR


_READERS = {
    SpanKind.YEAR.value: _year,
    SpanKind.QUARTER.value: _quarter,
    SpanKind.MONTH.value: _month,
}
NAMES = (*_READERS, FROM, TO)
