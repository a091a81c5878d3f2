"""A forgotten password: a link by letter, good for an hour and once. The second factor stays."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.db import UnitOfWork
from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.office.blueprint import office
from hov_donate.office.doors.choosing import chosen_password
from hov_donate.office.forms import Form
from hov_donate.office.limits import ask_for_letter
from hov_donate.office.presence import keys
from hov_donate.staff.links import number_in, password_subject
from hov_donate.staff.models import StaffMember
from hov_donate.staff.operations import change_password, send_password_link
from hov_donate.staff.queries import member_by_email
from hov_donate.staff.secrets import Kept
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator, use_language
from hov_donate.web.parts import parts


@office.get("/forgotten")
@open_to_all
def forgotten() -> str:
    """Asks for the address to write to."""
    return render_template("office/doors/forgotten.html", form=Form())


@office.post("/forgotten")
@open_to_all
def send_password_letter() -> ResponseReturnValue:
    """The same answer for an address that nobody here has: as much is looked up and written."""
    _ = translator().gettext
    form = Form.sent()
    email = form.email("email", missing=_("Enter your e-mail address"))
    if not form.good:
        return render_template("office/doors/forgotten.html", form=form), 422
    language = translator().language
    if ask_for_letter(email, lambda work: _put_out(work, email, language)):
        form.wrong("email", _("Too many attempts. Wait ten minutes, then try again"))
        return render_template("office/doors/forgotten.html", form=form), 429
    return render_template("office/doors/link_sent.html")


@office.get("/new-password/<token>")
@open_to_all
def new_password(token: str) -> ResponseReturnValue:
    """A form for a new password."""
    if _member(token) is None:
        return _over()
    return render_template("office/doors/new_password.html", token=token, form=Form())


@office.post("/new-password/<token>")
@open_to_all
def set_new_password(token: str) -> ResponseReturnValue:
    """From now on the new password is the one; every browser is signed out."""
    member = _member(token)
    if member is None:
        return _over()
    form = Form.sent()
    password = chosen_password(form)
    if not form.good:
        return render_template("office/doors/new_password.html", token=token, form=form), 422
    with parts().database.writing() as work:
        now_so = work.session.get_one(StaffMember, member.id, with_for_update=True)
        if now_so.password != member.password:
            return _over()
        change_password(work, member_id=member.id, password=password)
    flash(translator().gettext("Your password is changed. Sign in."), "done")
    return redirect(url_for("security.login"), 303)


def _put_out(work: UnitOfWork, email: str, language: str) -> None:
    found = member_by_email(work.session, email)
    if found is None:
        # As many letters as an address gets; the worker drops those to nobody.
        nobody = keys().digest(Kept.PASSWORD_LINK, email)[:16]
        send_password_link(work, to=f"nobody-{nobody}", language=language)
    else:
        send_password_link(work, to=str(found.id), language=found.language)


def _member(token: str) -> StaffMember | None:
    """Whose password a link changes; None when it is over. Ends the request when it is none."""
    try:
        subject = parts().links.read(LinkPurpose.STAFF_PASSWORD, token, now=parts().clock.now())
    except LinkInvalidError:
        abort(404)
    except LinkExpiredError:
        return None
    with parts().database.reading() as looking:
        found = looking.get(StaffMember, number_in(subject))
    if found is None or not found.active or password_subject(found, keys()) != subject:
        return None
    use_language(found.language)
    return found


def _over() -> ResponseReturnValue:
    return render_template("office/doors/link_over.html"), 410
