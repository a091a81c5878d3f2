"""Correcting what an organisation is called, where it is, and what it shows in public."""

from collections.abc import Sequence

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations import BodyFacts, correct_body
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import likely_doubles, one_and_the_same
from hov_donate.contacts.words import match_key
from hov_donate.core.countries import COUNTRIES, country_choices
from hov_donate.core.db import UnitOfWork
from hov_donate.office.affiliates.found import PATH, found
from hov_donate.office.affiliates.queries.tree import Node, nodes
from hov_donate.office.affiliates.stepping import take_step
from hov_donate.office.blueprint import office
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

MOST_DOUBLES = 8
LONGEST_TOWN = 120
LINES = ("name", "branch", "parent_name", "town", "country")
BOXES = ("listed", "listed_town", "listed_members")


@office.get(f"{PATH}/details")
@requires(Permission.EDIT_AFFILIATES)
def ask_for_details(number: str) -> str:
    """A form with the organisation as it is written down."""
    it, own = _organisation(number)
    typed = {name: getattr(own, name) for name in LINES}
    return _page(it, Form(typed | {name: "yes" for name in BOXES if getattr(own, name)}))


@office.post(f"{PATH}/details")
@requires(Permission.EDIT_AFFILIATES)
def correct_details(number: str) -> ResponseReturnValue:
    """Write it down as it was typed; first ask, where it is called like another one by now."""
    (it, own), form, _ = _organisation(number), Form.sent(), translator().gettext
    facts = _read(form)
    if not form.good:
        return _page(it, form), 422
    called = match_key(f"{facts.country} {facts.name}", facts.branch)
    doubles = [] if form.shown("looked") == called else _doubles(own, facts)
    if doubles:
        form.typed["looked"] = called
        return _page(it, form, doubles)

    def act(work: UnitOfWork) -> None:
        correct_body(work, affiliation_id=it.id, facts=facts, actor=acting(), today=today())

    return take_step(it, form, act, done=_("The details are corrected."))


def _organisation(number: str) -> tuple[Affiliation, Organisation]:
    """The organisation of this page; one that is another one's double is corrected there."""
    it = found(number)
    own = db.session().get(Organisation, it.organisation_id) if it.organisation_id else None
    if own is None or own.merged_into_id is not None:
        abort(404)
    return it, own


def _read(form: Form) -> BodyFacts:
    _ = translator().gettext
    country = form.shown("country")
    if country not in COUNTRIES:
        form.wrong("country", _("Choose the country"))
    if form.ticked("listed_town") and not form.ticked("listed"):
        form.wrong("listed_town", _("Its town is shown only with its name: tick both, or none"))
    if form.ticked("listed_members") and not form.ticked("listed"):
        form.wrong(
            "listed_members", _("Its members are shown only with its name: tick both, or none")
        )
    return BodyFacts(
        name=form.line("name", missing=_("Write what it is called")),
        branch=form.line("branch"),
        parent_name=form.line("parent_name"),
        town=form.line("town", most=LONGEST_TOWN),
        country=country,
        listed=form.ticked("listed"),
        listed_town=form.ticked("listed_town"),
        listed_members=form.ticked("listed_members"),
    )


def _doubles(own: Organisation, facts: BodyFacts) -> Sequence[Node]:
    """Others that are called like it by now; none where its name and country stay as they are."""
    called = (facts.name, facts.branch, facts.country)
    if called == (own.name, own.branch, own.country):
        return []
    same = one_and_the_same(db.session(), own.id)
    alike = likely_doubles(
        db.session(),
        name=facts.name,
        branch=facts.branch,
        country=facts.country,
        but=same,
        limit=MOST_DOUBLES,
    )
    return nodes(db.session(), [each.id for each in alike])


def _page(it: Affiliation, form: Form, doubles: Sequence[Node] = ()) -> str:
    return render_template(
        "office/affiliates/details.html",
        it=it,
        form=form,
        doubles=doubles,
        countries=country_choices(translator().language),
    )
