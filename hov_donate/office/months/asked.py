"""Which month or day a page is asked for; `web.spans` says how they are read."""

from flask import abort, request

from hov_donate.core.spans import Span, month_of
from hov_donate.office.spans import today
from hov_donate.web.parts import parts
from hov_donate.web.spans import read_day, read_month

PATH = "/months/<month>"


def time_zone() -> str:
    """The campaign's."""
    return parts().settings.campaign.time_zone


def month_or_404(text: str) -> Span:
    """The month of a page's path."""
    found = read_month(text)
    if found is None:
        abort(404)
    return found


def asked_span() -> Span:
    """The day or the month that is asked for; nonsense is this month."""
    day = read_day(request.args.get("day", ""))
    if day is not None:
        return Span(day, day)
    return read_month(request.args.get("month", "")) or month_of(today())
