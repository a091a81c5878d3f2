"""One's own account: password, second factors, recovery codes."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from hov_donate.core.i18n import N_
from hov_donate.office.blueprint import office
from hov_donate.office.doors.choosing import chosen_password
from hov_donate.office.forms import Form
from hov_donate.office.guard import freshly
from hov_donate.office.presence import desk
from hov_donate.staff.operations import (
    LastFactorError,
    change_password,
    note_wrong_password,
    remove_app,
    remove_passkey,
)
from hov_donate.staff.passwords import is_right
from hov_donate.staff.queries import factors_of, open_sessions
from hov_donate.web.access import signed_in
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get("/account")
@signed_in
def own_account() -> str:
    """How one signs in, and where one is signed in."""
    with parts().database.reading() as looking:
        held = factors_of(looking, current_user.id)
        sessions = open_sessions(looking, current_user.id, parts().clock.now())
    return render_template(
        "office/doors/account.html", held=held, sessions=sessions, here_id=desk().id
    )


@office.get("/account/password")
@signed_in
@freshly
def ask_for_password() -> str:
    """A form for a new password."""
    return render_template("office/doors/password.html", form=Form())


@office.post("/account/password")
@signed_in
@freshly
def change_own_password() -> ResponseReturnValue:
    """A new password; every other browser is signed out."""
    _ = translator().gettext
    form = Form.sent()
    new = chosen_password(form)
    if current_user.locked:
        form.wrong("old", _("After ten wrong passwords, wait a quarter of an hour"))
    elif not is_right(current_user.password, form.typed.get("old", "")):
        with parts().database.writing() as work:
            note_wrong_password(work, member_id=current_user.id)
        form.wrong("old", _("This is not your present password"))
    if not form.good:
        return render_template("office/doors/password.html", form=form), 422
    with parts().database.writing() as work:
        change_password(work, member_id=current_user.id, password=new, but=desk().id)
    flash(_("Your password is changed. Every other browser is signed out."), "done")
    return redirect(url_for("office.own_account"), 303)


@office.post("/account/app/remove")
@signed_in
@freshly
def remove_own_app() -> ResponseReturnValue:
    """The app opens nothing any more."""
    try:
        with parts().database.writing() as work:
            remove_app(work, member_id=current_user.id, but=desk().id)
    except LastFactorError:
        return _last_one()
    return _removed()


@office.post("/account/passkeys/<int:passkey_id>/remove")
@signed_in
@freshly
def remove_own_passkey(passkey_id: int) -> ResponseReturnValue:
    """A passkey opens nothing any more."""
    try:
        with parts().database.writing() as work:
            remove_passkey(work, member_id=current_user.id, passkey_id=passkey_id, but=desk().id)
    except LastFactorError:
        return _last_one()
    return _removed()


def _removed() -> ResponseReturnValue:
    text = N_("It opens nothing any more. Every other browser is signed out.")
    flash(translator().gettext(text), "done")
    return redirect(url_for("office.own_account"), 303)


def _last_one() -> ResponseReturnValue:
    text = N_("That is the last one: add another first. Nobody is in the office without one.")
    flash(translator().gettext(text), "wrong")
    return redirect(url_for("office.own_account"), 303)
