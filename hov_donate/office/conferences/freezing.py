"""Credentials are frozen, and delegates invited: each after a second look."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.operations import (
    ConferenceOverError,
    CutOffToComeError,
    invite_delegates,
    take_credentials,
)
from hov_donate.affiliations.queries.conferences import counted
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.conferences.found import PATH, hall_of
from hov_donate.office.conferences.queries import invited
from hov_donate.office.guard import acting
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get(f"{PATH}/freeze")
@requires(Permission.RUN_CONFERENCES)
def ask_before_freezing(conference_id: int) -> ResponseReturnValue:
    """What freezing does, and what would be frozen."""
    hall = hall_of(conference_id)
    if hall.frozen:
        return _back(conference_id)
    return render_template(
        "office/conferences/freeze.html",
        it=hall.conference,
        counts=counted(hall),
        may_freeze=hall.today > hall.conference.cut_off_on,
    )


@office.post(f"{PATH}/freeze")
@requires(Permission.RUN_CONFERENCES)
def freeze(conference_id: int) -> ResponseReturnValue:
    """Freeze everybody's credentials."""
    _, hall = translator().gettext, hall_of(conference_id)
    if hall.frozen:
        flash(_("The credentials were frozen already."), "info")
        return _back(conference_id)
    house = parts()
    try:
        with changing() as work:
            take_credentials(
                work, conference_id=conference_id, actor=acting(), settings=house.settings
            )
    except CutOffToComeError:
        flash(_("The cut-off day is not over yet: credentials are frozen after it."), "info")
    else:
        flash(_("The credentials are frozen. They do not change any more."), "done")
    return _back(conference_id)


@office.get(f"{PATH}/invite")
@requires(Permission.RUN_CONFERENCES)
def ask_before_inviting(conference_id: int) -> str:
    """Who gets a letter, and what it says."""
    hall = hall_of(conference_id)
    return render_template(
        "office/conferences/invite.html",
        it=hall.conference,
        over=hall.over,
        counts=counted(hall),
        invited=invited(db.session(), conference_id),
    )


@office.post(f"{PATH}/invite")
@requires(Permission.RUN_CONFERENCES)
def invite(conference_id: int) -> ResponseReturnValue:
    """Write to everybody who may send delegates and was not written to."""
    speak, house = translator(), parts()
    hall_of(conference_id)
    before = invited(db.session(), conference_id)
    try:
        with changing() as work:
            invite_delegates(work, conference_id=conference_id, settings=house.settings)
            after = invited(work.session, conference_id)
    except ConferenceOverError:
        flash(speak.gettext("The day of the meeting has passed: nobody is invited."), "info")
        return _back(conference_id)
    text = speak.ngettext("%(num)s letter goes out.", "%(num)s letters go out.", after - before)
    flash(text, "done")
    return _back(conference_id)


def _back(conference_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.conference", conference_id=conference_id), 303)
