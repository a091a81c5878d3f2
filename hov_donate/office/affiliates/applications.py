"""Applications: the queue, one of them with all that helps to decide, and the decision."""

from collections.abc import Callable

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations import AlreadyAffiliatedError, approve, ask, reject
from hov_donate.affiliations.operations.terms import choice_of
from hov_donate.affiliations.queries.affiliations import affiliation_of_organisation
from hov_donate.affiliations.queries.planning import (
    NoScaleError,
    PlannedTerm,
    plan_next_term,
)
from hov_donate.affiliations.rules.choosing import Choice, ChoiceRefusedError
from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.affiliations.rules.scale import Approval
from hov_donate.affiliations.rules.standing import StepRefusedError
from hov_donate.affiliations.words import told
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import N_
from hov_donate.office.affiliates.found import found
from hov_donate.office.affiliates.lists import APPLICATIONS
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries.applications import Desk, Waiting
from hov_donate.office.affiliates.queries.one import whole
from hov_donate.office.affiliates.stepping import take_step
from hov_donate.office.affiliates.tree import doubles_of
from hov_donate.office.blueprint import office
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries.people import people
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = "/applications/<number>"
WAITINGS = {
    Waiting.DECISION: N_("Wait for a decision"),
    Waiting.OFFICER: N_("Wait for an officer"),
    Waiting.OBJECTED: N_("An officer objects"),
}
LONGEST_MINUTE = 120


@office.get("/applications")
@requires(Permission.SEE_AFFILIATES)
def applications() -> str:
    """Applications, the newest first; or those that wait for one thing."""
    found = shown(APPLICATIONS)
    return render_template(
        "office/affiliates/applications.html",
        list=found,
        waiting=found.search,
        waitings=WAITINGS,
        names=names([row.affiliation.details_id for row in found.rows]),
    )


@office.get(ROOM)
@requires(Permission.SEE_AFFILIATES)
def application(number: str) -> ResponseReturnValue:
    """One application: who, by which figures, at which fee, and whose double it may be."""
    it = found(number)
    if not it.status.pending:
        return redirect(url_for("office.affiliate", number=it.number), 303)
    file = whole(db.session(), it)
    planned, choice, problem = _priced(it)
    own = file.tree.organisation if file.tree else None
    affiliated = affiliation_of_organisation(db.session(), own.id) if own else None
    return render_template(
        "office/affiliates/application.html",
        it=it,
        file=file,
        planned=planned,
        choice=choice,
        problem=problem,
        doubles=doubles_of(own) if own else [],
        affiliated=affiliated if affiliated and affiliated.status.living else None,
        closes_on=_desk().closing_soon(db.session(), [it.id]).get(it.id),
        names=names([it.details_id, *(officer.details_id for officer in file.officers)]),
        people=people(db.session(), [change.actor for change in file.changes]),
    )


@office.get(f"{ROOM}/accept")
@requires(Permission.DECIDE_APPLICATIONS)
def ask_before_accepting(number: str) -> str:
    """What accepting does: the first term, its fee and its invoice."""
    return _page("accept", _pending(number), Form())


@office.post(f"{ROOM}/accept")
@requires(Permission.DECIDE_APPLICATIONS)
def accept(number: str) -> ResponseReturnValue:
    """Accept an application."""
    _, it, form = translator().gettext, _pending(number), Form.sent()
    reason = form.words("reason")
    by_committee = _by_committee(it)
    missing = _("Enter the minute reference") if by_committee else ""
    minute = form.line("minute", missing=missing, most=LONGEST_MINUTE)
    if not form.good:
        return _page("accept", it, form), 422

    def act(work: UnitOfWork) -> None:
        approve(
            work,
            affiliation_id=it.id,
            actor=acting(),
            reason=reason,
            minute_reference=minute,
            settings=parts().settings,
        )

    return _decided("accept", it, form, act, done=_("The application is accepted."))


@office.get(f"{ROOM}/reject")
@requires(Permission.DECIDE_APPLICATIONS)
def ask_before_rejecting(number: str) -> str:
    """What not accepting does."""
    return _page("reject", _pending(number), Form())


