"""What a file says of itself besides its rows: who made which report of which days, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hov_donate.core.i18n import Translator
from hov_donate.core.spans import Span
from hov_donate.reports.rules.tables import Column, Report


@dataclass(frozen=True)
class Stamp:
    """Whose report it is, on whose days, when it is read, and in which language.

    `asked` are the filters that it was asked for with, as the address has them.
    """

    campaign: str
    time_zone: str
    made_at: datetime
    speak: Translator
    asked: str = ""

    def days(self, span: Span) -> str:
        """A span in words; a day by itself."""
        if span.days == 1:
            return self.speak.date(span.first)
        return self.speak.gettext(
            "%(first)s to %(last)s",
            first=self.speak.date(span.first),
            last=self.speak.date(span.last),
        )

    def when(self) -> str:
        """When it was made, and by which clock."""
        return self.speak.gettext(
            "Made on %(moment)s, in the days of %(time_zone)s",
            moment=self.speak.moment(self.made_at, self.time_zone),
            time_zone=self.time_zone,
        )

    def total(self, report: Report) -> str:
        """What its sums are called."""
        return report.total or self.speak.gettext("Total")

    def rows(self, count: int) -> str:
        """How many rows there are."""
        return self.speak.ngettext("%(num)s row", "%(num)s rows", count)


def file_name(report: Report, ending: str) -> str:
    """What a file is called: income-statement_2026-01-01_2026-12-31.csv."""
    return f"{report.code}_{report.span.first}_{report.span.last}.{ending}"


def money_columns(columns: Sequence[Column]) -> list[Column]:
    """Those that add up."""
    return [column for column in columns if column.adds_up]
