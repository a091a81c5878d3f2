"""One gift with everything that is known about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Consent, ContactDetails
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.documents.queries import documents_of
from hov_donate.donations.models import Donation
from hov_donate.inbox.models import InboxEvent
from hov_donate.ledger.models import LedgerEntry
from hov_donate.office.queries.history import Steps, steps_of
from hov_donate.office.queries.ledger import BookedEntry, with_postings
from hov_donate.office.queries.paging import Page, Place
from hov_donate.office.queries.recurring import instalments
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.payments.models import (
    CheckoutAttempt,
    Dispute,
    FraudWarning,
    Payment,
    PaymentStatusChange,
    Refund,
    Subscription,
    UnmatchedPayment,
)
from hov_donate.payments.rules import ObjectKind

# More than any honest gift has; a page stays readable whatever Stripe sends.
MOST_ROWS = 200

_Row = TypeVar("_Row", CheckoutAttempt, Dispute, Refund, PaymentStatusChange)


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
    refund_steps: Steps
    disputes: Sequence[Dispute]
    dispute_steps: Steps
    warnings: Sequence[FraudWarning]
    unmatched: Sequence[UnmatchedPayment]
    placed: UnmatchedPayment | None
    events: Sequence[InboxEvent]
    entries: Sequence[BookedEntry]
    documents: Sequence[Document]
    mails: Sequence[OutboxMessage]
    recurring: Subscription | None
    instalments: Page[Payment] | None

    @property
    def receipt(self) -> Document | None:
        """Its receipt, once it is issued."""
        return next((it for it in self.documents if it.kind is DocumentKind.RECEIPT), None)


def gift_history(session: Session, reference: str, place: Place) -> GiftHistory | None:
    """Everything about the gift with this reference; None if there is none.

    `place` is where the page of its instalments begins.
    """
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
    disputes = _of_payment(session, Dispute, payment)
    warnings = _warnings(session, payment)
    documents = documents_of(session, reference)
    stripe_ids = _stripe_ids(payment, attempts, refunds, disputes)
    subjects = {document.subject for document in documents} | {*stripe_ids}
    subjects |= {warning.stripe_warning_id for warning in warnings}
    recurring = _recurring(session, payment)
    return GiftHistory(
        payment=payment,
        donation=donation,
        details=details,
        consents=_consents(session, details),
        attempts=attempts,
        steps=_of_payment(session, PaymentStatusChange, payment),
        refunds=refunds,
        refund_steps=steps_of(
            session, ObjectKind.REFUND, [refund.stripe_refund_id for refund in refunds]
        ),
        disputes=disputes,
        dispute_steps=steps_of(
            session, ObjectKind.DISPUTE, [dispute.stripe_dispute_id for dispute in disputes]
        ),
        warnings=warnings,
        unmatched=_unmatched(session, payment),
        placed=_placed(session, payment),
        events=_events(session, stripe_ids),
        entries=_entries(session, payment, stripe_ids),
        documents=documents,
        mails=_mails(session, payment, subjects),
        recurring=recurring,
        instalments=instalments(session, recurring.id, place) if recurring else None,
    )


def _of_payment(session: Session, model: type[_Row], payment: Payment) -> Sequence[_Row]:
    return session.scalars(
        select(model).where(model.payment_id == payment.id).order_by(model.id).limit(MOST_ROWS)
    ).all()


def _stripe_ids(
    payment: Payment,
    attempts: Sequence[CheckoutAttempt],
    refunds: Sequence[Refund],
    disputes: Sequence[Dispute],
) -> list[str]:
    ids = [payment.stripe_payment_intent_id, payment.stripe_charge_id, payment.stripe_invoice_id]
    ids += [attempt.stripe_session_id for attempt in attempts]
    ids += [refund.stripe_refund_id for refund in refunds]
    ids += [dispute.stripe_dispute_id for dispute in disputes]
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


def _placed(session: Session, payment: Payment) -> UnmatchedPayment | None:
    """The unmatched money that staff let be this gift's."""
    intent_id = payment.stripe_payment_intent_id
    return session.scalars(
        select(UnmatchedPayment).where(
            UnmatchedPayment.stripe_payment_intent_id == intent_id,
            UnmatchedPayment.payment_id == payment.id,
        )
    ).one_or_none()


def _warnings(session: Session, payment: Payment) -> Sequence[FraudWarning]:
    intent_id = payment.stripe_payment_intent_id
    if intent_id is None:
        return []
    return session.scalars(
        select(FraudWarning)
        .where(FraudWarning.stripe_payment_intent_id == intent_id)
        .order_by(FraudWarning.id)
        .limit(MOST_ROWS)
    ).all()


def _recurring(session: Session, payment: Payment) -> Subscription | None:
    if payment.subscription_id is None:
        return None
    return session.get(Subscription, payment.subscription_id)


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


def _mails(
    session: Session, payment: Payment, subjects: Collection[str]
) -> Sequence[OutboxMessage]:
    """By reference, alone or with more after it, and by what its documents and refunds are about.

    The bounds let the index be used whatever the database's alphabet; what they catch too much of
    is left out by the pattern.
    """
    reference, about = payment.reference, OutboxMessage.object_id
    found = [
        *_letters(session, about.in_([reference, *subjects])),
        *_letters(
            session,
            about > reference,
            about < f"{reference}zzzz",
            about.startswith(f"{reference}/"),
        ),
    ]
    return sorted({letter.id: letter for letter in found}.values(), key=lambda letter: letter.id)


def _letters(session: Session, *where: ColumnElement[bool]) -> Sequence[OutboxMessage]:
    # Every kind is named, for the index begins with it.
    query = select(OutboxMessage).where(OutboxMessage.kind.in_(list(MailKind)), *where)
    return session.scalars(query.order_by(OutboxMessage.id).limit(MOST_ROWS)).all()
