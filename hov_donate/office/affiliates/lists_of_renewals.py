"""Renewal runs, and the affiliates of one, as lists."""

from dataclasses import dataclass

from flask import abort
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import RenewalOutcome, RenewalRun
from hov_donate.core.i18n import N_
from hov_donate.office import asked
from hov_donate.office.affiliates.lists import BACK
from hov_donate.office.affiliates.queries import renewals
from hov_donate.office.affiliates.words import sentence
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Field, Listing, Sort, nothing_asked, person
from hov_donate.office.queries.paging import PER_PAGE, Page, Place
from hov_donate.reports.asking import Asked
from hov_donate.reports.rules.tables import Cell
from hov_donate.staff.rules import Permission


@dataclass(frozen=True)
class OfRun:
    """Which affiliates of which run are asked for."""

    run_id: int
    which: renewals.Asked


def _of_run() -> OfRun:
    run_id = asked.of_path("run_id") or abort(404)
    back = asked.text("letters", len(BACK)) == BACK
    return OfRun(run_id, renewals.Asked(asked.choice("outcome", RenewalOutcome), back))


def _kept(it: OfRun) -> dict[str, object]:
    back = BACK if it.which.out_of_reach else ""
    return {"run_id": it.run_id, "outcome": it.which.outcome, "letters": back}


def _page(session: Session, it: OfRun, place: Place) -> Page[renewals.Planned]:
    return renewals.planned(session, it.run_id, it.which, place, size=PER_PAGE)


def _problem(it: renewals.Planned, _asked: Asked) -> Cell:
    return sentence(it.problem) if it.problem else None


ITEMS: Listing[OfRun, renewals.Planned] = Listing(
    code="renewal-items",
    title=N_("Affiliates of a renewal run"),
    endpoint="office.renewal_items",
    permission=Permission.SEE_AFFILIATES,
    search=_of_run,
    kept=_kept,
    read=_page,
    sorts=(Sort("number", N_("Number")),),
    fields=(
        cells.affiliate(lambda it: it.affiliation.number),
        cells.text(
            "organisation",
            N_("Organisation"),
            lambda it: it.organisation.full_name if it.organisation else "",
        ),
        cells.word("outcome", N_("Outcome"), lambda it: it.item.outcome),
        cells.money("fee", N_("Fee"), lambda it: it.fee),
        Field("problem", N_("What needs a person"), _problem),
    ),
    named=person(lambda it: it.affiliation.details_id),
)

RUNS: Listing[None, RenewalRun] = Listing(
    code="renewal-runs",
    title=N_("Renewal runs"),
    endpoint="office.renewals",
    permission=Permission.SEE_AFFILIATES,
    search=nothing_asked,
    read=lambda session, _, place: renewals.runs(session, place),
    sorts=(Sort("begun", N_("Begun")),),
    fields=(
        cells.day("ends_by", N_("Terms that end by"), lambda it: it.ends_by),
        cells.word("status", N_("State"), lambda it: it.status),
        cells.count("looked_at", N_("Looked at"), lambda it: it.seen),
        cells.count("renewed", N_("Renewed"), lambda it: it.done),
        cells.count("changed", N_("Changed meanwhile"), lambda it: it.failed),
        cells.moment("begun", N_("Begun"), lambda it: it.created_at),
        cells.actor("begun_by", N_("By"), lambda it: it.created_by),
    ),
)
