"""The steps of refunds, disputes and subscriptions, and whose money something is about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.payments.models import ObjectStatusChange, Payment, UnmatchedPayment
from hov_donate.payments.rules import ObjectKind, PaymentStatus

Steps = Mapping[str, Sequence[ObjectStatusChange]]


@dataclass(frozen=True)
class Whose:
    """A gift by its reference, or unmatched money by its number; whether all of it is ours."""

    reference: str | None = None
    unmatched_id: int | None = None
    untouched: bool = False


def steps_of(session: Session, kind: ObjectKind, stripe_ids: Iterable[str]) -> Steps:
    """The steps of some objects of a kind, oldest first, by Stripe's id."""
    found: dict[str, list[ObjectStatusChange]] = defaultdict(list)
    rows = session.scalars(
        select(ObjectStatusChange)
        .where(ObjectStatusChange.kind == kind, ObjectStatusChange.stripe_id.in_(list(stripe_ids)))
        .order_by(ObjectStatusChange.id)
    )
    for row in rows:
        found[row.stripe_id].append(row)
    return found


def whose(session: Session, intent_ids: Iterable[str]) -> dict[str, Whose]:
    """Where the money of these PaymentIntents is; those that we do not know are left out."""
    wanted = [intent_id for intent_id in intent_ids if intent_id]
    found = {
        row.stripe_payment_intent_id: Whose(None, row.id, untouched=row.resolved_at is None)
        for row in session.scalars(
            select(UnmatchedPayment).where(UnmatchedPayment.stripe_payment_intent_id.in_(wanted))
        )
    }
    rows = session.execute(
        select(Payment.reference, Payment.stripe_payment_intent_id, Payment.status).where(
            Payment.stripe_payment_intent_id.in_(wanted)
        )
    )
    return found | {
        row.stripe_payment_intent_id: Whose(
            row.reference, untouched=row.status is PaymentStatus.PAID
        )
        for row in rows
    }
