"""Opening a closed month again: one person asks and says why, another one agrees."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.closing.models import MonthClosing
from hov_donate.closing.operations import (
    NothingToAgreeError,
    NotLastClosedError,
    SamePersonError,
    agree_to_reopen,
    ask_to_reopen,
)
from hov_donate.closing.queries.months import closing_of, last_standing
from hov_donate.closing.rules.conditions import AGREED_WITHIN
from hov_donate.core.spans import Span
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.months.asked import PATH, month_or_404
from hov_donate.office.months.one import who_could
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator


@office.get(f"{PATH}/reopen")
@requires(Permission.REOPEN_MONTH)
def ask_why_to_reopen(month: str) -> ResponseReturnValue:
    """A form for the reason, and for where it was minuted."""
    span = month_or_404(month)
    return _form(span, Form())


@office.post(f"{PATH}/reopen")
@requires(Permission.REOPEN_MONTH)
def ask_to_reopen_month(month: str) -> ResponseReturnValue:
    """Ask; a letter goes to everybody who may agree."""
    _, span, form = translator().gettext, month_or_404(month), Form.sent()
    closing = _closing(span)
    reason = form.words("reason", missing=_("Write why the month has to be opened again"))
    minute = form.line("minute", missing=_("Write where it was minuted, like Minutes 12/2026, 4"))
    if not form.good:
        return _form(span, form), 422
    try:
        with changing() as work:
            ask_to_reopen(
                work,
                closing_id=closing.id,
                reason=reason,
                minute_reference=minute,
                actor=acting(),
            )
    except NotLastClosedError:
        flash(_("Only the last closed month can be opened again."), "wrong")
    else:
        flash(_("Now another person has to agree. They are told by letter."), "done")
    return redirect(url_for("office.month", month=month), 303)


@office.post(f"{PATH}/agree")
@requires(Permission.REOPEN_MONTH)
def agree_to_reopen_month(month: str) -> ResponseReturnValue:
    """The second person agrees, and the month is open."""
    _ = translator().gettext
    month_or_404(month)
    number = request.form.get("request", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        abort(404)
    try:
        with changing() as work:
            agree_to_reopen(work, request_id=int(number), actor=acting())
    except SamePersonError:
        flash(_("You asked for it yourself: another person has to agree."), "wrong")
    except NothingToAgreeError:
        flash(_("Nobody asks for this any more."), "info")
    else:
        flash(_("The month is open again. Close it anew when it is right."), "done")
    return redirect(url_for("office.month", month=month), 303)


def _closing(span: Span) -> MonthClosing:
    found = closing_of(db.session(), span.first)
    if found is None or not found.stands:
        abort(404)
    return found.closing


def _form(span: Span, form: Form) -> str:
    closing, last = _closing(span), last_standing(db.session())
    return render_template(
        "office/months/reopen.html",
        span=span,
        form=form,
        is_last=last is not None and last.id == closing.id,
        days=AGREED_WITHIN.days,
        who_could=who_could(),
    )
