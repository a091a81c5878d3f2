"""The campaign's published figures: what each snapshot said, and publishing them at once."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.numbers.catalogue import lines
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.campaign.numbers.queries import history, published
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.guard import acting
from hov_donate.office.queries.people import people
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

# A month of nights.
SHOWN = 31


@office.get("/figures")
@requires(Permission.SEE_CAMPAIGN)
def figures() -> str:
    """What is published now, and the snapshots before it."""
    session = db.session()
    now, past = published(session), history(session, SHOWN)
    return render_template(
        "office/figures.html",
        now=now,
        lines=lines(now.values, translator()) if now else (),
        past=past,
        people=people(session, [it.taken_by for it in past]),
    )


@office.post("/figures/publish")
@requires(Permission.RUN_CAMPAIGN)
def publish_figures_now() -> ResponseReturnValue:
    """Take a snapshot now, without waiting for the night."""
    with changing() as work:
        publish_figures(work, today=today(), actor=acting())
    flash(translator().gettext("The figures are published."), "done")
    return redirect(url_for("office.figures"), 303)
