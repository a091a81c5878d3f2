"""What the system holds about a disputed payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.queries.paying import invoice_paid_by
from hov_donate.contacts.models import Consent
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.documents.queries import documents_of
from hov_donate.donations.evidence import EvidenceFacts
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.payments.models import Dispute, DisputeAnswer, Payment, Subscription
from hov_donate.payments.rules import PaymentStatus

MOST_LETTERS = 50


@dataclass(frozen=True)
class Disputed:
    """A dispute about a payment of ours, who paid, what we hold, and what the bank was told."""

    dispute: Dispute
    payment: Payment
    giver: Identity | None
    facts: EvidenceFacts
    answer: DisputeAnswer | None


def disputed(
    session: Session, seal: IdentitySeal, dispute_id: str, organisation: str
) -> Disputed | None:
    """The dispute with this id at Stripe; None when it is not about a payment of ours."""
    row = session.execute(
        select(Dispute, Payment)
        .join(Payment, Payment.id == Dispute.payment_id)
        .where(Dispute.stripe_dispute_id == dispute_id)
    ).one_or_none()
    if row is None:
        return None
    dispute, payment = row
    return Disputed(
        dispute=dispute,
        payment=payment,
        giver=identity(session, seal, payment.details_id),
        facts=_facts(session, payment, organisation),
        answer=session.scalars(
            select(DisputeAnswer).where(DisputeAnswer.stripe_dispute_id == dispute_id)
        ).one_or_none(),
    )


def _facts(session: Session, payment: Payment, organisation: str) -> EvidenceFacts:
    invoice = invoice_paid_by(session, payment.reference)
    what = f"Affiliation fee, invoice {invoice.full_number}" if invoice else "A voluntary gift"
    recurring = (
        session.get(Subscription, payment.subscription_id) if payment.subscription_id else None
    )
    return EvidenceFacts(
        organisation=organisation,
        reference=payment.reference,
        amount=payment.amount,
        paid_for=what,
        asked_at=payment.created_at,
        paid_at=payment.paid_at,
        agreed=[
            (it.given_at, it.wording)
            for it in session.scalars(
                select(Consent).where(Consent.details_id == payment.details_id).order_by(Consent.id)
            )
        ],
        documents=[
            (it.issued_at, it.full_number) for it in documents_of(session, payment.reference)
        ],
        letters=_letters(session, payment),
        recurring_since=recurring.started_at if recurring else None,
        instalments=_others(session, payment),
        refunded=payment.refunded,
    )


def _letters(session: Session, payment: Payment) -> Sequence[tuple[datetime, str]]:
    """Letters about this payment that a mail server took."""
    rows = session.execute(
        select(OutboxMessage.settled_at, OutboxMessage.kind)
        .where(
            OutboxMessage.details_id == payment.details_id,
            OutboxMessage.object_id.startswith(payment.reference, autoescape=True),
            OutboxMessage.status == OutboxStatus.SENT,
        )
        .order_by(OutboxMessage.id)
        .limit(MOST_LETTERS)
    )
    return [(at, f"a letter ({kind.value.replace('_', ' ')})") for at, kind in rows if at]


def _others(session: Session, payment: Payment) -> int:
    """Other instalments that came and stayed."""
    if payment.subscription_id is None:
        return 0
    others = select(func.count()).where(
        Payment.subscription_id == payment.subscription_id,
        Payment.id != payment.id,
        Payment.status == PaymentStatus.PAID,
    )
    return session.scalar(others) or 0
