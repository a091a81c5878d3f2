"""Which month or day a page is asked for."""

import re
from datetime import date

from flask import abort, request

from hov_donate.core.spans import Span, month_of
from hov_donate.office.spans import today
from hov_donate.web.parts import parts

MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
PATH = "/months/<month>"


def time_zone() -> str:
    """The campaign's."""
    return parts().settings.campaign.time_zone


def month_named(text: str) -> Span | None:
    """A month as addresses write it: 2026-11."""
    found = MONTH.fullmatch(text)
    if found is None:
        return None
    try:
        return month_of(date(int(found[1]), int(found[2]), 1))
    except ValueError:
        return None


def month_or_404(text: str) -> Span:
    """The month of a page's path."""
    found = month_named(text)
    if found is None:
        abort(404)
    return found


def asked_span() -> Span:
    """The day or the month that is asked for; nonsense is this month."""
    day = day_named(request.args.get("day", ""))
    if day is not None:
        return Span(day, day)
    return month_named(request.args.get("month", "")) or month_of(today())


def day_named(text: str) -> date | None:
    """A day as addresses write it: 2026-11-24."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
