"""On which days an affiliate hears that a term is to be paid for."""

from collections.abc import Sequence
from datetime import date, timedelta

# Whoever was not there for longer is not written to about days that are long gone.
LATEST = timedelta(days=14)


def reminder_on(today: date, due: date, days: Sequence[int], *, first_term: bool) -> int | None:
    """Of the scale's days around `due`, the first day of the term, the one that was reached last.

    None where none was, or not lately. A first term was asked for when it was made: only days after
    its beginning count.
    """
    wanted = [each for each in days if each > 0 or not first_term]
    reached = [each for each in wanted if due + timedelta(days=each) <= today]
    newest = max(reached, default=None)
    if newest is None or today - (due + timedelta(days=newest)) > LATEST:
        return None
    return newest


def invites(day: int, days: Sequence[int], *, first_term: bool) -> bool:
    """Whether a day is the one on which renewal is offered: the scale's first."""
    return not first_term and day == min(days)
