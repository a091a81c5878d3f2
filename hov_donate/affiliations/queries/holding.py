"""Whose details affiliations need, so that nobody forgets them meanwhile."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_

from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    Delegate,
    Officer,
)
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Consent, ConsentPurpose, ContactDetails

ENDED = (AffiliationStatus.RESIGNED, AffiliationStatus.REJECTED)


def held_for_affiliations(before: datetime) -> ColumnElement[bool]:
    """Whether details are a member's, an officer's or a delegate's.

    Of what has ended, only if anything happened to it since `before`, or the officer agreed to be
    remembered.
    """
    still = or_(
        Affiliation.status.not_in(ENDED),
        exists().where(
            AffiliationChange.affiliation_id == Affiliation.id, AffiliationChange.at > before
        ),
    )
    members = exists().where(Affiliation.details_id == ContactDetails.id, still)
    speaks = or_(Officer.ended_at.is_(None), Officer.ended_at > before)
    agreed = exists().where(
        Consent.details_id == Officer.details_id,
        Consent.purpose == ConsentPurpose.KEEP_DETAILS,
        Consent.withdrawn_at.is_(None),
    )
    officers = exists().where(
        Officer.details_id == ContactDetails.id,
        Affiliation.id == Officer.affiliation_id,
        or_(and_(speaks, still), agreed),
    )
    # Who was sent to a conference is forgotten by a job of its own.
    delegates = exists().where(Delegate.details_id == ContactDetails.id)
    return or_(members, officers, delegates)
