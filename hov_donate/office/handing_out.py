"""Files with names leave the office with a reason, and leave a row in the audit log.

A view for such a file takes GET and POST at one address, requires `Permission.EXPORT_NAMES` (or
more), and hands over how the file is made:

    return hand_out(_("Attendance list (CSV)"), lambda: file(...))
"""

from collections.abc import Callable

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hov_donate.office.deeds import people_shown, say_why
from hov_donate.office.forms import Form
from hov_donate.office.noting import noted
from hov_donate.staff.audit.rules import LONGEST_REASON, AuditKind
from hov_donate.web.database import LOOKING
from hov_donate.web.languages import translator


def hand_out(
    title: str, make: Callable[[], ResponseReturnValue], *, back: str
) -> ResponseReturnValue:
    """Ask why names leave; once that is said, note it and give the file that `make` makes.

    `back` is the address of the page that leads here. The people in the file are counted while it
    is made; a file that is written while it is sent says how many there are with `leaving`.
    """
    asking = request.method in LOOKING
    form = Form() if asking else Form.sent()
    reason = "" if asking else typed_reason(form)
    if not reason:
        page = render_template("office/hand_out.html", form=form, title=title, back=back)
        return page, 422 if form.problems else 200
    file = make()
    leaving(reason=reason, people=people_shown())
    return file


def leaving(*, reason: str, people: int) -> None:
    """Note that this request lets so many names leave, before the first of them does.

    Raises ValueError without a reason. What cannot be noted does not leave: the error of the
    database ends the request.
    """
    if not reason.strip():
        raise ValueError("names leave with a reason")
    say_why(reason)
    noted(AuditKind.EXPORTED, people=people)


def typed_reason(form: Form) -> str:
    """Why names are needed, as it was typed."""
    missing = translator().gettext("Write why you need the names")
    return form.line("reason", missing=missing, most=LONGEST_REASON)
