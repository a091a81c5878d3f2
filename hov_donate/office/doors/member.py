"""One of the people of the office: their roles, their sessions, a lost second factor."""

from collections.abc import Callable
from http import HTTPStatus

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import N_
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import freshly
from hov_donate.staff.models import StaffMember
from hov_donate.staff.operations import (
    LastAdministratorError,
    change_roles,
    end_session,
    end_sessions,
    let_in_again,
    reset_second_factor,
    shut_out,
)
from hov_donate.staff.queries import factors_of, open_sessions
from hov_donate.staff.rules import Permission, Role
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

PATH = "/people/<int:member_id>"
LAST = N_("Nobody else could let people in and out: make somebody else an administrator first.")


@office.get(PATH)
@requires(Permission.MANAGE_STAFF)
def member(member_id: int) -> str:
    """What somebody may do, what they sign in with, where they are signed in."""
    return _page(member_id, Form())


@office.post(f"{PATH}/roles")
@requires(Permission.MANAGE_STAFF)
@freshly
def change_member_roles(member_id: int) -> ResponseReturnValue:
    """What somebody is in the campaign from now on."""
    _ = translator().gettext
    _found(member_id)
    form = Form.sent()
    chosen = set(request.form.getlist("role"))
    roles = [role for role in Role if role.value in chosen]
    if not roles:
        form.wrong("role", _("Choose at least one role, or shut them out below"))
        return _page(member_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    done = N_("The roles are changed.")
    return _done(member_id, done, lambda work: change_roles(work, member_id=member_id, roles=roles))


@office.post(f"{PATH}/shut-out")
@requires(Permission.MANAGE_STAFF)
@freshly
def shut_member_out(member_id: int) -> ResponseReturnValue:
    """Somebody may not sign in any more, and is signed out everywhere."""
    done = N_("They are shut out, and signed out everywhere.")
    return _done(member_id, done, lambda work: shut_out(work, member_id=member_id))


@office.post(f"{PATH}/let-in")
@requires(Permission.MANAGE_STAFF)
@freshly
def let_member_in(member_id: int) -> ResponseReturnValue:
    """Somebody who was shut out may sign in again."""
    done = N_("They may sign in again.")
    return _done(member_id, done, lambda work: let_in_again(work, member_id=member_id))


@office.post(f"{PATH}/reset-second-factor")
@requires(Permission.MANAGE_STAFF)
@freshly
def reset_factor_of_member(member_id: int) -> ResponseReturnValue:
    """Somebody has lost their telephone and their codes."""
    done = N_("Their second factor is taken away. They set up a new one when they sign in.")
    return _done(member_id, done, lambda work: reset_second_factor(work, member_id=member_id))


@office.post(f"{PATH}/sessions/end")
@requires(Permission.MANAGE_STAFF)
@freshly
def end_sessions_of_member(member_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere."""
    done = N_("They are signed out everywhere.")
    return _done(member_id, done, lambda work: end_sessions(work, member_id=member_id))


@office.post(f"{PATH}/sessions/<int:session_id>/end")
@requires(Permission.MANAGE_STAFF)
@freshly
def end_session_of_member(member_id: int, session_id: int) -> ResponseReturnValue:
    """Sign somebody out of one browser."""
    done = N_("That browser is signed out.")
    return _done(
        member_id,
        done,
        lambda work: end_session(work, session_id=session_id, member_id=member_id),
    )


def _done(member_id: int, done: str, act: Callable[[UnitOfWork], object]) -> ResponseReturnValue:
    """Do it and say so, or why it cannot be done."""
    _found(member_id)
    speak = translator()
    try:
        with changing() as work:
            act(work)
        flash(speak.gettext(done), "done")
    except LastAdministratorError:
        flash(speak.gettext(LAST), "wrong")
    return redirect(url_for("office.member", member_id=member_id), 303)


def _found(member_id: int) -> StaffMember:
    found = db.session().get(StaffMember, member_id)
    if found is None:
        abort(404)
    return found


def _page(member_id: int, form: Form) -> str:
    it, session = _found(member_id), db.session()
    return render_template(
        "office/doors/member.html",
        it=it,
        form=form,
        roles=list(Role),
        held=factors_of(session, member_id),
        sessions=open_sessions(session, member_id, parts().clock.now()),
    )
