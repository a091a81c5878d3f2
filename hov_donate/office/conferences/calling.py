"""Conferences: the list, one of them, and how it is called and changed."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hov_donate.affiliations.models import Conference
from hov_donate.affiliations.operations import (
    ConferenceFacts,
    CredentialsTakenError,
    change_conference,
    open_conference,
)
from hov_donate.affiliations.queries.conferences import counted
from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.conferences.found import PATH, hall_of
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.queries.paging import page_of
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator


@office.get("/conferences")
@requires(Permission.SEE_CONFERENCES)
def conferences() -> str:
    """Every conference, the last one called first."""
    page = page_of(db.session(), select(Conference), Conference.id, asked.place())
    return render_template("office/conferences/list.html", page=page)


@office.get(PATH)
@requires(Permission.SEE_CONFERENCES)
def conference(conference_id: int) -> str:
    """One conference in figures: as it would be frozen now, or as it was frozen."""
    hall = hall_of(conference_id)
    it = hall.conference
    return render_template(
        "office/conferences/one.html",
        it=it,
        hall=hall,
        counts=counted(hall),
        people=people(db.session(), [it.created_by, it.taken_by]),
    )


@office.get("/conferences/call")
@requires(Permission.RUN_CONFERENCES)
def ask_what_to_call() -> str:
    """A form for a new conference."""
    return _form(Form())


@office.post("/conferences/call")
@requires(Permission.RUN_CONFERENCES)
def call_conference() -> ResponseReturnValue:
    """Call a conference."""
    form = Form.sent()
    facts = _facts(form)
    if facts is None:
        return _form(form), 422
    with changing() as work:
        called = open_conference(work, facts=facts, actor=acting()).id
    flash(translator().gettext("The conference is called."), "done")
    return redirect(url_for("office.conference", conference_id=called), 303)


@office.get(f"{PATH}/change")
@requires(Permission.RUN_CONFERENCES)
def ask_what_to_change(conference_id: int) -> ResponseReturnValue:
    """The form of a conference that is not frozen."""
    hall = hall_of(conference_id)
    if hall.frozen:
        return _is_frozen(conference_id)
    it = hall.conference
    typed = {
        "name": it.name,
        "place": it.place,
        "held_on": it.held_on.isoformat(),
        "cut_off_on": it.cut_off_on.isoformat(),
        "paid_up_by": it.paid_up_by.isoformat(),
    }
    return _form(Form(typed), it)


@office.post(f"{PATH}/change")
@requires(Permission.RUN_CONFERENCES)
def change_called(conference_id: int) -> ResponseReturnValue:
    """Other words or days."""
    form = Form.sent()
    facts = _facts(form)
    if facts is None:
        return _form(form, hall_of(conference_id).conference), 422
    try:
        with changing() as work:
            change_conference(work, conference_id=conference_id, facts=facts)
    except CredentialsTakenError:
        return _is_frozen(conference_id)
    flash(translator().gettext("The conference is changed."), "done")
    return redirect(url_for("office.conference", conference_id=conference_id), 303)


def _is_frozen(conference_id: int) -> ResponseReturnValue:
    text = "The credentials are frozen: the conference cannot be changed any more."
    flash(translator().gettext(text), "info")
    return redirect(url_for("office.conference", conference_id=conference_id), 303)


def _facts(form: Form) -> ConferenceFacts | None:
    """What was typed; None where something is wrong, which the form tells."""
    _ = translator().gettext
    name = form.line("name", missing=_("Enter what the conference is called"))
    place = form.line("place")
    held_on = form.day("held_on", missing=_("Enter the day of the meeting"))
    cut_off_on = form.day("cut_off_on", missing=_("Enter the cut-off day"))
    paid_up_by = form.day("paid_up_by", missing=_("Enter the day by which to be paid up"))
    if held_on is None or cut_off_on is None or paid_up_by is None:
        return None
    _check_order(form, held_on, cut_off_on, paid_up_by)
    return ConferenceFacts(name, place, held_on, cut_off_on, paid_up_by) if form.good else None


def _check_order(form: Form, held_on: date, cut_off_on: date, paid_up_by: date) -> None:
    _ = translator().gettext
    if cut_off_on > held_on:
        form.wrong("cut_off_on", _("The cut-off must not be after the day of the meeting"))
    if paid_up_by > cut_off_on:
        form.wrong("paid_up_by", _("This day must not be after the cut-off"))


def _form(form: Form, it: Conference | None = None) -> str:
    return render_template("office/conferences/form.html", form=form, it=it)
