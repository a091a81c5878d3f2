"""Files leave the office with a row in the audit log, and those with names with a reason as well.

A view for such a file takes GET and POST at one address, requires `Permission.EXPORT_NAMES` (or
more), and hands over how the file is made:

    return hand_out(_("Attendance list (CSV)"), lambda: file(...))

A file that names nobody is said to leave by `handed`. `noting` sees to it that no view forgets.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hov_donate.office.deeds import deed_of_request, people_shown, say_why
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


def handed(what: str, *, rows: int, asked: Mapping[str, object]) -> None:
    """Note that this request lets a file leave that names nobody: as `about`."""
    about(what, rows=rows, asked=asked)
    noted(AuditKind.EXPORTED)


def about(what: str, *, rows: int, asked: Mapping[str, object]) -> None:
    """Say what leaves: which file, how many rows, what they were narrowed and sorted by.

    What was typed to find somebody is there as the digest that `noting.searched` made of it.
    """
    deed = deed_of_request()
    if deed is not None:
        sought = deed.subject if deed.kind is AuditKind.SEARCHED else ""
        open_to_all = {name: value for name, value in asked.items() if name != "q"}
        told = urlencode(open_to_all, doseq=True)
        deed.subject = " ".join(it for it in (what, f"rows {rows}", told, sought) if it)


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
