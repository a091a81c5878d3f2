"""What affiliations need a person for; counts stop at a hundred: more is the same news."""

from flask import url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, RenewalRun, RunStatus
from hov_donate.affiliations.queries.reach import out_of_reach_condition
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.i18n import N_
from hov_donate.office.affiliates.queries.applications import to_decide, with_objections
from hov_donate.office.affiliates.queries.invoices import overdue
from hov_donate.office.queries.paging import counted
from hov_donate.office.spans import today
from hov_donate.office.tasks import Task
from hov_donate.web.languages import translator


def affiliation_tasks(session: Session) -> list[Task]:
    """Applications, arrears, invoices and runs that wait for somebody."""
    return [
        Task(
            counted(session, to_decide()),
            N_("Applications to decide"),
            N_("An officer has confirmed them; the committee decides."),
            url_for("office.applications", waiting="decision"),
        ),
        Task(
            counted(session, with_objections()),
            N_("Officers who object"),
            N_("Somebody who was named says that it is not meant."),
            url_for("office.applications", waiting="objected"),
        ),
        Task(
            counted(session, overdue(today())),
            N_("Invoices overdue"),
            N_("They should have been paid by now. Reminders go out by themselves."),
            url_for("office.invoices", asking="overdue"),
        ),
        Task(
            counted(session, _in_arrears()),
            N_("Affiliates in arrears"),
            N_("Past the days of grace. A promise holds them; people may decide that they lapse."),
            url_for("office.affiliates", status="arrears"),
            _stages(session),
        ),
        Task(
            counted(session, _out_of_reach()),
            N_("Affiliates whose letters come back"),
            N_("Reminders and invoices do not reach them. Ring, and correct the address."),
            url_for("office.affiliates", letters="back"),
        ),
        Task(
            counted(session, _planned_runs()),
            N_("Renewal runs to look at"),
            N_("They are worked out and wait for you to start them."),
            url_for("office.renewals"),
        ),
    ]


def _in_arrears() -> Select[int]:
    return select(Affiliation.id).where(Affiliation.status == AffiliationStatus.ARREARS)


def _stages(session: Session) -> tuple[str, ...]:
    """How many are at each stage of arrears, the last stage first."""
    speak, stage = translator(), Affiliation.arrears_stage
    rows = session.execute(
        select(stage, func.count())
        .where(Affiliation.status == AffiliationStatus.ARREARS)
        .group_by(stage)
        .order_by(stage.desc())
    )
    none, at = N_("Before the first stage: %(count)s"), N_("Stage %(stage)s: %(count)s")
    return tuple(
        speak.gettext(at if number else none, stage=number, count=speak.number(count))
        for number, count in rows
    )


def _out_of_reach() -> Select[int]:
    return select(Affiliation.id).where(out_of_reach_condition())


def _planned_runs() -> Select[int]:
    return select(RenewalRun.id).where(RenewalRun.status == RunStatus.PLANNED)
