"""Months as Stripe counts them: by the calendar, from one day that everything hangs on."""

import calendar
from typing import Any

from hov_donate.simulator.clock import as_datetime

MONTHS = {"month": 1, "year": 12}


def moved(anchor: int, months: int) -> int:
    """The anchor's day and time so many months on; the last day where a month is too short."""
    start = as_datetime(anchor)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def months_of(recurring: dict[str, Any]) -> int:
    """How many months one period of a price lasts."""
    return MONTHS[recurring["interval"]]
