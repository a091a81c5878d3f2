"""Attempts refused and money taken; attacks; the switch that stops online giving."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from hov_donate.defence import queries
from hov_donate.defence.operations import close_giving, reopen_giving
from hov_donate.defence.rules import REFUSALS, ClosureReason
from hov_donate.office.blueprint import office
from hov_donate.office.queries.defence import Day, days, stops
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# The picture's measures, in its own units.
BAR, GAP, HEIGHT = 16, 4, 120


@dataclass(frozen=True)
class Bar:
    """A day in the picture: let in at the bottom, refused on top of it."""

    left: int
    let_in: int
    refused: int


@office.get("/attempts")
@requires(Permission.SEE_ATTEMPTS)
def attempts() -> str:
    """Today, the last thirty days, attacks, and times when giving was stopped."""
    session = db.session()
    zone = ZoneInfo(parts().settings.campaign.time_zone)
    found = days(session, parts().clock.now().astimezone(zone).date())
    episodes = queries.episodes(session)
    closed = stops(session)
    return render_template(
        "office/attempts.html",
        today=found[0],
        days=found,
        most=max(day.attempts for day in found),
        bars=bars(found),
        picture={"width": len(found) * (BAR + GAP), "height": HEIGHT, "bar": BAR},
        refusals=REFUSALS,
        episodes=episodes,
        attack=next((it for it in episodes if it.ended_at is None), None),
        stops=closed,
        stopped=next((it for it in closed if it.closure.reopened_at is None), None),
    )


@office.get("/attempts/stop")
@requires(Permission.STOP_GIVING)
def ask_before_stopping() -> str:
    """What stopping does, and why it is done."""
    return render_template("office/stop_giving.html", reasons=list(ClosureReason), missing=False)


@office.post("/attempts/stop")
@requires(Permission.STOP_GIVING)
def stop_giving() -> ResponseReturnValue:
    """Stop online giving at once."""
    _ = translator().gettext
    typed = request.form.get("reason", "")
    reason = next((it for it in ClosureReason if it.value == typed), None)
    if reason is None:
        reasons = list(ClosureReason)
        return render_template("office/stop_giving.html", reasons=reasons, missing=True), 422
    with parts().database.writing() as work:
        stopped = close_giving(work, reason=reason, member_id=current_user.id)
    parts().guard.look_again()
    if stopped:
        flash(_("Online giving is stopped. Donors read why, and how to give by transfer."), "done")
    else:
        flash(_("Online giving was stopped already."), "info")
    return redirect(url_for("office.attempts"), 303)


@office.post("/attempts/reopen")
@requires(Permission.STOP_GIVING)
def let_give_again() -> ResponseReturnValue:
    """Let people give online again."""
    _ = translator().gettext
    with parts().database.writing() as work:
        opened = reopen_giving(work, member_id=current_user.id)
    parts().guard.look_again()
    if opened:
        flash(_("People can give online again."), "done")
    else:
        flash(_("Online giving was not stopped."), "info")
    return redirect(url_for("office.attempts"), 303)


def bars(found: list[Day]) -> list[Bar]:
    """The days from left to right, the busiest as high as the picture."""
    most = max(1, *(day.attempts for day in found))
    drawn = []
    for place, day in enumerate(reversed(found)):
        high = _high(day.attempts, most)
        refused = min(high, _high(day.refused, most))
        drawn.append(Bar(place * (BAR + GAP), high - refused, refused))
    return drawn


def _high(attempts: int, most: int) -> int:
    """How high a number stands; something is never nothing."""
    return max(1, attempts * HEIGHT // most) if attempts else 0
