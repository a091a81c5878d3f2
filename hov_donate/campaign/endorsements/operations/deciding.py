"""Staff let an endorsement count, and take it back when its organisation does."""

from hov_donate.campaign.endorsements.operations.faults import (
    EndorsementFault,
    EndorsementRefusedError,
)
from hov_donate.campaign.endorsements.operations.moving import held_row, move
from hov_donate.campaign.endorsements.queries import people_of
from hov_donate.campaign.endorsements.rules import Basis, EndorsementStatus
from hov_donate.core.db import UnitOfWork


def publish_endorsement(work: UnitOfWork, *, endorsement_id: int, actor: str) -> None:
    """Let it count, and be seen where its organisation agreed to be.

    Raises EndorsementRefusedError: also where a leader endorses who is not named.
    """
    endorsement = held_row(work, endorsement_id)
    if endorsement.basis is Basis.PERSONAL and not people_of(work.session, endorsement_id):
        raise EndorsementRefusedError(EndorsementFault.NOBODY_NAMED)
    move(work, endorsement, EndorsementStatus.PUBLISHED, actor=actor)


def withdraw_endorsement(work: UnitOfWork, *, endorsement_id: int, reason: str, actor: str) -> None:
    """It counts no more, and nobody sees it. Raises EndorsementRefusedError."""
    endorsement = held_row(work, endorsement_id)
    move(work, endorsement, EndorsementStatus.WITHDRAWN, actor=actor, reason=reason)
