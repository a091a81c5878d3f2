"""One gift with everything that is known about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Consent, ContactDetails
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.donations.models import Donation
from hov_donate.inbox.models import InboxEvent
from hov_donate.ledger.models import LedgerEntry
from hov_donate.office.queries.ledger import BookedEntry, with_postings
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.payments.models import (
    CheckoutAttempt,
    Payment,
    PaymentStatusChange,
    Refund,
    UnmatchedPayment,
)

# More than any honest gift has; a page stays readable whatever Stripe sends.
MOST_ROWS = 200

_Row = TypeVar("_Row", CheckoutAttempt, Refund, PaymentStatusChange)


@dataclass(frozen=True)
class GiftHistory:
    """A gift, and all that happened to it, oldest first."""

    payment: Payment
    donation: Donation
    details: ContactDetails
    consents: Sequence[Consent]
    attempts: Sequence[CheckoutAttempt]
    steps: Sequence[PaymentStatusChange]
    refunds: Sequence[Refund]
    unmatched: Sequence[UnmatchedPayment]
    events: Sequence[InboxEvent]
    entries: Sequence[BookedEntry]
    receipt: Document | None
    mails: Sequence[OutboxMessage]


def gift_history(session: Session, reference: str) -> GiftHistory | None:
    """Everything about the gift with this reference; None if there is none."""
    row = session.execute(
        select(Payment, Donation, ContactDetails)
        .join(Donation, Donation.payment_id == Payment.id)
        .join(ContactDetails, ContactDetails.id == Payment.details_id)
        .where(Payment.reference == reference)
    ).one_or_none()
    if row is None:
        return None
    payment, donation, details = row
    attempts = _of_payment(session, CheckoutAttempt, payment)
    refunds = _of_payment(session, Refund, payment)
    stripe_ids = _stripe_ids(payment, attempts, refunds)
    return GiftHistory(
        payment=payment,
        donation=donation,
        details=details,
        consents=_consents(session, details),
        attempts=attempts,
        steps=_of_payment(session, PaymentStatusChange, payment),
        refunds=refunds,
        unmatched=_unmatched(session, payment),
        events=_events(session, stripe_ids),
        entries=_entries(session, payment, stripe_ids),
        receipt=_receipt(session, payment),
        mails=_mails(session, payment),
    )


def _of_payment(session: Session, model: type[_Row], payment: Payment) -> Sequence[_Row]:
    return session.scalars(
        select(model).where(model.payment_id == payment.id).order_by(model.id).limit(MOST_ROWS)
    ).all()


def _stripe_ids(
    payment: Payment, attempts: Sequence[CheckoutAttempt], refunds: Sequence[Refund]
) -> list[str]:
    ids = [payment.stripe_payment_intent_id, payment.stripe_charge_id]
    ids += [attempt.stripe_session_id for attempt in attempts]
    ids += [refund.stripe_refund_id for refund in refunds]
    return [stripe_id for stripe_id in ids if stripe_id is not None]


def _consents(session: Session, details: ContactDetails) -> Sequence[Consent]:
    """What was ticked on the form that gave these details."""
    return session.scalars(
        select(Consent)
        .where(Consent.details_id == details.id)
        .order_by(Consent.id)
        .limit(MOST_ROWS)
    ).all()


def _unmatched(session: Session, payment: Payment) -> Sequence[UnmatchedPayment]:
    """Money that came for this gift but is not what was asked."""
    return session.scalars(
        select(UnmatchedPayment)
        .where(UnmatchedPayment.reference == payment.reference)
        .order_by(UnmatchedPayment.id)
        .limit(MOST_ROWS)
    ).all()


def _events(session: Session, stripe_ids: Sequence[str]) -> Sequence[InboxEvent]:
    return session.scalars(
        select(InboxEvent)
        .where(InboxEvent.object_id.in_(stripe_ids))
        .order_by(InboxEvent.id)
        .limit(MOST_ROWS)
    ).all()


def _entries(
    session: Session, payment: Payment, stripe_ids: Sequence[str]
) -> Sequence[BookedEntry]:
    """By reference, and by source for what was booked before we knew whose it was."""
    heads = session.scalars(
        select(LedgerEntry)
        .where(
            or_(
                LedgerEntry.payment_reference == payment.reference,
                LedgerEntry.source_id.in_(stripe_ids),
            )
        )
        .order_by(LedgerEntry.id)
        .limit(MOST_ROWS)
    ).all()
    return with_postings(session, heads)


def _receipt(session: Session, payment: Payment) -> Document | None:
    return session.scalars(
        select(Document).where(
            Document.kind == DocumentKind.RECEIPT, Document.payment_reference == payment.reference
        )
    ).one_or_none()


def _mails(session: Session, payment: Payment) -> Sequence[OutboxMessage]:
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.kind == MailKind.RECEIPT)
        .where(OutboxMessage.object_id == payment.reference)
        .order_by(OutboxMessage.id)
        .limit(MOST_ROWS)
    ).all()
