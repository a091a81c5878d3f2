"""Reading applications: those that are filled in, and those that nobody answers."""

import json
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, AffiliationChange, Application
from hov_donate.affiliations.queries.pasts import EndOf
from hov_donate.affiliations.rules.standing import PENDING
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.ledger.rules import booking_day

# Of what was answered, what is needed again after it was sent: names, a line each.
DELEGATES = "delegates"
# So long after the last step an application is closed: two quarterly meetings have passed.
ANSWERED_WITHIN = timedelta(days=180)


def application(session: Session, form: str) -> Application | None:
    """The application of a form; None before its first answer."""
    return session.scalars(select(Application).where(Application.form == form)).one_or_none()


def delegates_foretold(session: Session, seal: IdentitySeal, affiliation_id: int) -> list[str]:
    """Whom an affiliation said that it would send, in the last form that named somebody."""
    sealed = session.scalars(
        select(Application.sealed)
        .where(
            Application.affiliation_id == affiliation_id,
            Application.submitted_at.is_not(None),
            Application.sealed.is_not(None),
        )
        .order_by(Application.submitted_at.desc())
        .limit(1)
    ).first()
    if sealed is None:
        return []
    answers, _ = json.loads(seal.open_text(sealed))
    return [name for name in answers.get(DELEGATES, "").splitlines() if name]


def unanswered(today: date, time_zone: str) -> ColumnElement[bool]:
    """Whether an affiliation is an application whose day to be closed has come."""
    last_day = EndOf(today - ANSWERED_WITHIN, time_zone)
    stepped = exists().where(
        AffiliationChange.affiliation_id == Affiliation.id,
        AffiliationChange.at >= last_day.moment,
    )
    return Affiliation.status.in_(PENDING) & ~stepped


def closing_days(
    session: Session, affiliation_ids: Collection[int], time_zone: str
) -> dict[int, date]:
    """On which day each of some applications is closed, where no step is taken before."""
    rows = session.execute(
        select(AffiliationChange.affiliation_id, func.max(AffiliationChange.at).label("last"))
        .where(AffiliationChange.affiliation_id.in_(affiliation_ids))
        .group_by(AffiliationChange.affiliation_id)
    )
    return {row.affiliation_id: booking_day(row.last, time_zone) + ANSWERED_WITHIN for row in rows}
