"""Carrying a renewal run out, a batch at a time: terms, invoices and letters, or none of them."""

from collections.abc import Sequence

from hov_donate.affiliations.models import (
    Affiliation,
    RenewalItem,
    RenewalOutcome,
    RenewalRun,
    RunStatus,
    Term,
)
from hov_donate.affiliations.operations.asking import Wanted, issue_invoices
from hov_donate.affiliations.operations.locking import lock_affiliations
from hov_donate.affiliations.operations.planning_runs import (
    BATCH,
    Desk,
    NeedsAPersonError,
    stated,
)
from hov_donate.affiliations.operations.standing import stand_all_anew
from hov_donate.affiliations.operations.terms import make_term, term_values
from hov_donate.affiliations.queries.planning import PlannedTerm
from hov_donate.affiliations.queries.renewals import as_problem, planned_items
from hov_donate.affiliations.queries.sources import may_have_credit
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.ledger.rules import booking_day

CHANGED = N_("It is not as it was when the run was planned")

Renewal = tuple[RenewalItem, Affiliation, PlannedTerm, Money]


def carry_out_batch(work: UnitOfWork, *, run: RenewalRun, settings: Settings) -> None:
    """Renew the next affiliations of a run that is held; when there are none, it is done.

    Whoever is not any more as the plan says is left as they are. The place where the batch ended is
    written with it: a run that was killed goes on after the last batch that came through.
    """
    items = planned_items(work.session, run.id, after=run.cursor, limit=BATCH)
    if not items:
        run.status, run.ended_at = RunStatus.DONE, work.now
        return
    affiliations = lock_affiliations(work, [item.affiliation_id for item in items])
    renewals = _as_planned(work, items, affiliations)
    credit = may_have_credit(work.session, affiliations)
    simple = {it[1].id for it in renewals if it[3].minor} - credit
    _renew_all(work, [it for it in renewals if it[1].id in simple], settings)
    for it in renewals:
        if it[1].id not in simple:
            _renew_one(work, it, settings)
    work.session.flush()
    run.done += len(renewals)
    run.failed += len(items) - len(renewals)
    run.cursor = items[-1].affiliation_id


def _as_planned(
    work: UnitOfWork, items: Sequence[RenewalItem], affiliations: dict[int, Affiliation]
) -> list[Renewal]:
    """Those of which the plan still says what is true; the others are marked."""
    living = {key: each for key, each in affiliations.items() if each.status.living}
    desk = Desk.of(work, list(living.values()))
    found = []
    for item in items:
        affiliation = living.get(item.affiliation_id)
        renewal = _still(desk, item, affiliation) if affiliation else None
        if renewal is None:
            item.outcome = RenewalOutcome.CHANGED_MEANWHILE
            item.problem = as_problem(Sentence(CHANGED))
        else:
            found.append(renewal)
    return found


def _still(desk: Desk, item: RenewalItem, affiliation: Affiliation) -> Renewal | None:
    try:
        planned, fee = desk.plan(affiliation)
    except NeedsAPersonError:
        return None
    same = all(getattr(item, name) == value for name, value in stated(planned, fee).items())
    return (item, affiliation, planned, fee) if same else None


def _renew_all(work: UnitOfWork, renewals: Sequence[Renewal], settings: Settings) -> None:
    """Those with a fee and without credit, in a handful of statements."""
    if not renewals:
        return
    terms = [
        Term(**term_values(affiliation, planned, fee, work.now))
        for _, affiliation, planned, fee in renewals
    ]
    work.session.add_all(terms)
    work.session.flush()
    affiliations = [affiliation for _, affiliation, _, _ in renewals]
    wanted = [Wanted(*each) for each in zip(affiliations, terms, strict=True)]
    issue_invoices(work, wanted=wanted, settings=settings)
    today = booking_day(work.now, settings.campaign.time_zone)
    stand_all_anew(work, affiliations=affiliations, today=today)
    for (item, *_), term in zip(renewals, terms, strict=True):
        item.outcome, item.term_id = RenewalOutcome.RENEWED, term.id


def _renew_one(work: UnitOfWork, renewal: Renewal, settings: Settings) -> None:
    """Whose term is free, or may be settled by credit at once."""
    item, affiliation, planned, _ = renewal
    term = make_term(work, affiliation=affiliation, on=planned.place.begin, settings=settings)
    item.outcome, item.term_id = RenewalOutcome.RENEWED, term.id
