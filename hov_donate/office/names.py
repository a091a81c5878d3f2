"""Opening names for a while, with a reason that the audit log keeps."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.office.blueprint import office
from hov_donate.office.deeds import say_why
from hov_donate.office.forms import Form
from hov_donate.office.handing_out import typed_reason
from hov_donate.office.noting import noted
from hov_donate.office.open_names import close_names, names_open_until, open_names
from hov_donate.staff.audit.rules import AuditKind
from hov_donate.staff.rules import NAMES_OPEN_FOR, Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator


@office.get("/names")
@requires(Permission.OPEN_NAMES)
def ask_why_names() -> str:
    """What opening names does, and why it is to be done."""
    return _page(Form())


@office.post("/names")
@requires(Permission.OPEN_NAMES)
def let_names_be_seen() -> ResponseReturnValue:
    """Open names for this session, for a while."""
    _ = translator().gettext
    form = Form.sent()
    reason = typed_reason(form)
    if not form.good:
        return _page(form), 422
    say_why(reason)
    noted(AuditKind.NAMES_OPENED)
    open_names(reason)
    flash(_("Names are open to you for a while. Every page that shows some is noted."), "done")
    return redirect(url_for("office.ask_why_names"), 303)


@office.post("/names/close")
@requires(Permission.OPEN_NAMES)
def let_names_be_closed() -> ResponseReturnValue:
    """Close names again."""
    close_names()
    flash(translator().gettext("Names are closed."), "done")
    return redirect(url_for("office.ask_why_names"), 303)


def _page(form: Form) -> str:
    until, minutes = names_open_until(), NAMES_OPEN_FOR
    return render_template("office/names.html", form=form, until=until, minutes=minutes)
