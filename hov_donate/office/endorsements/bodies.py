"""What an organisation is that endorses: its name and place, its members, and what it shows."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.rules.kinds import KINDS, PEOPLE
from hov_donate.campaign.endorsements.rules import MemberFigure
from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.operations import (
    OrganisationFacts,
    correct_organisation,
    note_members,
    record_organisation,
)
from hov_donate.contacts.queries import ancestors, children
from hov_donate.core.countries import COUNTRIES, country_choices
from hov_donate.core.db import UnitOfWork
from hov_donate.office.affiliates.words import named
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.endorsements.found import BODY, found_body
from hov_donate.office.endorsements.owning import affiliated
from hov_donate.office.forms import Form
from hov_donate.office.labels import label
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

TOWN_MOST = 120
SHOWN_BELOW = 50
BOXES = ("listed", "listed_town", "listed_members")


@dataclass(frozen=True)
class Told:
    """An organisation as it was typed; without a figure the one that is there stays."""

    facts: OrganisationFacts
    members: MemberFigure | None


@office.get("/endorsements/bodies/new")
@requires(Permission.RUN_CAMPAIGN)
def ask_for_supporting_body() -> str:
    """The form of an organisation that is not here yet."""
    return _page(Form(), None)


@office.post("/endorsements/bodies/new")
@requires(Permission.RUN_CAMPAIGN)
def keep_supporting_body() -> ResponseReturnValue:
    """Write an organisation down, and go on to what is above it."""
    form = Form.sent()
    told = _told(form, None)
    if told is None:
        return _page(form, None), 422
    with changing() as work:
        body = record_organisation(
            work, facts=told.facts, language=translator().language, today=today()
        )
        _note(work, body.id, told)
    flash(translator().gettext("The organisation is written down."), "done")
    return redirect(url_for("office.ask_what_is_above", organisation_id=body.id), 303)


@office.get(BODY)
@requires(Permission.RUN_CAMPAIGN)
def supporting_body(organisation_id: int) -> str:
    """The form of an organisation, as it is."""
    it = found_body(organisation_id)
    names = ("kind", "name", "branch", "town", "country")
    typed = {name: getattr(it, name) for name in names}
    if it.members is not None and it.members_as_at is not None:
        typed |= {
            "members": str(it.members),
            "members_as_at": it.members_as_at.isoformat(),
            "members_source": it.members_source or "",
        }
    typed |= {name: "yes" for name in BOXES if getattr(it, name)}
    return _page(Form(typed), it)


@office.post(BODY)
@requires(Permission.RUN_CAMPAIGN)
def mend_supporting_body(organisation_id: int) -> ResponseReturnValue:
    """Let an organisation be as it is described; of an affiliate, only its members are noted."""
    it, form = found_body(organisation_id), Form.sent()
    told = _told(form, it)
    if told is None:
        return _page(form, it), 422
    owned = affiliated(db.session(), it.id)
    with changing() as work:
        if not owned:
            correct_organisation(work, organisation_id=it.id, facts=told.facts, today=today())
        _note(work, it.id, told)
    flash(translator().gettext("It is noted."), "done")
    return redirect(url_for("office.supporting_body", organisation_id=it.id), 303)


def _note(work: UnitOfWork, organisation_id: int, told: Told) -> None:
    if told.members is not None:
        figure = told.members
        note_members(
            work,
            organisation_id=organisation_id,
            members=figure.members,
            as_at=figure.as_at,
            source=figure.source,
        )


def _told(form: Form, it: Organisation | None) -> Told | None:
    """What was typed; None when something is wrong with it."""
    owned = it is not None and affiliated(db.session(), it.id)
    facts = None if owned else _facts(form, it)
    members = _members(form)
    if not form.good:
        return None
    return Told(facts or _as_it_is(it), members)


def _as_it_is(it: Organisation | None) -> OrganisationFacts:
    names = OrganisationFacts.__dataclass_fields__
    return OrganisationFacts(**{name: getattr(it, name) for name in names})


def _facts(form: Form, it: Organisation | None) -> OrganisationFacts:
    _ = translator().gettext
    kinds = {*KINDS, it.kind if it else ""} - PEOPLE
    kind, country = form.shown("kind"), form.shown("country")
    name = form.line("name", missing=_("Enter the name of the organisation"))
    if not kind or kind not in kinds:
        form.wrong("kind", _("Choose what kind of body it is"))
    if country not in COUNTRIES:
        form.wrong("country", _("Choose the country from the list"))
    town = form.line("town", most=TOWN_MOST)
    if form.ticked("listed_town") and not form.ticked("listed"):
        form.wrong("listed_town", _("Its town is shown only with its name: tick both, or none"))
    if form.ticked("listed_members") and not form.ticked("listed"):
        form.wrong(
            "listed_members", _("Its members are shown only with its name: tick both, or none")
        )
    return OrganisationFacts(
        kind=kind,
        name=name,
        branch=form.line("branch"),
        parent_name=it.parent_name if it else "",
        town=town,
        country=country,
        members=None,
        members_source=None,
        listed=form.ticked("listed"),
        listed_town=form.ticked("listed_town"),
        listed_members=form.ticked("listed_members"),
    )


def _members(form: Form) -> MemberFigure | None:
    """How many members it has, with day and source; None where nobody told."""
    _ = translator().gettext
    members = form.number("members")
    if members is None:
        return None
    as_at = form.day("members_as_at", missing=_("Enter the day of that number"))
    if as_at is not None and as_at > today():
        form.wrong("members_as_at", _("That day has not come yet"))
    source = form.shown("members_source")
    if source not in set(MembersSource):
        form.wrong("members_source", _("Choose who says that number"))
        return None
    return MemberFigure(members, as_at, MembersSource(source)) if as_at else None


def _page(form: Form, it: Organisation | None) -> str:
    session = db.session()
    kinds = {*KINDS, it.kind if it else ""} - {*PEOPLE, ""}
    below = children(session, it.id) if it else []
    return render_template(
        "office/endorsements/body.html",
        form=form,
        it=it,
        owned=it is not None and affiliated(session, it.id),
        above=ancestors(session, it.id) if it else [],
        below=below[:SHOWN_BELOW],
        more=len(below) > SHOWN_BELOW,
        kinds=named(sorted(kinds), "kind"),
        countries=country_choices(translator().language),
        sources=[(it.value, translator().gettext(label(it))) for it in MembersSource],
    )
