"""The second step of signing in: a code of the app, a passkey, or a recovery code."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from hov_donate.core.db import UnitOfWork
from hov_donate.office.blueprint import office
from hov_donate.office.doors.passkey_pages import answer, challenge_of, place, scripted, to_show
from hov_donate.office.doors.way_on import wanted, way_on
from hov_donate.office.forms import Form
from hov_donate.office.guard import has_factor
from hov_donate.office.limits import Tried, try_factor
from hov_donate.office.presence import carry, desk, keys, make_whole
from hov_donate.staff.operations import show_code, show_passkey, show_recovery_code
from hov_donate.staff.queries import factors_of
from hov_donate.staff.rules import SecondFactor
from hov_donate.web.access import after_password
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LONGEST_CODE = 40


@office.get("/second-step")
@after_password
def second_step() -> ResponseReturnValue:
    """Asks for the second factor; whoever has none is led to setting one up."""
    if not has_factor():
        return redirect(url_for("office.choose_factor", next=wanted() or None), 303)
    return _asking(Form())


@office.post("/second-step/code")
@after_password
def show_app_code() -> ResponseReturnValue:
    """Six digits from the app."""
    _ = translator().gettext
    form = Form.sent()
    code = form.line("code", missing=_("Enter the code that your app shows"), most=LONGEST_CODE)
    if not form.good:
        return _asking(form, 422)

    def look(work: UnitOfWork) -> bool:
        return show_code(work, member_id=current_user.id, code=code, keys=keys())

    told = _("The code is not right, or was used already. Wait for the next one")
    return _tried(form, "code", told, SecondFactor.APP, try_factor(current_user.id, look))


@office.post("/second-step/recovery")
@after_password
def show_recovery() -> ResponseReturnValue:
    """A recovery code, which is used up by it."""
    _ = translator().gettext
    form = Form.sent()
    code = form.line("recovery", missing=_("Enter a recovery code"), most=LONGEST_CODE)
    if not form.good:
        return _asking(form, 422)

    def look(work: UnitOfWork) -> bool:
        return show_recovery_code(work, member_id=current_user.id, code=code, keys=keys())

    told = _("The recovery code is not right, or was used already")
    tried = try_factor(current_user.id, look)
    if tried.right:
        _tell_how_many_are_left()
    return _tried(form, "recovery", told, SecondFactor.RECOVERY_CODE, tried)


@office.post("/second-step/passkey")
@after_password
def show_a_passkey() -> ResponseReturnValue:
    """What a device signed."""
    _ = translator().gettext

    def look(work: UnitOfWork) -> bool:
        return show_passkey(
            work,
            member_id=current_user.id,
            answer=answer(),
            challenge=challenge_of(work),
            place=place(),
        )

    told = _("The passkey was not accepted. Try again, or use another way")
    tried = try_factor(current_user.id, look)
    return _tried(Form(), "passkey", told, SecondFactor.PASSKEY, tried)


def _tried(
    form: Form, field: str, told: str, factor: SecondFactor, tried: Tried
) -> ResponseReturnValue:
    """In, or what was wrong."""
    _ = translator().gettext
    if tried.right:
        come_in_by(factor)
        return redirect(way_on(), 303)
    if tried.until is not None:
        form.wrong(field, _("Too many attempts. Wait ten minutes, then try again"))
        return _asking(form, 429)
    form.wrong(field, told)
    return _asking(form, 422)


def come_in_by(factor: SecondFactor) -> None:
    """The session is whole from now on."""
    with parts().database.writing() as work:
        token = make_whole(work, factor)
    carry(token)


def _tell_how_many_are_left() -> None:
    with parts().database.reading() as looking:
        left = factors_of(looking, current_user.id).codes_left
    speak = translator()
    flash(
        speak.ngettext(
            "That recovery code is used up; %(num)s is left.",
            "That recovery code is used up; %(num)s are left.",
            left,
        ),
        "info",
    )


def _asking(form: Form, status: int = 200) -> Response:
    with parts().database.reading() as looking:
        held = factors_of(looking, current_user.id)
    return scripted(
        "office/doors/second_step.html",
        status,
        form=form,
        held=held,
        options=to_show(),
        wanted=wanted(),
        again=desk().whole,
    )
