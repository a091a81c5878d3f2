"""What a report is asked with: days, filters, the reader's language, and what things are called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hov_donate.config.campaign import Campaign
from hov_donate.core.errors import UserError
from hov_donate.core.i18n import Translator
from hov_donate.core.spans import DAY, Span
from hov_donate.ledger.rules import booking_day
from hov_donate.reports.rules.tables import Word


class FilterError(UserError):
    """A filter that cannot be read; the text is English, to be translated where it is shown."""

    def __init__(self, name: str, text: str) -> None:
        """Which one, and why."""
        super().__init__(text)
        self.name = name


@dataclass(frozen=True)
class Names:
    """What the office calls things, in the reader's language."""

    label: Callable[[StrEnum], str]
    dispute_reason: Callable[[str], str]
    actor: Callable[[str], str]
    kind: Callable[[str], str]


@dataclass(frozen=True)
class Asked:
    """One asking for a report. `span` is of the campaign's days, `now` by the clock."""

    session: Session
    span: Span
    now: datetime
    campaign: Campaign
    speak: Translator
    names: Names
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The campaign's day."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """The campaign's day on which something happened."""
        return booking_day(moment, self.campaign.time_zone)

    def day_or_none(self, moment: datetime | None) -> date | None:
        """The same, where something may not have happened."""
        return self.day_of(moment) if moment else None

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """When the span begins, and when the day after it does."""
        zone = ZoneInfo(self.campaign.time_zone)
        begins, ends = self.span.first, self.span.last + DAY
        return datetime.combine(begins, time.min, zone), datetime.combine(ends, time.min, zone)

    def clock_of(self, moment: datetime) -> str:
        """What the clock on the campaign's wall showed: 2026-01-01 00:07:12."""
        local = moment.astimezone(ZoneInfo(self.campaign.time_zone))
        return f"{local:%Y-%m-%d %H:%M:%S}"

    def word(self, thing: StrEnum) -> Word:
        """A status, account or reason by its name."""
        return Word(thing.value, self.names.label(thing))

    def kind(self, code: str) -> Word:
        """A kind of affiliate; a scale's own kind as the scale names it."""
        return Word(code, self.names.kind(code))

    def own(self, code: str, message: str, **values: object) -> Word:
        """A word of the report's own, to be translated."""
        return Word(code, self.speak.gettext(message, **values))


def called(span: Span, campaign: Campaign) -> str | None:
    """What an accounting year is called: 2026, or 2025/26; None for other days."""
    year = campaign.year_begin.year_of(span.first)
    if span.first != year.first or span.last > year.last:
        return None
    if year.first.year == year.last.year:
        return str(year.first.year)
    return f"{year.first.year}/{year.last.year % 100:02}"
