"""Whether an organisation is an affiliate's: what it is called and shows is then decided there."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation
from hov_donate.contacts.queries import one_and_the_same


def affiliated(session: Session, organisation_id: int) -> bool:
    """Whether an affiliation of it is kept, of whatever state."""
    return affiliation_of(session, organisation_id) is not None


def affiliation_of(session: Session, organisation_id: int) -> Affiliation | None:
    """The affiliation in whose history its changes stand."""
    same = one_and_the_same(session, organisation_id)
    query = select(Affiliation).where(Affiliation.organisation_id.in_(same))
    return session.scalars(query.order_by(Affiliation.id.desc()).limit(1)).first()
