"""The span of days that this request's address asks for; `web.spans` says how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import request

from hov_donate.core.spans import Span, YearBegin
from hov_donate.ledger.rules import booking_day
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.spans import (
    FROM,
    NAMES,
    TO,
    Chosen,
    SpanError,
    SpanKind,
    calendar_month,
    days_of,
    own_days,
    quarter_number,
    quarter_of,
    read_span,
    year_of,
)

__all__ = [
    "FROM",
    "TO",
    "Asked",
    "Chosen",
    "SpanError",
    "SpanKind",
    "asked_span",
    "calendar_month",
    "days_of",
    "name_of",
    "own_days",
    "quarter_of",
    "read_span",
    "today",
    "year_of",
]


@dataclass(frozen=True)
class Asked:
    """What the address asks for: `chosen` is what is shown, `problems` what could not be read.

    `typed` is shown in the form again. Problems are kept by the id of the field to go to.
    """

    chosen: Chosen
    typed: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """The days."""
        return self.chosen.span


def today() -> date:
    """The campaign's day."""
    return booking_day(parts().clock.now(), parts().settings.campaign.time_zone)


def asked_span(otherwise: Chosen | None = None) -> Asked:
    """What this request asks for; this accounting year, or `otherwise`, when it asks nothing."""
    begin = parts().settings.campaign.year_begin
    default = otherwise or year_of(today(), begin)
    typed = {name: request.args[name].strip() for name in NAMES if request.args.get(name)}
    try:
        return Asked(read_span(typed, begin) or default, typed)
    except SpanError as error:
        return Asked(default, typed, {error.name: translator().gettext(str(error))})


def name_of(chosen: Chosen, begin: YearBegin) -> str:
    """What a span is called, in the reader's language."""
    speak, span = translator(), chosen.span
    year = begin.year_of(span.first)
    number = f"{year.first.year}"
    if year.last.year != year.first.year:
        number += f"/{year.last.year % 100:02}"
    if chosen.kind is SpanKind.YEAR:
        return speak.gettext("Accounting year %(year)s", year=number)
    if chosen.kind is SpanKind.QUARTER:
        part = quarter_number(span.first, begin)
        return speak.gettext("Quarter %(part)s of %(year)s", part=part, year=number)
    if chosen.kind is SpanKind.MONTH:
        return speak.month(span.first)
    days = {"first": speak.date(span.first), "last": speak.date(span.last)}
    return speak.gettext("%(first)s to %(last)s", **days)
