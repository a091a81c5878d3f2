"""Whom letters about money go to."""

import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Officer, OfficerRole

# The first that there is.
BILLED = (
    OfficerRole.PAYER,
    OfficerRole.CORRESPONDENCE,
    OfficerRole.SECRETARY,
    OfficerRole.CHAIR,
)


def billed(session: Session, affiliation: Affiliation) -> uuid.UUID | None:
    """The details of whoever pays for an affiliation: the member, or an officer.

    None when nobody speaks for an organisation any more.
    """
    return billed_by_each(session, [affiliation]).get(affiliation.id)


def billed_by_each(session: Session, affiliations: Collection[Affiliation]) -> dict[int, uuid.UUID]:
    """As `billed`, for many at once; where nobody is, there is none."""
    found = {it.id: it.details_id for it in affiliations if it.details_id is not None}
    organisations = [it.id for it in affiliations if it.details_id is None]
    if not organisations:
        return found
    rows = session.execute(
        select(Officer.affiliation_id, Officer.role, Officer.details_id).where(
            Officer.affiliation_id.in_(organisations), Officer.ended_at.is_(None)
        )
    )
    # Of several the first of the order is written last.
    for row in sorted(rows, key=lambda each: BILLED.index(each.role), reverse=True):
        found[row.affiliation_id] = row.details_id
    return found
