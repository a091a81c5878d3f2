"""Whoever types a day is told before that its month is closed, and on which day it is booked."""

from datetime import date

from hov_donate.core.spans import DAY
from hov_donate.ledger.queries import closed_until
from hov_donate.ledger.rules import day_in_open_month
from hov_donate.web.database import db
from hov_donate.web.languages import translator


def closed_days() -> str:
    """Which days are closed, as a hint beside a field for a day; empty while none is."""
    speak, until = translator(), closed_until(db.session())
    if until is None:
        return ""
    return speak.gettext(
        "Months up to %(closed)s are closed: what came by then is booked on %(open)s, as late.",
        closed=speak.date(until),
        open=speak.date(until + DAY),
    )


def booked_late(day: date) -> str:
    """What is done with something of a closed month; empty for an open one."""
    speak = translator()
    instead = day_in_open_month(day, closed_until(db.session()))
    if instead == day:
        return ""
    return speak.gettext(
        "The month of %(day)s is closed: this is booked on %(open)s, and the entry says that it "
        "is late.",
        day=speak.date(day),
        open=speak.date(instead),
    )
