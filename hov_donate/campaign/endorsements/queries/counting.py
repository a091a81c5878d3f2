"""Endorsements that count: which bodies decided, and how many of them in each country."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.campaign.endorsements.rules import Basis, EndorsementStatus
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import keepers


def endorsers(session: Session, basis: Basis) -> dict[int, Organisation]:
    """The organisations with an endorsement that counts on this basis, by number.

    Two rows that turned out to be one organisation are one.
    """
    query = select(Endorsement.organisation_id).where(
        Endorsement.status == EndorsementStatus.PUBLISHED, Endorsement.basis == basis
    )
    kept = keepers(session, set(session.scalars(query.distinct())))
    return {it.id: it for it in kept.values()}


def by_country(session: Session) -> Mapping[str, int]:
    """How many organisations decided to endorse, by their country; listed or not."""
    bodies = endorsers(session, Basis.ORGANISATION).values()
    return Counter(it.country for it in bodies)


def leaders(session: Session) -> Counter[int]:
    """How many leaders endorse for themselves, by the number of their organisation."""
    query = select(Endorsement.organisation_id).where(
        Endorsement.status == EndorsementStatus.PUBLISHED, Endorsement.basis == Basis.PERSONAL
    )
    rows = list(session.scalars(query))
    kept = keepers(session, set(rows))
    return Counter(kept[it].id for it in rows)
