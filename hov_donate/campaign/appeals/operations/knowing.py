"""One person stays one: under another key, and as far as it can be told under another spelling."""

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.rules import SignatureStatus
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.mailboxes import bare_mailbox

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


def mailbox_mark(email: str, seal: IdentitySeal) -> str:
    """The mark of the mailbox of an address, however the address is spelt."""
    return _mailbox_marks(email, seal)[0]


def signed_by_another_spelling(
    work: UnitOfWork, signature: Signature, *, email: str, seal: IdentitySeal
) -> bool:
    """Whether something stands under the appeal of the same mailbox, but of another address.

    Not where the address itself counts already: who signs anew makes nobody more.
    """
    own = seal.digests(email)
    rows = work.session.execute(
        select(Signature.person, Signature.status).where(
            Signature.appeal_id == signature.appeal_id,
            Signature.mailbox.in_(_mailbox_marks(email, seal)),
            Signature.status.in_(STANDING),
        )
    ).all()
    if any(it.person in own and it.status is SignatureStatus.CONFIRMED for it in rows):
        return False
    return any(it.person not in own for it in rows)


def _mailbox_marks(email: str, seal: IdentitySeal) -> list[str]:
    return seal.fingerprints(f"mailbox {bare_mailbox(email)}")
