"""Whose details signatures need, so that nobody forgets them meanwhile."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.rules import SignatureStatus
from hov_donate.contacts.models import Consent, ConsentPurpose, ContactDetails

GONE = (SignatureStatus.WITHDRAWN, SignatureStatus.REPLACED)


def held_for_signatures(before: datetime) -> ColumnElement[bool]:
    """Whether details are those of a signature whose signer agreed to be kept, or signed lately."""
    agreed = exists().where(
        Consent.details_id == Signature.details_id,
        Consent.purpose == ConsentPurpose.KEEP_DETAILS,
        Consent.withdrawn_at.is_(None),
    )
    return exists().where(
        Signature.details_id == ContactDetails.id,
        Signature.status.not_in(GONE),
        or_(agreed, Signature.signed_at > before),
    )
