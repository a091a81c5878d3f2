"""A month is closed by whoever looked at it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.closing.operations import MonthMovedError, MonthNotReadyError, close_month
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.guard import acting
from hov_donate.office.months.asked import PATH, month_or_404, time_zone
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator


@office.post(f"{PATH}/close")
@requires(Permission.CLOSE_MONTH)
def close_this_month(month: str) -> ResponseReturnValue:
    """Freeze the figures that were seen, and let nothing more be booked in the month."""
    _, span = translator().gettext, month_or_404(month)
    try:
        with changing() as work:
            close_month(
                work,
                month=span,
                seen=request.form.get("seen", ""),
                actor=acting(),
                time_zone=time_zone(),
            )
    except MonthNotReadyError:
        flash(_("The month was not closed: see below what it lacks."), "wrong")
    except MonthMovedError:
        flash(_("Something was booked meanwhile. Look at the figures again, then close."), "wrong")
    else:
        flash(_("The month is closed. Print its proof, and have two people sign it."), "done")
    return redirect(url_for("office.month", month=month), 303)
