"""Closing many months with one press: each by itself, in a transaction of its own.

Whatever dies in between leaves whole months closed and the others open; who presses again goes
on with the first of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hov_donate.closing.models import MonthClosing
from hov_donate.closing.operations import MonthMovedError, MonthNotReadyError, close_next_month
from hov_donate.core.db import Database


@dataclass
class ClosedTogether:
    """What came of it: the closings, the first month first, and why it went no further.

    `stopped` is None when every month up to the chosen one is closed.
    """

    closings: list[MonthClosing] = field(default_factory=list)
    stopped: MonthNotReadyError | MonthMovedError | None = None


def close_months(
    database: Database, *, last: date, seen: Mapping[date, str], actor: str, time_zone: str
) -> ClosedTogether:
    """Close every month that ends by a day, up to the first that cannot be closed.

    `seen` is what the person saw of each month, by its first day; see `operations.close_month`.
    """
    done = ClosedTogether()
    try:
        while True:
            with database.writing() as work:
                closing = close_next_month(
                    work, last=last, seen=seen, actor=actor, time_zone=time_zone
                )
            if closing is None:
                return done
            done.closings.append(closing)
    except (MonthNotReadyError, MonthMovedError) as error:
        done.stopped = error
    return done
