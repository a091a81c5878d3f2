"""What is not at its end here, and has to be asked about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hov_donate.payments.models import Dispute, Payment, Refund
from hov_donate.payments.queries import overdue_pages
from hov_donate.payments.rules import (
    PAYABLE,
    DisputeStatus,
    PaymentStatus,
    RefundStatus,
)
from hov_donate.reconciliation.news import News

PAGE = 200
# A lost dispute that is won on appeal moves the balance, and is found by that.
SETTLED = [status for status in DisputeStatus if status.settled or status is DisputeStatus.LOST]
UNSETTLED = [status for status in DisputeStatus if status not in SETTLED]


@dataclass(frozen=True)
class OpenMatters:
    """Some of them, and where the next ones start."""

    news: News
    next_after: str | None


def _debits(after: int) -> Select[*tuple[Any, ...]]:
    return select(Payment.id, Payment.stripe_payment_intent_id).where(
        Payment.id > after, Payment.status == PaymentStatus.PROCESSING
    )


def _instalments(after: int) -> Select[*tuple[Any, ...]]:
    """An instalment that is no longer due stays so."""
    open_ones = [status for status in PAYABLE if status is not PaymentStatus.EXPIRED]
    return select(Payment.id, Payment.stripe_invoice_id).where(
        Payment.id > after,
        Payment.status.in_(open_ones),
        Payment.stripe_invoice_id.is_not(None),
    )


def _refunds(after: int) -> Select[*tuple[Any, ...]]:
    waiting = [RefundStatus.PENDING, RefundStatus.REQUIRES_ACTION]
    return select(Refund.id, Refund.stripe_refund_id).where(
        Refund.id > after, Refund.status.in_(waiting)
    )


def _disputes(after: int) -> Select[*tuple[Any, ...]]:
    return select(Dispute.id, Dispute.stripe_dispute_id).where(
        Dispute.id > after, Dispute.status.in_(UNSETTLED)
    )


QUESTIONS: Mapping[str, Callable[[int], Select[*tuple[Any, ...]]]] = {
    "payment_intent": _debits,
    "invoice": _instalments,
    "refund": _refunds,
    "dispute": _disputes,
}
KINDS = tuple(QUESTIONS)


def open_matters(session: Session, place: str | None) -> OpenMatters:
    """A page of what is open; `place` is where the one before ended."""
    kind, _, after = (place or f"{KINDS[0]}:0").partition(":")
    query = QUESTIONS[kind](int(after))
    rows = session.execute(query.order_by(query.selected_columns[0]).limit(PAGE)).all()
    return OpenMatters(
        news=[(kind, row[1]) for row in rows],
        next_after=f"{kind}:{rows[-1][0]}" if len(rows) == PAGE else _next(kind),
    )


def _next(kind: str) -> str | None:
    following = KINDS.index(kind) + 1
    return f"{KINDS[following]}:0" if following < len(KINDS) else None


def overdue(session: Session, now: datetime) -> News:
    """Pages that must be closed by now and of which no event came."""
    return [("checkout.session", session_id) for session_id in overdue_pages(session, now)]
