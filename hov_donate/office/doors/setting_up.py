"""Setting up a second factor: an app that shows codes, or a passkey."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from hov_donate.office.blueprint import office
from hov_donate.office.doors.passkey_pages import answer, challenge_of, place, scripted, to_make
from hov_donate.office.doors.pictures import qr_code
from hov_donate.office.doors.second_step import LONGEST_CODE, come_in_by
from hov_donate.office.doors.way_on import wanted
from hov_donate.office.forms import Form
from hov_donate.office.guard import freshly
from hov_donate.office.presence import desk, keys
from hov_donate.staff import passkeys, totp
from hov_donate.staff.operations import (
    PasskeyKnownError,
    add_passkey,
    begin_app,
    set_up_app,
)
from hov_donate.staff.queries import factors_of
from hov_donate.staff.rules import SecondFactor
from hov_donate.web.access import while_setting_up
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LONGEST_NAME = 60


@office.get("/second-factor")
@while_setting_up
@freshly
def choose_factor() -> str:
    """What a second factor is, and which there are."""
    return render_template(
        "office/doors/choose_factor.html", possible=place().possible, wanted=wanted()
    )


@office.get("/second-factor/app")
@while_setting_up
@freshly
def ask_for_app() -> str:
    """The secret for the app, as a picture and in letters."""
    return _app(Form())


@office.post("/second-factor/app")
@while_setting_up
@freshly
def check_app() -> ResponseReturnValue:
    """A code shows that the app has the secret; from now on it is asked for."""
    _ = translator().gettext
    form = Form.sent()
    code = form.line("code", missing=_("Enter the code that your app shows"), most=LONGEST_CODE)
    now = parts().clock.now()
    step = totp.matched_step(_secret(), code, now=now, last_step=0) if form.good else None
    if step is None:
        told = _("The code is not right. Check that the clock of your telephone is, too")
        form.wrong("code", told)
        return _app(form), 422
    sealed = desk().app_key
    assert sealed is not None  # noqa: S101 (_secret has just read it)
    with parts().database.writing() as work:
        set_up_app(work, member_id=current_user.id, sealed=sealed, step=step, but=desk().id)
        begin_app(work, session_id=desk().id, sealed=None)
    return _set_up(SecondFactor.APP)


@office.get("/second-factor/passkey")
@while_setting_up
@freshly
def ask_for_passkey() -> ResponseReturnValue:
    """A button that asks the browser for a passkey."""
    return _passkey(Form())


@office.post("/second-factor/passkey")
@while_setting_up
@freshly
def take_passkey() -> ResponseReturnValue:
    """The browser has made one."""
    _ = translator().gettext
    form = Form.sent()
    name = form.line("name", missing=_("Enter a name to know this passkey by"), most=LONGEST_NAME)
    if not form.good:
        return _passkey(form, 422)
    told = _("The passkey was not accepted. Try again, or use an app instead")
    try:
        with parts().database.writing() as work:
            made = passkeys.made(place(), answer(), challenge=challenge_of(work))
            if made is not None:
                add_passkey(work, member_id=current_user.id, made=made, name=name, but=desk().id)
    except PasskeyKnownError:
        made = None
    if made is None:
        form.wrong("name", told)
        return _passkey(form, 422)
    return _set_up(SecondFactor.PASSKEY)


def _set_up(factor: SecondFactor) -> ResponseReturnValue:
    """On to the recovery codes, or where one was going when there are some already."""
    come_in_by(factor)
    flash(translator().gettext("Your second factor is set up."), "done")
    with parts().database.reading() as looking:
        left = factors_of(looking, current_user.id).codes_left
    if left:
        return redirect(url_for("office.own_account"), 303)
    return redirect(url_for("office.recovery_codes", next=wanted() or None), 303)


def _secret() -> str:
    """The secret of the app that is being set up; the same until it is, or the session ends."""
    here = desk()
    if here.app_key is None:
        here.app_key = keys().seal(totp.new_key())
        with parts().database.writing() as work:
            begin_app(work, session_id=here.id, sealed=here.app_key)
    return keys().open(here.app_key)


def _app(form: Form) -> str:
    secret = _secret()
    address = totp.address_for_app(
        secret, account=current_user.email, issuer=parts().settings.campaign.name
    )
    return render_template(
        "office/doors/app.html", form=form, secret=secret, picture=qr_code(address), wanted=wanted()
    )


def _passkey(form: Form, status: int = 200) -> Response:
    return scripted(
        "office/doors/passkey.html", status, form=form, options=to_make(), wanted=wanted()
    )
