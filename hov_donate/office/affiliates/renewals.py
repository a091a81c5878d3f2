"""Renewal runs: planned, looked at, started, stopped, and the rest planned anew."""

from collections.abc import Callable
from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import RenewalOutcome, RenewalRun, RunStatus
from hov_donate.affiliations.operations import (
    RunRefusedError,
    begin_run,
    start_run,
    stop_run,
)
from hov_donate.core.db import UnitOfWork
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.affiliates.lists_of_renewals import ITEMS, RUNS
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries import renewals as queries
from hov_donate.office.affiliates.words import choices
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries.paging import Place
from hov_donate.office.queries.people import people
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

ROOM = f"/renewals/{KEY}run_id>"
# A branch meets once a month: it is asked a month and a half before its term ends.
USUALLY_AHEAD = timedelta(days=45)
PROBLEMS_SHOWN = 10
NEEDS_A_PERSON = queries.Asked(outcome=RenewalOutcome.NEEDS_A_PERSON)
OUT_OF_REACH = queries.Asked(out_of_reach=True)


@office.get("/renewals")
@requires(Permission.SEE_AFFILIATES)
def renewals() -> str:
    """Runs, the last begun first, and how to begin another."""
    ends_by = today() + USUALLY_AHEAD
    return _list_page(Form({"ends_by": ends_by.isoformat()}))


@office.post("/renewals")
@requires(Permission.RUN_RENEWALS)
def plan_renewals() -> ResponseReturnValue:
    """Let everybody's next term be planned whose last one ends by a day."""
    _, form = translator().gettext, Form.sent()
    ends_by = form.day("ends_by", missing=_("Enter the day"))
    if ends_by is None:
        return _list_page(form), 422
    try:
        with changing() as work:
            run = begin_run(work, ends_by=ends_by, actor=acting())
    except RunRefusedError:
        flash(_("A run is under way: finish or stop it first."), "info")
        return redirect(url_for("office.renewals"), 303)
    flash(_("The worker works the run out. Look again in a minute."), "done")
    return _to(run.id)


@office.get(ROOM)
@requires(Permission.SEE_AFFILIATES)
def renewal_run(run_id: int) -> str:
    """One run: how far it is, who is asked for how much, and what needs a person."""
    run = _found(run_id)
    problems = queries.planned(db.session(), run_id, NEEDS_A_PERSON, Place(), size=PROBLEMS_SHOWN)
    unreached = queries.planned(db.session(), run_id, OUT_OF_REACH, Place(), size=PROBLEMS_SHOWN)
    shown = [*problems.rows, *unreached.rows]
    return render_template(
        "office/affiliates/renewal_run.html",
        run=run,
        glance=queries.glance(db.session(), run),
        problems=problems,
        unreached=unreached,
        names=names([row.affiliation.details_id for row in shown]),
        people=people(db.session(), [run.created_by, run.started_by]),
        under_way=queries.under_way(db.session()),
    )


@office.get(f"{ROOM}/affiliates")
@requires(Permission.SEE_AFFILIATES)
def renewal_items(run_id: int) -> str:
    """The affiliates of a run, page by page; of one outcome, or those out of reach by mail."""
    run, found = _found(run_id), shown(ITEMS)
    which = found.search.which
    return render_template(
        "office/affiliates/renewal_items.html",
        run=run,
        list=found,
        outcome=which.outcome,
        back=which.out_of_reach,
        outcomes=choices(RenewalOutcome),
        names=names([row.affiliation.details_id for row in found.rows]),
    )


@office.get(f"{ROOM}/start")
@requires(Permission.RUN_RENEWALS)
def ask_before_renewing(run_id: int) -> str:
    """What starting a run does: so many terms, invoices and letters, over so much money."""
    run = _found(run_id)
    if run.status is not RunStatus.PLANNED:
        abort(404)
    glance = queries.glance(db.session(), run)
    unreached = queries.planned(db.session(), run_id, OUT_OF_REACH, Place(), size=1)
    return render_template(
        "office/affiliates/start_run.html", run=run, glance=glance, unreached=unreached.rows
    )


@office.post(f"{ROOM}/start")
@requires(Permission.RUN_RENEWALS)
def start_renewing(run_id: int) -> ResponseReturnValue:
    """Carry a run out as it was planned."""
    _ = translator().gettext

    def act(work: UnitOfWork) -> None:
        start_run(work, run_id=run_id, actor=acting())

    return _step(run_id, act, done=_("The run is started. The worker carries it out."))


@office.post(f"{ROOM}/stop")
@requires(Permission.RUN_RENEWALS)
def stop_renewing(run_id: int) -> ResponseReturnValue:
    """Go no further; what was renewed stays so."""
    _ = translator().gettext

    def act(work: UnitOfWork) -> None:
        stop_run(work, run_id=run_id)

    return _step(run_id, act, done=_("The run is stopped. What was renewed stays renewed."))


def _step(run_id: int, act: Callable[[UnitOfWork], None], *, done: str) -> ResponseReturnValue:
    _ = translator().gettext
    _found(run_id)
    try:
        with changing() as work:
            act(work)
    except RunRefusedError:
        flash(_("The run has moved on since you opened the page."), "info")
    else:
        flash(done, "done")
    return _to(run_id)


def _found(run_id: int) -> RenewalRun:
    return db.session().get(RenewalRun, run_id) or abort(404)


def _to(run_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.renewal_run", run_id=run_id), 303)


def _list_page(form: Form) -> str:
    found = shown(RUNS)
    return render_template(
        "office/affiliates/renewals.html",
        list=found,
        form=form,
        under_way=queries.under_way(db.session()),
        people=people(db.session(), [run.created_by for run in found.rows]),
    )
