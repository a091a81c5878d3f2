"""Looking disputes up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.payments.models import Dispute
from hov_donate.payments.rules.returned import AWAITS_ANSWER


@dataclass(frozen=True)
class ToAnswer:
    """How many banks wait for an answer, and by when the first of them must have it."""

    count: int
    first_by: datetime | None


def disputes_to_answer(session: Session) -> ToAnswer:
    """What must be answered now, appeals too: every page and figure that tells it asks here."""
    row = session.execute(
        select(func.count(), func.min(Dispute.evidence_due_by)).where(
            Dispute.status.in_(AWAITS_ANSWER)
        )
    ).one()
    return ToAnswer(row[0], row[1])
