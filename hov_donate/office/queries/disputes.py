"""Disputes and warnings of fraud."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.payments.models import Dispute, FraudWarning
from hov_donate.payments.rules import DisputeStatus

# More are not open at once, or the page is the least of the treasurer's worries.
MOST_OPEN = 200
OVER = frozenset(
    {
        DisputeStatus.WARNING_CLOSED,
        DisputeStatus.WON,
        DisputeStatus.LOST,
        DisputeStatus.PREVENTED,
    }
)


def open_disputes(session: Session) -> Sequence[Dispute]:
    """Disputes that something is still expected of; what must be answered soonest comes first."""
    due = Dispute.evidence_due_by
    return session.scalars(
        select(Dispute)
        .where(Dispute.status.in_([each for each in DisputeStatus if each not in OVER]))
        .order_by(due.is_(None), due, Dispute.id)
        .limit(MOST_OPEN)
    ).all()


def past_disputes(session: Session, place: Place) -> Page[Dispute]:
    """Disputes that are over, the newest first."""
    query = select(Dispute).where(Dispute.status.in_(OVER))
    return page_of(session, query, Dispute.id, place)


def fraud_warnings(session: Session, place: Place) -> Page[FraudWarning]:
    """Warnings of fraud, the newest first."""
    return page_of(session, select(FraudWarning), FraudWarning.id, place)
