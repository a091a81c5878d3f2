"""A person decides about signatures that wait; nothing of it is told to the outside."""

from collections.abc import Sequence

from sqlalchemy import select

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.operations.moving import move
from hov_donate.campaign.appeals.rules import SignatureStatus
from hov_donate.core.db import UnitOfWork


def accept_signatures(work: UnitOfWork, *, ids: Sequence[int], actor: str) -> int:
    """Let signatures that wait count. How many did; what was decided meanwhile stays."""
    return _decide(work, ids, SignatureStatus.CONFIRMED, actor)


def reject_signatures(work: UnitOfWork, *, ids: Sequence[int], actor: str) -> int:
    """Let signatures that wait never count. How many were turned away."""
    return _decide(work, ids, SignatureStatus.REJECTED, actor)


def _decide(work: UnitOfWork, ids: Sequence[int], after: SignatureStatus, actor: str) -> int:
    waiting = work.session.scalars(
        select(Signature)
        .where(Signature.id.in_(ids), Signature.status == SignatureStatus.HELD)
        .order_by(Signature.country, Signature.id)
        .with_for_update()
    ).all()
    return sum(move(work, it, after, actor=actor) for it in waiting)
