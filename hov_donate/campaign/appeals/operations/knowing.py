"""One person stays one when the key changes by which addresses become digests."""

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.rules import SignatureStatus
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork

STANDING = (SignatureStatus.CONFIRMED, SignatureStatus.HELD)


def known_as(work: UnitOfWork, *, email: str, seal: IdentitySeal) -> str:
    """The digest of an address; what is kept of it under older keys is under the newest then.

    But where a signature stands under the newest already: of one person one stands for an appeal.
    """
    newest, *older = seal.digests(email)
    if older:
        stands = aliased(Signature)
        taken = select(stands.appeal_id).where(stands.person == newest, stands.status.in_(STANDING))
        work.session.execute(
            update(Signature)
            .where(Signature.person.in_(older), Signature.appeal_id.not_in(taken))
            .values(person=newest)
        )
    return newest
