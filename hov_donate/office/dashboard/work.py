"""What needs a person: one list, to which whatever waits for somebody adds its lines."""

from flask import url_for

from hov_donate.core.i18n import N_
from hov_donate.ledger.rules import booking_day
from hov_donate.office.affiliates.today import affiliation_tasks
from hov_donate.office.appeals.today import signature_tasks
from hov_donate.office.bank.accounts import bank_tasks
from hov_donate.office.campaign_events.today import event_tasks
from hov_donate.office.guard import allowed
from hov_donate.office.months.today import month_tasks
from hov_donate.office.queries.home import ToDo
from hov_donate.office.review.today import review_tasks
from hov_donate.office.spans import today
from hov_donate.office.tasks import Task
from hov_donate.staff.rules import Permission
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


def tasks(todo: ToDo) -> list[Task]:
    """Every line that the reader may see, those with nothing to do as well."""
    found = []
    if allowed(Permission.SEE_LEDGER):
        found += [*_money_tasks(todo), *month_tasks(db.session())]
    if allowed(Permission.SEE_GIFTS):
        found += review_tasks(db.session())
    found += bank_tasks()
    if allowed(Permission.SEE_AFFILIATES):
        found += affiliation_tasks(db.session())
    if allowed(Permission.MODERATE_SIGNATURES):
        found += signature_tasks(db.session())
    if allowed(Permission.RUN_CAMPAIGN):
        found += event_tasks(db.session())
    if allowed(Permission.SEE_MACHINERY):
        found += _machine_tasks(todo)
    if allowed(Permission.SEE_LETTERS):
        found += _letter_tasks(todo)
    return found


def _money_tasks(todo: ToDo) -> list[Task]:
    return [
        Task(
            todo.unmatched_payments,
            N_("Unmatched payments"),
            N_("Money that answers nothing we asked for."),
            url_for("office.reconciliation", _anchor="unmatched"),
        ),
        Task(
            todo.refunds_to_decide,
            N_("Refunds to decide"),
            N_("Money that should go back: another person has to agree, or Stripe refused."),
            url_for("office.refunds"),
        ),
        Task(
            todo.disputes_to_answer,
            N_("Disputes to answer"),
            N_("Payers who object at their bank. Each has a day to answer by."),
            url_for("office.disputes"),
            _days_left(todo),
        ),
        Task(
            todo.entries_in_suspense,
            N_("Postings in suspense"),
            N_("Movements of a kind the books do not know."),
            url_for("office.ledger", account="suspense"),
        ),
    ]


def _days_left(todo: ToDo) -> tuple[str, ...]:
    """How long there is to answer the most urgent dispute, in the campaign's days."""
    if todo.first_answer_by is None:
        return ()
    speak = translator()
    last = booking_day(todo.first_answer_by, parts().settings.campaign.time_zone)
    days = (last - today()).days
    if days < 0:
        return (
            speak.gettext("The first should have been answered by %(day)s.", day=speak.date(last)),
        )
    if days == 0:
        return (speak.gettext("The first must be answered today."),)
    return (
        speak.ngettext(
            "The first must be answered within a day.",
            "The first must be answered within %(num)s days.",
            days,
        ),
    )


def _machine_tasks(todo: ToDo) -> list[Task]:
    return [
        Task(
            todo.failed_events,
            N_("Failed events"),
            N_("Events from Stripe that could not be applied after many attempts."),
            url_for("office.inbox", status="failed"),
        ),
    ]


def _letter_tasks(todo: ToDo) -> list[Task]:
    return [
        Task(
            todo.failed_letters,
            N_("Failed letters"),
            N_("E-mails that no server took after many attempts."),
            url_for("office.outbox", status="failed"),
        ),
        Task(
            todo.returned_letters,
            N_("Letters that came back"),
            N_("In the last thirty days. Correct the address and send them again, or ring."),
            url_for("office.outbox", status="came_back"),
        ),
    ]
