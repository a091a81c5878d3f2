"""Nothing is lost: whether everything is in step, and what to do when it is not."""

from dataclasses import dataclass
from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.jobs import make_due
from hov_donate.office.blueprint import office
from hov_donate.reconciliation.models import SweepStep
from hov_donate.reports import queries
from hov_donate.reports.queries import RunShown
from hov_donate.reports.rules import Light, checks, worst
from hov_donate.reports.rules.lights import RECONCILIATION
from hov_donate.reports.words import WHOLE, Told, told
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.wiring.jobs import SWEEP
from hov_donate.wiring.syncs import EVENT_TYPES

# The picture's measures, in its own units.
BAR, GAP, HEIGHT = 16, 4, 120


@dataclass(frozen=True)
class Bar:
    """A check in the picture: how long after the one before it ended."""

    left: int
    high: int
    late: bool


@office.get("/watch")
@requires(Permission.SEE_WATCH)
def watch() -> str:
    """Every light, the sweeps, the last checks and the last events."""
    session, zone = db.session(), parts().settings.campaign.time_zone
    found = checks(queries.facts(session, parts().clock.now(), zone))
    lines = [told(check, translator(), zone) for check in found]
    sweeps = queries.sweeps(session)
    sweeping = next((it for it in sweeps[:1] if it.finished_at is None), None)
    runs = [run for run in queries.runs(session) if run.gap is not None]
    came = queries.last_events(session, EVENT_TYPES)
    return render_template(
        "office/watch.html",
        light_of_all=worst(found),
        whole=WHOLE[worst(found)],
        lines=lines,
        wanted=_worst_first(lines),
        sweeps=sweeps,
        sweeping=sweeping,
        place=list(SweepStep).index(sweeping.step) + 1 if sweeping else 0,
        places=len(SweepStep),
        asked_for=queries.is_due(session, SWEEP),
        runs=runs,
        bars=bars(runs),
        picture={"width": max(1, len(runs)) * (BAR + GAP), "height": HEIGHT, "bar": BAR},
        came=sorted(came.items(), key=lambda it: it[1], reverse=True),
        never=sorted(EVENT_TYPES - came.keys()),
        episodes=queries.episodes(session),
    )


@office.post("/watch/sweep")
@requires(Permission.START_SWEEP)
def start_sweep() -> ResponseReturnValue:
    """Ask a worker to look through everything at Stripe."""
    _ = translator().gettext
    with parts().database.writing() as work:
        make_due(work, name=SWEEP)
    flash(_("The worker begins in a moment. Load this page again to see how far it is."), "done")
    return redirect(url_for("office.watch", _anchor="sweeps"), 303)


def _worst_first(lines: list[Told]) -> list[Told]:
    """What is not green, what is most urgent at the top."""
    wanted = [line for line in lines if line.light is not Light.GREEN]
    return sorted(wanted, key=lambda line: -line.light.rank)


def bars(runs: list[RunShown]) -> list[Bar]:
    """The checks from left to right, the longest wait as high as the picture."""
    longest = max([RECONCILIATION.amber, *(run.gap for run in runs if run.gap)])
    drawn = []
    for place, run in enumerate(reversed(runs)):
        gap = run.gap or timedelta(0)
        high = max(1, gap * HEIGHT // longest)
        drawn.append(Bar(place * (BAR + GAP), high, gap >= RECONCILIATION.amber))
    return drawn
