"""The one place where an endorsement goes from one state to another, and that is written down."""

from hov_donate.campaign.endorsements.models import Endorsement, EndorsementChange
from hov_donate.campaign.endorsements.operations.faults import (
    EndorsementFault,
    EndorsementRefusedError,
)
from hov_donate.campaign.endorsements.rules import EndorsementStatus, may_move
from hov_donate.core.db import UnitOfWork


def move(
    work: UnitOfWork,
    endorsement: Endorsement,
    after: EndorsementStatus,
    *,
    actor: str,
    reason: str = "",
) -> None:
    """Let an endorsement stand differently. The caller holds its row.

    Raises EndorsementRefusedError where it cannot go there.
    """
    before = endorsement.status
    if not may_move(before, after):
        raise EndorsementRefusedError(EndorsementFault.DECIDED)
    endorsement.status, endorsement.changed_at = after, work.now
    write_down(work, endorsement, before, actor=actor, reason=reason)


def write_down(
    work: UnitOfWork,
    endorsement: Endorsement,
    before: EndorsementStatus | None,
    *,
    actor: str,
    reason: str,
) -> None:
    """Note a step: `before` is None where it begins."""
    work.session.add(
        EndorsementChange(
            endorsement_id=endorsement.id,
            from_status=before,
            to_status=endorsement.status,
            at=work.now,
            actor=actor,
            reason=reason,
        )
    )
    work.session.flush()


def held_row(work: UnitOfWork, endorsement_id: int) -> Endorsement:
    """An endorsement that nobody else changes before the commit. Raises NoResultFound."""
    return work.session.get_one(
        Endorsement, endorsement_id, with_for_update=True, populate_existing=True
    )
