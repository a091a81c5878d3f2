"""Calendar months and years, where the last day of a month is as far as one can go."""

from calendar import monthrange
from datetime import date, timedelta

DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, day: date) -> int:
    """How many whole months have passed from `start` to `day`."""
    months = (day.year - start.year) * 12 + day.month - start.month
    return months - (add_months(start, months) > day)
