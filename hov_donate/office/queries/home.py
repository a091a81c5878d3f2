"""What needs a person. Counts stop at a hundred: more is the same news."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerPosting
from hov_donate.ledger.queries import balances
from hov_donate.office.queries.paging import counted
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.outbox.queries import back_lately
from hov_donate.payments.models import RefundRequest, UnmatchedPayment
from hov_donate.payments.queries.disputes import disputes_to_answer
from hov_donate.payments.rules.refunding import RefundRequestStatus

TO_DECIDE = frozenset({RefundRequestStatus.WAITING, RefundRequestStatus.REFUSED})


@dataclass(frozen=True)
class ToDo:
    """The office's morning."""

    unmatched_payments: int
    refunds_to_decide: int
    disputes_to_answer: int
    first_answer_by: datetime | None
    entries_in_suspense: int
    failed_events: int
    failed_letters: int
    returned_letters: int
    waiting_since: datetime | None


def to_do(session: Session, now: datetime) -> ToDo:
    """What waits for someone."""
    disputes = disputes_to_answer(session)
    return ToDo(
        unmatched_payments=counted(
            session, select(UnmatchedPayment.id).where(UnmatchedPayment.resolved_at.is_(None))
        ),
        refunds_to_decide=counted(
            session, select(RefundRequest.id).where(RefundRequest.status.in_(TO_DECIDE))
        ),
        disputes_to_answer=disputes.count,
        first_answer_by=disputes.first_by,
        entries_in_suspense=_in_suspense(session),
        failed_events=counted(
            session, select(InboxEvent.id).where(InboxEvent.status == InboxStatus.FAILED)
        ),
        failed_letters=counted(
            session, select(OutboxMessage.id).where(OutboxMessage.status == OutboxStatus.FAILED)
        ),
        returned_letters=counted(session, back_lately(now)),
        waiting_since=session.scalars(
            select(InboxEvent.received_at)
            .where(InboxEvent.status == InboxStatus.WAITING)
            .order_by(InboxEvent.id)
            .limit(1)
        ).first(),
    )


def _in_suspense(session: Session) -> int:
    """Postings to suspense, as long as it does not come out at zero."""
    if not any(amount.minor for amount in balances(session, Account.SUSPENSE).values()):
        return 0
    return counted(
        session, select(LedgerPosting.id).where(LedgerPosting.account == Account.SUSPENSE)
    )
