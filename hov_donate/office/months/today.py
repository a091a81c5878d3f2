"""What of proofs and months needs a person, as lines of the first room."""

from flask import url_for
from sqlalchemy.orm import Session

from hov_donate.closing.queries.months import months_over, open_requests
from hov_donate.closing.queries.proofs import proofs, stripes_word
from hov_donate.core.i18n import N_
from hov_donate.core.spans import month_of
from hov_donate.office.guard import acting, allowed
from hov_donate.office.spans import today
from hov_donate.office.tasks import Task
from hov_donate.staff.rules import Permission
from hov_donate.web.parts import parts


def month_tasks(session: Session) -> list[Task]:
    """Proofs that differ, months that are over, and re-openings that wait for a second person."""
    tasks = [
        Task(
            _differing(session),
            N_("Currencies whose proof differs"),
            N_("Stripe's balance, what moved it, and our books do not add up."),
            url_for("office.proof"),
        ),
        Task(
            len(months_over(session, today())),
            N_("Months to close"),
            N_("They are over. What each still needs is on its page."),
            url_for("office.months"),
        ),
    ]
    if allowed(Permission.REOPEN_MONTH):
        tasks.append(_to_agree(session))
    return tasks


def _differing(session: Session) -> int:
    off = {it.stripe.currency for it in stripes_word(session) if it.difference.minor}
    this_month = proofs(session, month_of(today()))
    return len(off | {it.currency for it in this_month if it.crooked})


def _to_agree(session: Session) -> Task:
    waiting = open_requests(session, parts().clock.now())
    mine = [it for it in waiting if it.asked_by != acting()]
    return Task(
        len(mine),
        N_("Months that somebody asks to open again"),
        N_("It takes a second person, within seven days."),
        url_for("office.months"),
    )
