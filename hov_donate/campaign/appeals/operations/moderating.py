"""A person decides about signatures that wait; nothing of it is told to the outside."""

from collections.abc import Sequence

from sqlalchemy import select

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.operations.moving import move
from hov_donate.campaign.appeals.operations.signing import on_paper
from hov_donate.campaign.appeals.rules import HoldReason, SignatureStatus
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork

# As many as are turned away with one press.
MOST_AT_ONCE = 500


def accept_signatures(work: UnitOfWork, *, ids: Sequence[int], actor: str) -> int:
    """Let signatures that wait count. How many did; what was decided meanwhile stays."""
    return _decide(work, ids, SignatureStatus.CONFIRMED, actor)


def reject_signatures(work: UnitOfWork, *, ids: Sequence[int], actor: str) -> int:
    """Let signatures that wait never count. How many were turned away."""
    return _decide(work, ids, SignatureStatus.REJECTED, actor)


def reject_waiting(work: UnitOfWork, *, appeal_id: int, reason: HoldReason, actor: str) -> int:
    """Turn away what waits for one reason, the oldest first, as many as one transaction takes.

    How many were turned away. A flood has thousands of them, which nobody looks at one by one.
    """
    oldest = work.session.scalars(
        select(Signature.id)
        .where(
            Signature.appeal_id == appeal_id,
            Signature.status == SignatureStatus.HELD,
            Signature.held_for == reason,
        )
        .order_by(Signature.id)
        .limit(MOST_AT_ONCE)
    ).all()
    return reject_signatures(work, ids=oldest, actor=actor)


def accept_for_paper(
    work: UnitOfWork, *, signature_id: int, seal: IdentitySeal, actor: str
) -> bool:
    """Let a signature that waits count in place of that on paper: it is one person.

    Whether it does; what was decided meanwhile, or waits for another reason, stays.
    """
    signature = work.session.get(
        Signature, signature_id, with_for_update=True, populate_existing=True
    )
    if signature is None or signature.held_for is not HoldReason.ON_PAPER:
        return False
    someone = identity(work.session, seal, signature.details_id)
    paper = on_paper(work, signature, someone, seal) if someone else None
    if not move(work, signature, SignatureStatus.CONFIRMED, actor=actor):
        return False
    if paper is not None:
        move(work, paper, SignatureStatus.REPLACED, actor=actor)
    return True


def _decide(work: UnitOfWork, ids: Sequence[int], after: SignatureStatus, actor: str) -> int:
    waiting = work.session.scalars(
        select(Signature)
        .where(Signature.id.in_(ids), Signature.status == SignatureStatus.HELD)
        .order_by(Signature.id)
        .with_for_update()
    ).all()
    # Rows are held as by who confirms, and counts of countries as by everybody else.
    return sum(
        move(work, it, after, actor=actor) for it in sorted(waiting, key=lambda it: it.country)
    )
