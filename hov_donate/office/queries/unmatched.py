"""One payment that matched nothing, and the gift that it may be for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import ContactDetails
from hov_donate.donations.models import Donation
from hov_donate.office.queries.history import steps_of
from hov_donate.payments.models import (
    Dispute,
    FraudWarning,
    ObjectStatusChange,
    Payment,
    UnmatchedPayment,
)
from hov_donate.payments.rules import ObjectKind


@dataclass(frozen=True)
class Unmatched:
    """Unmatched money, and what has become of it."""

    money: UnmatchedPayment
    placed: Payment | None
    asked: Sequence[ObjectStatusChange]
    disputes: Sequence[Dispute]
    warnings: Sequence[FraudWarning]


def unmatched(session: Session, unmatched_id: int) -> Unmatched | None:
    """Unmatched money with its history; None if there is none."""
    money = session.get(UnmatchedPayment, unmatched_id)
    if money is None:
        return None
    intent_id = money.stripe_payment_intent_id
    return Unmatched(
        money=money,
        placed=session.get(Payment, money.payment_id) if money.payment_id else None,
        asked=steps_of(session, ObjectKind.REFUND, [intent_id]).get(intent_id, []),
        disputes=session.scalars(
            select(Dispute).where(Dispute.stripe_payment_intent_id == intent_id)
        ).all(),
        warnings=session.scalars(
            select(FraudWarning).where(FraudWarning.stripe_payment_intent_id == intent_id)
        ).all(),
    )


def gift_to_attach(session: Session, reference: str) -> tuple[Payment, ContactDetails] | None:
    """A gift by its reference, with the details it was made with."""
    row = session.execute(
        select(Payment, ContactDetails)
        .join(Donation, Donation.payment_id == Payment.id)
        .join(ContactDetails, ContactDetails.id == Payment.details_id)
        .where(Payment.reference == reference)
    ).one_or_none()
    return None if row is None else (row[0], row[1])
