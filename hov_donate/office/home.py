"""The first room: what needs a person."""

from flask import render_template, url_for

from hov_donate.core.i18n import N_
from hov_donate.office.affiliates.today import affiliation_tasks
from hov_donate.office.blueprint import office
from hov_donate.office.guard import allowed
from hov_donate.office.queries.home import ToDo, to_do
from hov_donate.office.tasks import Task
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.parts import parts


@office.get("/")
@requires(Permission.SEE_OFFICE)
def home() -> str:
    """What needs a person, and whether the books are in step."""
    todo = to_do(db.session(), parts().clock.now())
    return render_template("office/home.html", todo=todo, tasks=_tasks(todo))


def _tasks(todo: ToDo) -> list[Task]:
    tasks = []
    if allowed(Permission.SEE_LEDGER):
        tasks += _money_tasks(todo)
    if allowed(Permission.SEE_AFFILIATES):
        tasks += affiliation_tasks(db.session())
    if allowed(Permission.SEE_MACHINERY):
        tasks += _machine_tasks(todo)
    if allowed(Permission.SEE_LETTERS):
        tasks += _letter_tasks(todo)
    return tasks


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
        ),
        Task(
            todo.entries_in_suspense,
            N_("Postings in suspense"),
            N_("Movements of a kind the books do not know."),
            url_for("office.ledger", account="suspense"),
        ),
    ]


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
