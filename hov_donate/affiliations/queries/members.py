"""Whether somebody who joins is a member already, and what a form has brought before."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, AffiliationChange, Application, ChangeKind
from hov_donate.affiliations.rules.standing import LIVING, AffiliationStatus
from hov_donate.contacts.models import ContactDetails

# Who lapsed comes back as the same member.
STILL_KNOWN = LIVING | {AffiliationStatus.LAPSED}


def membership_before(session: Session, affiliation: Affiliation) -> Affiliation | None:
    """The membership that somebody with the same address had before this one; None of most.

    One that was never paid for was never one.
    """
    if affiliation.details_id is None:
        return None
    mine = session.get_one(ContactDetails, affiliation.details_id)
    return session.scalars(
        select(Affiliation)
        .join(ContactDetails, ContactDetails.id == Affiliation.details_id)
        .where(
            ContactDetails.contact_id == mine.contact_id,
            Affiliation.id < affiliation.id,
            Affiliation.kind == affiliation.kind,
            Affiliation.status.in_(STILL_KNOWN),
            Affiliation.paid_until.is_not(None),
        )
        .order_by(Affiliation.id)
        .limit(1)
    ).first()


def joined_with(session: Session, form: str) -> Affiliation | None:
    """The membership that a form was sent for, if it was."""
    return session.scalars(
        select(Affiliation)
        .join(Application, Application.affiliation_id == Affiliation.id)
        .where(Application.form == form)
    ).one_or_none()


def became_a_renewal(session: Session, affiliation_id: int) -> bool:
    """Whether somebody joined who was a member already, so that it became that one's renewal."""
    query = select(AffiliationChange.id).where(
        AffiliationChange.affiliation_id == affiliation_id,
        AffiliationChange.kind == ChangeKind.MERGED,
    )
    return session.scalars(query.limit(1)).first() is not None
