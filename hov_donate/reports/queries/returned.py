"""What belongs to many rows of the registers, read at once: refunds, wishes, disputes, answers."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.payments.models import (
    Dispute,
    DisputeAnswer,
    ObjectStatusChange,
    Refund,
    RefundRequest,
)
from hov_donate.payments.rules import ObjectKind

Ids = Collection[str | None]


def refunds(session: Session, ids: Ids) -> Mapping[str, Refund]:
    """Refunds by Stripe's ids; those that we never heard of are left out."""
    rows = session.scalars(select(Refund).where(Refund.stripe_refund_id.in_(ids)))
    return {row.stripe_refund_id: row for row in rows}


def wishes(session: Session, refund_ids: Ids) -> Mapping[str, RefundRequest]:
    """The wishes of the office behind refunds, by Stripe's ids of these."""
    rows = session.scalars(
        select(RefundRequest).where(RefundRequest.stripe_refund_id.in_(refund_ids))
    )
    return {row.stripe_refund_id: row for row in rows if row.stripe_refund_id is not None}


def first_actors(session: Session, refund_ids: Ids) -> Mapping[str, str]:
    """Who took the first step of refunds, by Stripe's ids of these."""
    change = ObjectStatusChange
    first = (
        select(func.min(change.id))
        .where(change.kind == ObjectKind.REFUND, change.stripe_id.in_(refund_ids))
        .group_by(change.stripe_id)
    )
    rows = session.execute(select(change.stripe_id, change.actor).where(change.id.in_(first)))
    return {row.stripe_id: row.actor for row in rows}


def disputes(session: Session, ids: Ids) -> Mapping[str, Dispute]:
    """Disputes by Stripe's ids; those that we never heard of are left out."""
    rows = session.scalars(select(Dispute).where(Dispute.stripe_dispute_id.in_(ids)))
    return {row.stripe_dispute_id: row for row in rows}


def sent_answers(session: Session, dispute_ids: Ids) -> Mapping[str, datetime]:
    """When evidence was sent, by Stripe's ids of disputes; those without are left out."""
    answer = DisputeAnswer
    rows = session.execute(
        select(answer.stripe_dispute_id, answer.sent_at).where(
            answer.stripe_dispute_id.in_(dispute_ids)
        )
    )
    return {row.stripe_dispute_id: row.sent_at for row in rows if row.sent_at is not None}
