"""Asking someone into the office, by letter."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import N_
from hov_donate.core.i18n import translator as translator_of
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting, freshly
from hov_donate.staff.operations import (
    AlreadyInvitedError,
    InvitationOverError,
    MemberExistsError,
    invite,
    send_again,
    withdraw,
)
from hov_donate.staff.rules import Permission, Role
from hov_donate.web.access import requires
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ONE = "/people/invitations/<int:invitation_id>"


@office.get("/people/invite")
@requires(Permission.MANAGE_STAFF)
@freshly
def ask_whom_to_invite() -> str:
    """A form for an invitation."""
    return _form(Form())


@office.post("/people/invite")
@requires(Permission.MANAGE_STAFF)
@freshly
def invite_someone() -> ResponseReturnValue:
    """Send an invitation."""
    _ = translator().gettext
    form = Form.sent()
    email = form.email("email", missing=_("Enter an e-mail address"))
    role = form.choice("role", Role, missing=_("Choose what they are in the campaign"))
    language = form.line("language", missing=_("Choose the language to write to them in"))
    if language and language not in parts().settings.campaign.office_languages:
        form.wrong("language", _("Choose the language to write to them in"))
    if form.good and role is not None:
        _send(form, email, role, language)
    if not form.good:
        return _form(form), 422
    flash(_("The invitation is on its way. Its link is good for three days."), "done")
    return redirect(url_for("office.people"), 303)


@office.post(f"{ONE}/send-again")
@requires(Permission.MANAGE_STAFF)
@freshly
def send_invitation_again(invitation_id: int) -> ResponseReturnValue:
    """A new link; the old one ends."""
    done = N_("A new link is on its way. The one before opens nothing any more.")
    return _done(done, lambda work: send_again(work, invitation_id=invitation_id))


@office.post(f"{ONE}/withdraw")
@requires(Permission.MANAGE_STAFF)
@freshly
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    """The link opens nothing any more."""
    done = N_("The invitation is withdrawn.")
    return _done(done, lambda work: withdraw(work, invitation_id=invitation_id))


def _send(form: Form, email: str, role: Role, language: str) -> None:
    _ = translator().gettext
    try:
        with changing() as work:
            invite(work, email=email, role=role, language=language, invited_by=acting())
    except MemberExistsError:
        form.wrong("email", _("Somebody with this address may sign in already"))
    except AlreadyInvitedError:
        form.wrong("email", _("This address is invited already: send it again from the list"))


def _done(done: str, act: Callable[[UnitOfWork], object]) -> ResponseReturnValue:
    speak = translator()
    try:
        with changing() as work:
            act(work)
        flash(speak.gettext(done), "done")
    except InvitationOverError:
        flash(speak.gettext("That invitation was accepted or withdrawn meanwhile."), "info")
    return redirect(url_for("office.people"), 303)


def _form(form: Form) -> str:
    tags = parts().settings.campaign.office_languages
    languages = [(tag, translator_of(tag).language_name) for tag in tags]
    return render_template(
        "office/doors/invite.html", form=form, roles=list(Role), languages=languages
    )
