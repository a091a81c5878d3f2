"""Staff write down what an organisation decided, or what a leader of it says for themselves."""

from sqlalchemy import select

from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.campaign.endorsements.operations.moving import held_row, write_down
from hov_donate.campaign.endorsements.rules import EndorsementFacts, EndorsementStatus
from hov_donate.core.db import UnitOfWork


def enter_endorsement(
    work: UnitOfWork, *, form: str, organisation_id: int, facts: EndorsementFacts, actor: str
) -> Endorsement:
    """Write an endorsement down; it counts once it is published. The same form is the same one."""
    known = work.session.scalars(select(Endorsement).where(Endorsement.form == form)).first()
    if known is not None:
        return known
    endorsement = Endorsement(
        form=form,
        organisation_id=organisation_id,
        basis=facts.basis,
        status=EndorsementStatus.ENTERED,
        entered_at=work.now,
        entered_by=actor,
    )
    _take_over(work, endorsement, facts)
    work.session.add(endorsement)
    work.session.flush()
    write_down(work, endorsement, None, actor=actor, reason="")
    return endorsement


def change_endorsement(
    work: UnitOfWork, *, endorsement_id: int, facts: EndorsementFacts
) -> Endorsement:
    """Let an endorsement be as it is described now; on whose word it stands does not change."""
    endorsement = held_row(work, endorsement_id)
    _take_over(work, endorsement, facts)
    work.session.flush()
    return endorsement


def _take_over(work: UnitOfWork, endorsement: Endorsement, facts: EndorsementFacts) -> None:
    for name, value in vars(facts).items():
        if name != "basis":
            setattr(endorsement, name, value)
    endorsement.changed_at = work.now
