"""Many months are closed with one press, after a look at what each of them still needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.closing.operations import MonthMovedError
from hov_donate.closing.processes import ClosedTogether, close_months
from hov_donate.closing.queries.waiting import WaitingMonth, closable, months_up_to
from hov_donate.core.spans import Span
from hov_donate.office.blueprint import office
from hov_donate.office.guard import acting
from hov_donate.office.months.asked import time_zone
from hov_donate.office.months.one import Needed, needed
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.spans import read_month

# What was seen of each month travels in one field: months and checksums, turn about.
BETWEEN = " "


@dataclass(frozen=True)
class Lacking:
    """A month that waits, and what it lacks in words."""

    month: Span
    needs: Sequence[Needed]


@office.get("/months/together")
@requires(Permission.CLOSE_MONTH)
def ask_before_closing_months() -> ResponseReturnValue:
    """What every month still needs, up to the one that was chosen."""
    last = read_month(request.args.get("last", ""))
    waiting = _waiting(last) if last else []
    if last is None or not waiting:
        return redirect(url_for("office.months"))
    can = closable(waiting)
    return render_template(
        "office/months/together.html",
        last=last,
        waiting=[Lacking(it.month, [needed(each) for each in it.lacking]) for it in waiting],
        can=[it.month for it in can],
        seen=BETWEEN.join(f"{it.month.first.isoformat()}{BETWEEN}{it.seen}" for it in can),
    )


@office.post("/months/together")
@requires(Permission.CLOSE_MONTH)
def close_months_together() -> ResponseReturnValue:
    """Close them one after another, up to the first that cannot be closed."""
    last = read_month(request.form.get("last", ""))
    if last is None:
        return redirect(url_for("office.months"), 303)
    # On SQLite this page's session holds the one write lock.
    db.session.remove()
    done = close_months(
        parts().database,
        last=last.last,
        seen=_seen(request.form.get("seen", "")),
        actor=acting(),
        time_zone=time_zone(),
    )
    _tell(done)
    return redirect(url_for("office.months"), 303)


def _waiting(last: Span) -> list[WaitingMonth]:
    return months_up_to(db.session(), last.last, parts().clock.now(), time_zone())


def _seen(text: str) -> Mapping[date, str]:
    """What was seen, by each month's first day; nonsense is nothing that was seen."""
    words = text.split(BETWEEN)
    try:
        days = [date.fromisoformat(word) for word in words[::2]]
    except ValueError:
        return {}
    return dict(zip(days, words[1::2], strict=False))


def _tell(done: ClosedTogether) -> None:
    speak = translator()
    _ = speak.gettext
    if done.closings:
        closed = speak.ngettext(
            "%(num)s month is closed, up to %(month)s. Print the proof from its page.",
            "%(num)s months are closed, up to %(month)s. Print each one's proof from its page.",
            len(done.closings),
            month=speak.month(done.closings[-1].month),
        )
        flash(closed, "done")
    if isinstance(done.stopped, MonthMovedError):
        flash(_("Something was booked meanwhile. Look at the months again, then close."), "wrong")
    elif done.stopped:
        flash(_("The next month lacks something: its page says what."), "wrong")
    elif not done.closings:
        flash(_("These months are closed already."), "info")
