"""A page of the minutes, kept as a picture, and shown where nobody else is named in it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.endorsements.operations import add_scan, remove_scan
from hov_donate.campaign.events.pictures import LARGEST, NoPictureError, Picture, cleaned
from hov_donate.office.bank.uploads import sent_file
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.endorsements.found import ROOM, found
from hov_donate.office.forms import Form
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator


@office.get(f"{ROOM}/scan/add")
@requires(Permission.RUN_CAMPAIGN)
def ask_for_endorsement_scan(endorsement_id: int) -> str:
    """The form of a scan."""
    found(endorsement_id)
    return _page(Form(), endorsement_id)


@office.post(f"{ROOM}/scan/add")
@requires(Permission.RUN_CAMPAIGN)
def keep_endorsement_scan(endorsement_id: int) -> ResponseReturnValue:
    """Keep a scan, without what its scanner wrote into it, in place of the one before."""
    found(endorsement_id)
    form = Form.sent()
    picture = _picture(form)
    if picture is None:
        return _page(form, endorsement_id), 422
    with changing() as work:
        add_scan(work, endorsement_id=endorsement_id, picture=picture, shown=form.ticked("show"))
    flash(translator().gettext("The scan is kept."), "done")
    return _back(endorsement_id)


@office.post(f"{ROOM}/scan/remove")
@requires(Permission.RUN_CAMPAIGN)
def remove_kept_scan(endorsement_id: int) -> ResponseReturnValue:
    """Keep it no longer."""
    found(endorsement_id)
    with changing() as work:
        remove_scan(work, endorsement_id=endorsement_id)
    flash(translator().gettext("The scan is removed."), "done")
    return _back(endorsement_id)


def _picture(form: Form) -> Picture | None:
    try:
        return cleaned(sent_file())
    except NoPictureError:
        text = translator().gettext(
            "Choose a JPEG or PNG of at most %(most)s MB and 8,000 pixels", most=LARGEST >> 20
        )
        form.wrong("file", text)
        return None


def _page(form: Form, endorsement_id: int) -> str:
    return render_template("office/endorsements/scan.html", form=form, it=found(endorsement_id))


def _back(endorsement_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.endorsement", endorsement_id=endorsement_id), 303)
