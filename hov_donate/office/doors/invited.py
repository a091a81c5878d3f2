"""Whoever is invited comes in by the link of the letter, once, and chooses a password."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.office.blueprint import office
from hov_donate.office.doors.choosing import chosen_password
from hov_donate.office.forms import Form
from hov_donate.staff.links import invitation_subject, number_in
from hov_donate.staff.models import Invitation
from hov_donate.staff.operations import InvitationOverError, MemberExistsError, accept
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator, use_language
from hov_donate.web.parts import parts


@office.get("/invited/<token>")
@open_to_all
def invited(token: str) -> ResponseReturnValue:
    """Asks the invited for a password."""
    it = _invitation(token)
    if it is None:
        return _over()
    return render_template("office/doors/invited.html", it=it, token=token, form=Form())


@office.post("/invited/<token>")
@open_to_all
def come_in(token: str) -> ResponseReturnValue:
    """The account is made; the second factor is set up at the first sign-in."""
    it = _invitation(token)
    if it is None:
        return _over()
    form = Form.sent()
    password = chosen_password(form)
    if not form.good:
        return render_template("office/doors/invited.html", it=it, token=token, form=form), 422
    try:
        with parts().database.writing() as work:
            accept(work, invitation_id=it.id, letter=it.letters, password=password)
    except (InvitationOverError, MemberExistsError):
        return _over()
    flash(translator().gettext("Your account is made. Sign in."), "done")
    return redirect(url_for("security.login"), 303)


def _invitation(token: str) -> Invitation | None:
    """The invitation that a link opens; None when it is over. Ends the request when it is none."""
    now = parts().clock.now()
    try:
        subject = parts().links.read(LinkPurpose.INVITATION, token, now=now)
    except LinkInvalidError:
        abort(404)
    except LinkExpiredError:
        return None
    with parts().database.reading() as looking:
        it = looking.get(Invitation, number_in(subject))
    if it is None or invitation_subject(it) != subject or not it.open_at(now):
        return None
    use_language(it.language)
    return it


def _over() -> ResponseReturnValue:
    return render_template("office/doors/invitation_over.html"), 410
