"""Who moved a motion, seconded it, or endorses by themselves: named with their consent only."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.endorsements.consents import KEEP_ENDORSER, SHOW_ENDORSER
from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.campaign.endorsements.operations import Named, name_person, remove_name
from hov_donate.campaign.endorsements.rules import PARTS, Part
from hov_donate.contacts.queries import keeper
from hov_donate.contacts.sealing import Identity
from hov_donate.core.i18n import translator as spoken
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.endorsements.found import ROOM, found
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

PERSON = f"{ROOM}/names/<part>"


@office.get(PERSON)
@requires(Permission.MODERATE_SIGNATURES)
def ask_who_is_named(endorsement_id: int, part: str) -> str:
    """The form of somebody's name; empty, since nobody's consent is taken over."""
    return _page(Form(), *_found(endorsement_id, part))


@office.post(PERSON)
@requires(Permission.MODERATE_SIGNATURES)
def name_endorser(endorsement_id: int, part: str) -> ResponseReturnValue:
    """Name somebody, in the place of whoever stood there; they get a letter."""
    (it, place), form = _found(endorsement_id, part), Form.sent()
    named = _named(form)
    if named is None:
        return _page(form, it, place), 422
    with changing() as work:
        name_person(work, endorsement_id=it.id, part=place, named=named, seal=parts().seal)
    flash(translator().gettext("The name is kept. Who left an address gets a letter."), "done")
    return _back(it.id)


@office.post(f"{PERSON}/remove")
@requires(Permission.MODERATE_SIGNATURES)
def remove_endorser(endorsement_id: int, part: str) -> ResponseReturnValue:
    """Forget who it was; a leader's endorsement goes with them."""
    it, place = _found(endorsement_id, part)
    with changing() as work:
        remove_name(work, endorsement_id=it.id, part=place, actor=acting())
    flash(translator().gettext("The name is removed everywhere."), "done")
    return _back(it.id)


def _found(endorsement_id: int, part: str) -> tuple[Endorsement, Part]:
    it = found(endorsement_id)
    return it, next((place for place in PARTS[it.basis] if place.value == part), None) or abort(404)


def _named(form: Form) -> Named | None:
    """What was typed; None when something is wrong with it."""
    _, campaign = translator().gettext, parts().settings.campaign
    name = form.line("name", missing=_("Enter the name"))
    email = form.email("email")
    role, language = form.line("role"), form.shown("language")
    if language not in campaign.languages:
        form.wrong("language", _("Choose the language from the list"))
    if not form.ticked("keep"):
        form.wrong("keep", _("Without their consent the name must not be kept"))
    if not form.good:
        return None
    texts = [KEEP_ENDORSER, SHOW_ENDORSER] if form.ticked("show") else [KEEP_ENDORSER]
    consents = [it.given(translator(), campaign.name) for it in texts]
    return Named(Identity(name, email), role, form.ticked("show"), consents, language)


def _page(form: Form, it: Endorsement, part: Part) -> str:
    speak, campaign = translator(), parts().settings.campaign
    return render_template(
        "office/endorsements/name.html",
        form=form,
        it=it,
        part=part,
        heading=speak.gettext(label(part)),
        body=keeper(db.session(), it.organisation_id),
        keep=KEEP_ENDORSER.shown(speak, campaign.name),
        show=SHOW_ENDORSER.shown(speak, campaign.name),
        languages=[(tag, spoken(tag).language_name) for tag in campaign.languages],
    )


def _back(endorsement_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.endorsement", endorsement_id=endorsement_id), 303)
