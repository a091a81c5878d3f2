"""The two pictures of the first room: money by month beside the year before, and monthly givers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.spans import Span, months_from
from hov_donate.office.dashboard.charts import Pair, Point, pairs, points, top_of
from hov_donate.reports.queries import figures
from hov_donate.reports.queries.figures import Regular

MONTHS = 12


@dataclass(frozen=True)
class MoneyChart:
    """What was received by month, in the base currency, beside the same month a year before."""

    base: str
    months: Sequence[Pair]
    top: Money
    now: Span
    before: Span

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(month.now or month.before for month in self.months)

    def sum_of(self, minor: int) -> Money:
        """A month's value as money."""
        return Money(minor, self.base)


@dataclass(frozen=True)
class GiversChart:
    """How many monthly gifts ran at the end of each month, and how many came and went in it."""

    spans: Sequence[Span]
    points: Sequence[Point]
    counts: Sequence[Regular]
    top: int

    @property
    def empty(self) -> bool:
        """Whether nobody ever gave monthly."""
        return not any(point.value for point in self.points)


def money_chart(session: Session, year: Span, today: date, base: str, *, rtl: bool) -> MoneyChart:
    """Twelve months of the calendar from the one in which an accounting year begins."""
    now = months_from(year.first, MONTHS)
    before = now.a_year_before()
    found = figures.received_by_month(session, Span(before.first, now.last), base)
    values = [found[month.first].minor for month in now.months()]
    shown = [
        None if month.first > today else value
        for month, value in zip(now.months(), values, strict=True)
    ]
    then = [found[month.first].minor for month in before.months()]
    top = top_of([*values, *then])
    months = [month.first for month in now.months()]
    return MoneyChart(base, pairs(months, shown, then, rtl=rtl), Money(top, base), now, before)


def givers_chart(
    session: Session, year: Span, today: date, time_zone: str, *, rtl: bool
) -> GiversChart:
    """The months of the same year that have come."""
    spans = [
        month.until(today)
        for month in months_from(year.first, MONTHS).months()
        if month.first <= today
    ]
    if not spans:
        return GiversChart((), (), (), 1)
    counts = figures.regular_by_span(session, spans, time_zone)
    values = [count.now for count in counts]
    drawn = points([span.first for span in spans], values, rtl=rtl)
    return GiversChart(spans, drawn, counts, top_of(values))
