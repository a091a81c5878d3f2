"""Writing down who speaks for an organisation now."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation, OfficerRole
from hov_donate.affiliations.operations import NobodyLeftError, change_officers
from hov_donate.affiliations.queries.affiliations import officers_of
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import UnitOfWork
from hov_donate.office.affiliates.found import PATH, affiliation_or_none, found
from hov_donate.office.affiliates.stepping import take_step
from hov_donate.office.affiliates.words import choices
from hov_donate.office.blueprint import office
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting, insist_on
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get(f"{PATH}/officers")
@requires(Permission.EDIT_AFFILIATES)
def ask_for_officers(number: str) -> str:
    """A form with the officers as they are; or with those of another affiliate, its double."""
    it = _organisation(number)
    other = affiliation_or_none(db.session(), request.args.get("like", "")[:30])
    return _page(it, Form(_as_typed(other or it)))


@office.post(f"{PATH}/officers")
@requires(Permission.EDIT_AFFILIATES)
def name_them(number: str) -> ResponseReturnValue:
    """Let those who were typed speak for it from now on."""
    _, it, form = translator().gettext, _organisation(number), Form.sent()
    officers = _read(form)
    if not form.good:
        return _page(it, form), 422

    def act(work: UnitOfWork) -> None:
        change_officers(
            work, affiliation_id=it.id, officers=officers, actor=acting(), seal=parts().seal
        )

    try:
        return take_step(
            it, form, act, done=_("The officers are noted. Whoever is new gets a letter.")
        )
    except NobodyLeftError:
        text = _("Name somebody for correspondence, a secretary or a chair")
        form.wrong(f"email-{OfficerRole.CORRESPONDENCE.value}", text)
        return _page(it, form), 422


def _organisation(number: str) -> Affiliation:
    """The organisation of this page, for who may know its officers."""
    it = found(number)
    if it.organisation_id is None:
        abort(404)
    insist_on(Permission.SEE_IDENTITIES)
    return it


def _as_typed(it: Affiliation) -> dict[str, str]:
    officers = officers_of(db.session(), it.id)
    details = [officer.details_id for officer in officers.values()]
    known = identities(db.session(), parts().seal, details)
    typed: dict[str, str] = {}
    for role, officer in officers.items():
        if someone := known.get(officer.details_id):
            typed |= {f"name-{role.value}": someone.name, f"email-{role.value}": someone.email}
    return typed


def _read(form: Form) -> dict[OfficerRole, Identity]:
    """Who was typed; a role without name and address has nobody."""
    _ = translator().gettext
    officers = {}
    for role in OfficerRole:
        name, email = form.line(f"name-{role.value}"), form.email(f"email-{role.value}")
        if name and not form.shown(f"email-{role.value}").strip():
            form.wrong(f"email-{role.value}", _("Enter their e-mail address"))
        if email:
            officers[role] = Identity(name, email)
    return officers


def _page(it: Affiliation, form: Form) -> str:
    return render_template(
        "office/affiliates/officers.html", it=it, form=form, roles=choices(OfficerRole)
    )
