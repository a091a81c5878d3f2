"""The signatures of one person, for whoever has the mailbox."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.rules import SignatureStatus
from hov_donate.contacts.models import Consent, ConsentPurpose, ContactDetails
from hov_donate.contacts.sealing import IdentitySeal

# As many signatures of one address as are looked at; of each appeal one is told.
MOST_OF_ONE = 200
UNTOLD = (SignatureStatus.WITHDRAWN, SignatureStatus.REPLACED)


def own_signatures(session: Session, seal: IdentitySeal, email: str) -> Sequence[Signature]:
    """What an address signed, one for each appeal: the one that stands, else the newest."""
    rows = session.scalars(
        select(Signature)
        .where(Signature.person.in_(seal.digests(email)), Signature.status.not_in(UNTOLD))
        .order_by(Signature.id)
        .limit(MOST_OF_ONE)
    ).all()
    chosen: dict[int, Signature] = {}
    for row in sorted(rows, key=lambda it: it.status is not SignatureStatus.UNCONFIRMED):
        chosen[row.appeal_id] = row
    return list(chosen.values())


def gets_news(session: Session, details_id: uuid.UUID) -> bool:
    """Whether whoever these details are of agreed to news, with whichever form."""
    asked = (
        select(Consent.id)
        .join(ContactDetails, ContactDetails.contact_id == Consent.contact_id)
        .where(
            ContactDetails.id == details_id,
            Consent.purpose == ConsentPurpose.NEWS,
            Consent.withdrawn_at.is_(None),
        )
        .limit(1)
    )
    return session.scalar(asked) is not None
