"""Applications that wait for somebody's word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    ChangeKind,
    Officer,
    OfficerAnswer,
)
from hov_donate.affiliations.queries.applications import closing_days
from hov_donate.affiliations.rules.standing import PENDING, AffiliationStatus
from hov_donate.contacts.models import Organisation
from hov_donate.office.affiliates.queries.listing import organisations_of
from hov_donate.office.queries.paging import Page, Place, page_of

# So long before an application is closed by itself, the office says so.
TOLD_BEFORE = timedelta(weeks=6)


class Waiting(StrEnum):
    """For what an application waits."""

    DECISION = "decision"
    OFFICER = "officer"
    OBJECTED = "objected"


@dataclass(frozen=True)
class Row:
    """An application in the queue: what its officers said, and the last question asked about it.

    It is closed on `closes_on` by itself, which is told only some weeks before.
    """

    affiliation: Affiliation
    organisation: Organisation | None
    officers: Sequence[Officer]
    asked: AffiliationChange | None
    closes_on: date | None


@dataclass(frozen=True)
class Desk:
    """The campaign's day, and its time zone."""

    today: date
    time_zone: str

    def closing_soon(self, session: Session, affiliation_ids: Collection[int]) -> dict[int, date]:
        """When applications are closed by themselves, of those for which that is soon."""
        days = closing_days(session, affiliation_ids, self.time_zone)
        return {key: day for key, day in days.items() if day <= self.today + TOLD_BEFORE}


def applications(session: Session, waiting: Waiting | None, place: Place, desk: Desk) -> Page[Row]:
    """A page of applications, the newest first."""
    query = select(Affiliation).where(_waits(waiting))
    found = page_of(session, query, Affiliation.id, place)
    return Page(_rows(session, found.rows, desk), older=found.older, newer=found.newer)


def to_decide() -> Select[int]:
    """The keys of applications that wait for a decision of people."""
    return select(Affiliation.id).where(_waits(Waiting.DECISION))


def with_objections() -> Select[int]:
    """The keys of applications that an officer objects to."""
    return select(Affiliation.id).where(_waits(Waiting.OBJECTED))


def _waits(waiting: Waiting | None) -> ColumnElement[bool]:
    if waiting is Waiting.DECISION:
        return Affiliation.status == AffiliationStatus.CONFIRMED
    if waiting is Waiting.OFFICER:
        return Affiliation.status == AffiliationStatus.SUBMITTED
    pending = Affiliation.status.in_(PENDING)
    if waiting is Waiting.OBJECTED:
        objects = select(Officer.affiliation_id).where(
            Officer.affiliation_id == Affiliation.id,
            Officer.ended_at.is_(None),
            Officer.answer == OfficerAnswer.REJECTED,
        )
        return pending & objects.exists()
    return pending


def _rows(session: Session, found: Sequence[Affiliation], desk: Desk) -> list[Row]:
    keys = [it.id for it in found]
    closing = desk.closing_soon(session, keys)
    organisations = organisations_of(session, found)
    officers = session.scalars(
        select(Officer)
        .where(Officer.affiliation_id.in_(keys), Officer.ended_at.is_(None))
        .order_by(Officer.id)
    ).all()
    changes = session.scalars(
        select(AffiliationChange)
        .where(
            AffiliationChange.affiliation_id.in_(keys), AffiliationChange.kind == ChangeKind.ASKED
        )
        .order_by(AffiliationChange.id)
    )
    asked = {row.affiliation_id: row for row in changes}
    return [
        Row(
            affiliation=it,
            organisation=organisations.get(it.organisation_id or 0),
            officers=[officer for officer in officers if officer.affiliation_id == it.id],
            asked=asked.get(it.id),
            closes_on=closing.get(it.id),
        )
        for it in found
    ]
