"""Signing out of one's other browsers."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from hov_donate.office.blueprint import office
from hov_donate.office.presence import desk
from hov_donate.staff.operations import end_session, end_sessions
from hov_donate.web.access import signed_in
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_own_session(session_id: int) -> ResponseReturnValue:
    """Sign out of one browser, wherever it stands."""
    with parts().database.writing() as work:
        end_session(work, session_id=session_id, member_id=current_user.id)
    flash(translator().gettext("That browser is signed out."), "done")
    return redirect(url_for("office.own_account"), 303)


@office.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    with parts().database.writing() as work:
        end_sessions(work, member_id=current_user.id, but=desk().id)
    flash(translator().gettext("Every other browser is signed out."), "done")
    return redirect(url_for("office.own_account"), 303)
