"""All months, and one: what it lacks to be closed, who closed it, who asks to open it again."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from hov_donate.closing.models import MonthReopeningRequest
from hov_donate.closing.queries.freezing import seen_of, still_as_frozen
from hov_donate.closing.queries.lacking import facts_of
from hov_donate.closing.queries.months import (
    Closed,
    closings,
    closings_of,
    last_standing,
    months_over,
    open_requests,
)
from hov_donate.closing.rules.conditions import AGREED_WITHIN, Condition, conditions
from hov_donate.core.spans import Span
from hov_donate.office.blueprint import office
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.months.asked import PATH, month_or_404, time_zone
from hov_donate.office.queries.people import people
from hov_donate.office.spans import today
from hov_donate.reports.words import written
from hov_donate.staff.queries import members_who_may
from hov_donate.staff.rules import Permission, actor_of
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@dataclass(frozen=True)
class Needed:
    """A condition in words."""

    name: str
    met: bool
    found: str
    remedy: str


def needed(condition: Condition) -> Needed:
    """A condition as the reader is told it."""
    speak = translator()
    values = {name: written(value, speak, time_zone()) for name, value in condition.values.items()}
    return Needed(
        name=speak.gettext(label(condition.subject)),
        met=condition.met,
        found=speak.gettext(condition.found, **values),
        remedy="" if condition.met else speak.gettext(condition.remedy),
    )


@office.get("/months")
@requires(Permission.SEE_LEDGER)
def months() -> str:
    """The months that wait to be closed, and everything that was closed."""
    session = db.session()
    closed = closings(session)
    return render_template(
        "office/months/list.html",
        waiting=months_over(session, today()),
        closed=closed,
        requests=open_requests(session, parts().clock.now()),
        last=last_standing(session),
        people=_people(closed),
    )


@office.get(PATH)
@requires(Permission.SEE_LEDGER)
def month(month: str) -> str:
    """One month."""
    return month_page(month_or_404(month))


def month_page(span: Span) -> str:
    """The page of a month."""
    session = db.session()
    found = closings_of(session, span.first)
    standing = next((it for it in found if it.stands), None)
    last = last_standing(session)
    requests = open_requests(session, parts().clock.now()) if standing else []
    is_last = standing is not None and last is not None and last.id == standing.closing.id
    facts = facts_of(session, span, parts().clock.now(), time_zone())
    needs = [] if standing else [needed(it) for it in conditions(facts)]
    return render_template(
        "office/months/one.html",
        span=span,
        standing=standing,
        as_frozen=standing is None or still_as_frozen(session, standing.closing),
        earlier=[it for it in found if not it.stands],
        needs=needs,
        ready=all(it.met for it in needs),
        seen=seen_of(session, span),
        requests=requests if is_last else [],
        is_last=is_last,
        within=AGREED_WITHIN,
        mine=acting(),
        who_could=who_could(),
        people=_people(found, requests),
    )


def who_could() -> list[str]:
    """The addresses of everybody else who may open a month again."""
    others = members_who_may(db.session(), Permission.REOPEN_MONTH)
    return [member.email for member in others if actor_of(member.id) != acting()]


def _people(
    found: Sequence[Closed], requests: Sequence[MonthReopeningRequest] = ()
) -> dict[str, str]:
    actors = [it.closing.closed_by for it in found]
    actors += [it.request.asked_by for it in found if it.request]
    actors += [it.reopening.agreed_by for it in found if it.reopening]
    actors += [it.asked_by for it in requests]
    return people(db.session(), actors)