@office.post(f"{ROOM}/reject")
@requires(Permission.DECIDE_APPLICATIONS)
def turn_down(number: str) -> ResponseReturnValue:
    """Do not accept an application."""
    _, it, form = translator().gettext, _pending(number), Form.sent()
    reason = form.words("reason", missing=_("Write why; they read it"))
    minute = form.line("minute", most=LONGEST_MINUTE)
    if not form.good:
        return _page("reject", it, form), 422

    def act(work: UnitOfWork) -> None:
        reject(work, affiliation_id=it.id, actor=acting(), reason=reason, minute_reference=minute)

    return _decided("reject", it, form, act, done=_("The application is not accepted."))


@office.get(f"{ROOM}/ask")
@requires(Permission.DECIDE_APPLICATIONS)
def ask_for_question(number: str) -> str:
    """What is asked of whoever sent an application."""
    return _page("ask", _pending(number), Form())


@office.post(f"{ROOM}/ask")
@requires(Permission.DECIDE_APPLICATIONS)
def send_question(number: str) -> ResponseReturnValue:
    """Ask whoever sent an application something."""
    _, it, form = translator().gettext, _pending(number), Form.sent()
    question = form.words("question", missing=_("Write what you want to know"))
    if not form.good:
        return _page("ask", it, form), 422

    def act(work: UnitOfWork) -> None:
        ask(work, affiliation_id=it.id, actor=acting(), question=question)

    return _decided("ask", it, form, act, done=_("The question goes out by e-mail."))


def _desk() -> Desk:
    return Desk(today(), parts().settings.campaign.time_zone)


def _decided(
    room: str, it: Affiliation, form: Form, act: Callable[[UnitOfWork], None], *, done: str
) -> ResponseReturnValue:
    """Take the step, or tell on the page why it cannot be."""
    _ = translator().gettext
    try:
        return take_step(it, form, act, done=done)
    except AlreadyAffiliatedError as error:
        text = _("This organisation is affiliated already, as %(number)s", number=error.number)
    except (NoScaleError, QuoteError, ChoiceRefusedError) as error:
        text = _why_unpriced(error)
    except StepRefusedError:
        text = _("In the state it is in, that cannot be")
    except LookupError:
        text = _("Nobody is named who could be written to.")
    form.wrong("question" if room == "ask" else "reason", text)
    return _page(room, it, form), 422


def _pending(number: str) -> Affiliation:
    it = found(number)
    return it if it.status.pending else abort(404)


def _by_committee(it: Affiliation) -> bool:
    """Whether the scale asks for a committee, whose minute must be named then."""
    planned, _choice, _problem = _priced(it)
    return planned is not None and planned.quote.approval is Approval.COMMITTEE


def _priced(it: Affiliation) -> tuple[PlannedTerm | None, Choice | None, str]:
    """The first term, what is paid for it, and what bars it."""
    try:
        planned = plan_next_term(db.session(), it, today())
    except (NoScaleError, QuoteError, LookupError) as error:
        return None, None, _why_unpriced(error)
    try:
        return planned, choice_of(planned.quote, planned.declaration), ""
    except ChoiceRefusedError as error:
        return planned, None, _why_unpriced(error)


def _why_unpriced(error: Exception) -> str:
    speak = translator()
    _ = speak.gettext
    if isinstance(error, QuoteError):
        return told(error.sentence, speak)
    if isinstance(error, ChoiceRefusedError):
        return _(
            "They chose a sum that the scale does not take; it asks for %(fee)s",
            fee=speak.money(error.fee),
        )
    if isinstance(error, NoScaleError):
        return _("No fee scale is in force for them")
    return _("Nothing was declared")


def _page(room: str, it: Affiliation, form: Form) -> str:
    planned, choice, problem = _priced(it)
    return render_template(
        f"office/affiliates/{room}.html",
        it=it,
        form=form,
        planned=planned,
        choice=choice,
        problem=problem,
    )
