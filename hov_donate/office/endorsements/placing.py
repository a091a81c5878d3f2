"""What stands right above an organisation: so that nobody is counted twice along the tree."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.operations import place_below
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.operations import TreeRefusedError, link_to_parent
from hov_donate.contacts.queries import ancestors, one_and_the_same
from hov_donate.core.db import UnitOfWork
from hov_donate.office import asked
from hov_donate.office.affiliates.queries.tree import Node, named_like
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.endorsements.found import BODY, found_body
from hov_donate.office.endorsements.owning import affiliation_of
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

NOBODY = "nobody"


@office.get(f"{BODY}/above")
@requires(Permission.RUN_CAMPAIGN)
def ask_what_is_above(organisation_id: int) -> str:
    """Bodies that may stand above this one, as they were searched for."""
    return _page(found_body(organisation_id), Form())


@office.post(f"{BODY}/above")
@requires(Permission.RUN_CAMPAIGN)
def set_what_is_above(organisation_id: int) -> ResponseReturnValue:
    """Set the body right above it, or that there is none."""
    it, form, _ = found_body(organisation_id), Form.sent(), translator().gettext
    chosen = form.shown("parent")
    parents = {str(node.organisation.id): node.organisation.id for node in _candidates(it)}
    if chosen != NOBODY and chosen not in parents:
        form.wrong("parent", _("Choose what stands above it"))
        return _page(it, form), 422
    try:
        with changing() as work:
            _place(work, it.id, parents.get(chosen))
    except TreeRefusedError as error:
        form.wrong("parent", _(label(error.fault)))
        return _page(it, form), 422
    flash(_("It is noted where it stands."), "done")
    return redirect(url_for("office.supporting_body", organisation_id=it.id), 303)


def _place(work: UnitOfWork, organisation_id: int, parent_id: int | None) -> None:
    """An affiliate's place is a step of its affiliation, and stands in its history."""
    affiliation = affiliation_of(work.session, organisation_id)
    if affiliation is None:
        link_to_parent(work, organisation_id=organisation_id, parent_id=parent_id)
        return
    place_below(work, affiliation_id=affiliation.id, parent_id=parent_id, actor=acting())


def _candidates(it: Organisation) -> list[Node]:
    """What was searched for, or is written on the form already, without the organisation itself."""
    text = asked.search() or it.parent_name
    same = set(one_and_the_same(db.session(), it.id))
    found = named_like(db.session(), text) if text else []
    return [node for node in found if node.organisation.id not in same]


def _page(it: Organisation, form: Form) -> str:
    return render_template(
        "office/endorsements/above.html",
        it=it,
        form=form,
        candidates=_candidates(it),
        above=ancestors(db.session(), it.id),
        q=request.args.get("q", ""),
    )
