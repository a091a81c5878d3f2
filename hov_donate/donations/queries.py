"""Looking gifts up."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from hov_donate.contacts.models import Consent, ConsentPurpose, Contact, ContactDetails
from hov_donate.core.money import Money
from hov_donate.documents.queries import receipt_of
from hov_donate.donations.models import Donation
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import is_unmatched
from hov_donate.payments.rules import RECEIVED, PaymentStatus


def reference_of_form(session: Session, form: str) -> str | None:
    """The reference of the gift that was made with a form, if one was."""
    return session.scalars(
        select(Payment.reference)
        .join(Donation, Donation.payment_id == Payment.id)
        .where(Donation.form == form)
    ).one_or_none()


@dataclass(frozen=True)
class Gift:
    """A gift as its donor sees it."""

    reference: str
    amount: Money
    status: PaymentStatus
    paid_at: datetime | None
    language: str
    details_id: uuid.UUID
    receipt_number: str | None
    unmatched: bool


def donation_of(session: Session, payment_id: int) -> Donation | None:
    """The gift that a payment is for, if it is for one."""
    return session.scalars(select(Donation).where(Donation.payment_id == payment_id)).one_or_none()


def gift(session: Session, reference: str) -> Gift | None:
    """The gift with this reference."""
    found = session.execute(
        select(Payment, Donation)
        .join(Donation, Donation.payment_id == Payment.id)
        .where(Payment.reference == reference)
    ).one_or_none()
    if found is None:
        return None
    payment, donation = found
    receipt = receipt_of(session, reference)
    return Gift(
        reference=reference,
        amount=payment.amount,
        status=payment.status,
        paid_at=payment.paid_at,
        language=donation.language,
        details_id=payment.details_id,
        receipt_number=receipt.full_number if receipt else None,
        unmatched=is_unmatched(session, reference),
    )


def contacts_to_forget(session: Session, before: datetime, limit: int = 200) -> list[uuid.UUID]:
    """Contacts not heard of since `before` whom we have no leave to remember.

    A gift reveals a political opinion: only explicit consent lets us keep who gave it (UK GDPR and
    GDPR, Art. 9(2)(a)). And who never gave leaves nothing that needs a name.
    """
    details, consented = aliased(ContactDetails), aliased(Consent)
    heard_of = exists().where(details.contact_id == Contact.id, details.recorded_at > before)
    agreed = exists().where(
        consented.contact_id == Contact.id,
        consented.purpose == ConsentPurpose.KEEP_DETAILS,
        consented.withdrawn_at.is_(None),
    )
    gave = exists().where(
        ContactDetails.contact_id == Contact.id,
        Payment.details_id == ContactDetails.id,
        Payment.status.in_(RECEIVED),
    )
    return list(
        session.scalars(
            select(Contact.id)
            .where(Contact.erased_at.is_(None), ~heard_of, or_(~agreed, ~gave))
            .limit(limit)
        )
    )


def paid_donation(session: Session, payment_id: int) -> tuple[Donation, Payment] | None:
    """The donation of a payment, with the payment; None when it is not one."""
    row = session.execute(
        select(Donation, Payment)
        .join(Payment, Payment.id == Donation.payment_id)
        .where(Payment.id == payment_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])
