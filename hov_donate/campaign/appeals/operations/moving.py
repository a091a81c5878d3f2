"""The one place where a signature goes from one state to another, and its country is counted."""

from collections.abc import Collection

from sqlalchemy import select, update

from hov_donate.campaign.appeals.models import Signature, SignatureCount
from hov_donate.campaign.appeals.rules import Shown, SignatureStatus, may_move
from hov_donate.contacts.models import Consent
from hov_donate.contacts.operations import forget
from hov_donate.core.db import UnitOfWork, insert_ignoring_twins

COUNTED = SignatureStatus.CONFIRMED


def move(
    work: UnitOfWork, signature: Signature, after: SignatureStatus, *, actor: str | None = None
) -> bool:
    """Let a signature stand differently, and count it so. Whether it may.

    The caller holds its row.
    """
    before = signature.status
    if not may_move(before, after):
        return False
    # What is counted is what was shown while it stood.
    if before is COUNTED:
        _count(work, signature, confirmed=-1, publishable=-int(signature.listed))
    signature.status = after
    if after is COUNTED:
        _count(work, signature, confirmed=1, publishable=int(signature.listed))
    if actor is not None:
        signature.settled_at, signature.settled_by = work.now, actor
    if after in {SignatureStatus.WITHDRAWN, SignatureStatus.REPLACED}:
        empty(work, signature)
    work.session.flush()
    return True


def hold_counts(work: UnitOfWork, appeal_id: int, countries: Collection[str]) -> None:
    """Hold the counts of some countries, before somebody moves from one of them to another.

    Always in one order: two who move in opposite ways would wait for each other.
    """
    counts = select(SignatureCount.country).where(
        SignatureCount.appeal_id == appeal_id, SignatureCount.country.in_(countries)
    )
    work.session.execute(counts.order_by(SignatureCount.country).with_for_update()).all()


def show_no_more(work: UnitOfWork, signature: Signature) -> None:
    """Nobody is named in it any more: it still counts, and shows nothing.

    The caller holds its row.
    """
    if signature.status is COUNTED and signature.listed:
        _count(work, signature, confirmed=0, publishable=-1)
    signature.told = None
    signature.show(Shown())


def empty(work: UnitOfWork, signature: Signature) -> None:
    """Remove who signed and all that they told, and note that they agree to nothing any more."""
    signature.told = signature.person = signature.mailbox = signature.likeness = None
    signature.place = signature.domain = None
    signature.show(Shown())
    forget(work, details_ids=[signature.details_id])
    work.session.execute(
        update(Consent)
        .where(Consent.details_id == signature.details_id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=work.now)
    )


def _count(work: UnitOfWork, signature: Signature, *, confirmed: int, publishable: int) -> None:
    """Add to the count of its country; whoever does so holds the row until the commit."""
    row = {"appeal_id": signature.appeal_id, "country": signature.country}
    nothing = {"confirmed": 0, "publishable": 0}
    connection = work.session.connection()
    connection.execute(insert_ignoring_twins(connection, SignatureCount.__table__), row | nothing)
    work.session.execute(
        update(SignatureCount)
        .where(*(getattr(SignatureCount, name) == value for name, value in row.items()))
        .values(
            confirmed=SignatureCount.confirmed + confirmed,
            publishable=SignatureCount.publishable + publishable,
        )
    )
