"""Where an organisation stands in the tree, and whether it is another one's double."""

from collections.abc import Sequence

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.kinds import KINDS
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.operations import (
    MergeRefusedError,
    OrganisationFacts,
    TreeRefusedError,
    record_organisation,
)
from hov_donate.contacts.queries import likely_doubles, merges_of, one_and_the_same
from hov_donate.core.db import UnitOfWork
from hov_donate.office import asked
from hov_donate.office.affiliates.found import PATH, found
from hov_donate.office.affiliates.queries.tree import Node, named_like, nodes
from hov_donate.office.affiliates.stepping import back_to, take_step
from hov_donate.office.affiliates.words import named
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

NOBODY, NEW = "nobody", "new"
MOST_DOUBLES = 8


@office.get(f"{PATH}/parent")
@requires(Permission.EDIT_AFFILIATES)
def ask_for_parent(number: str) -> str:
    """Bodies that may stand above this one: as its officer wrote it, or as was searched for."""
    it, own = _organisation(number)
    return _parent_page(it, own, Form({"name": own.parent_name}))


@office.post(f"{PATH}/parent")
@requires(Permission.EDIT_AFFILIATES)
def set_parent(number: str) -> ResponseReturnValue:
    """Set the body right above it, or that there is none; one that is not here is written down."""
    (it, own), form, _ = _organisation(number), Form.sent(), translator().gettext
    chosen = form.shown("parent")
    key = _key(chosen)
    if chosen not in {NOBODY, NEW} and key is None:
        form.wrong("parent", _("Choose what stands above it"))
    facts = _new_body(form, own) if chosen == NEW else None
    if not form.good:
        return _parent_page(it, own, form), 422

    try:
        with changing() as work:
            above = key if facts is None else _written_down(work, facts, own)
            operations.place_below(work, affiliation_id=it.id, parent_id=above, actor=acting())
    except TreeRefusedError as error:
        form.wrong("parent", _(label(error.fault)))
        return _parent_page(it, own, form), 422
    flash(_("It is noted where it stands."), "done")
    return back_to(it)


@office.get(f"{PATH}/merge")
@requires(Permission.EDIT_AFFILIATES)
def ask_before_merging(number: str) -> str:
    """Organisations that this one may be the double of: by their likeness, or by a search."""
    it, own = _organisation(number)
    return _merge_page(it, own, Form())


@office.post(f"{PATH}/merge")
@requires(Permission.EDIT_AFFILIATES)
def merge(number: str) -> ResponseReturnValue:
    """Read this organisation through another one from now on."""
    (it, own), form, _ = _organisation(number), Form.sent(), translator().gettext
    kept_id = _key(form.shown("kept"))
    if kept_id is None:
        form.wrong("kept", _("Choose which organisation this one is"))
        return _merge_page(it, own, form), 422

    def act(work: UnitOfWork) -> None:
        operations.merge(work, kept_id=kept_id, gone_id=own.id, actor=acting())

    try:
        return take_step(it, form, act, done=_("The two are one now. You can part them again."))
    except MergeRefusedError as error:
        form.wrong("kept", _(label(error.fault)))
        return _merge_page(it, own, form), 422


@office.post(f"{PATH}/part")
@requires(Permission.EDIT_AFFILIATES)
def part(number: str) -> ResponseReturnValue:
    """Take the last merger of this organisation back."""
    (it, own), form, _ = _organisation(number), Form.sent(), translator().gettext
    mergers = {str(row.id): row.id for row in merges_of(db.session(), own.id)}
    merge_id = mergers.get(form.shown("merge"))
    if merge_id is None:
        flash(_("They were parted already"), "info")
        return back_to(it)
    with changing() as work:
        operations.part(work, merge_id=merge_id, actor=acting())
    flash(_("Both stand by themselves again."), "done")
    return back_to(it)


def doubles_of(own: Organisation) -> list[Node]:
    """Organisations that may be the same as this one, the likeliest first."""
    found_ones = likely_doubles(
        db.session(),
        name=own.name,
        branch=own.branch,
        country=own.country,
        but=one_and_the_same(db.session(), own.id),
        limit=MOST_DOUBLES,
    )
    return nodes(db.session(), [each.id for each in found_ones])


def _organisation(number: str) -> tuple[Affiliation, Organisation]:
    it = found(number)
    if it.organisation_id is None:
        abort(404)
    return it, db.session().get_one(Organisation, it.organisation_id)


def _key(text: str) -> int | None:
    good = text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if good and int(text) <= asked.LARGEST_KEY else None


def _new_body(form: Form, own: Organisation) -> OrganisationFacts | None:
    """A body that is not here yet, as it was typed."""
    _ = translator().gettext
    name = form.line("name", missing=_("Write the name of the body above it"))
    kind = form.shown("kind")
    if kind not in KINDS:
        form.wrong("kind", _("Choose what kind of body it is"))
    return OrganisationFacts(
        kind=kind,
        name=name,
        branch="",
        parent_name="",
        town="",
        country=own.country,
        members=None,
        members_source=None,
        listed=False,
        listed_town=False,
        listed_members=False,
    )


def _written_down(work: UnitOfWork, facts: OrganisationFacts, own: Organisation) -> int:
    return record_organisation(work, facts=facts, language=own.language, today=today()).id


def _searched(own: Organisation, otherwise: Sequence[Node]) -> Sequence[Node]:
    """What was searched for, without this one; or what there is without a search."""
    text = asked.search()
    if not text:
        return otherwise
    same = set(one_and_the_same(db.session(), own.id))
    return [it for it in named_like(db.session(), text) if it.organisation.id not in same]


def _parent_page(it: Affiliation, own: Organisation, form: Form) -> str:
    suggested = named_like(db.session(), own.parent_name) if own.parent_name else []
    return render_template(
        "office/affiliates/parent.html",
        it=it,
        own=own,
        form=form,
        candidates=_searched(own, suggested),
        kinds=named(list(KINDS), "kind"),
        q=request.args.get("q", ""),
    )


def _merge_page(it: Affiliation, own: Organisation, form: Form) -> str:
    return render_template(
        "office/affiliates/merge.html",
        it=it,
        own=own,
        form=form,
        candidates=_searched(own, doubles_of(own)),
        q=request.args.get("q", ""),
    )
