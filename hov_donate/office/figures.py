"""The campaign's published figures: what each snapshot said, and publishing them at once."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.campaign.numbers.catalogue import Line, lines
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.campaign.numbers.queries import Published, history, published
from hov_donate.campaign.numbers.telling import telling
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
        lines=_lines(session, now) if now else (),
        past=past,
        people=people(session, [it.taken_by for it in past]),
    )


def _lines(session: Session, now: Published) -> Sequence[Line]:
    told = telling(session, now, hidden_countries(session)).values
    return lines(now.values, told, translator())


@office.post("/figures/publish")
@requires(Permission.RUN_CAMPAIGN)
def publish_figures_now() -> ResponseReturnValue:
    """Take a snapshot now, without waiting for the night."""
    with changing() as work:
        publish_figures(work, today=today(), actor=acting())
    flash(translator().gettext("The figures are published."), "done")
    return redirect(url_for("office.figures"), 303)
