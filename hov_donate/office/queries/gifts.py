"""The list of gifts."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import contact_ids_by_email
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.references import normalise
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.payments.models import CheckoutAttempt, Dispute, Payment, Refund
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus


@dataclass(frozen=True)
class Search:
    """What the person at the desk asks for; empty asks for everything."""

    text: str = ""
    status: PaymentStatus | None = None


def gifts(
    session: Session, seal: IdentitySeal | None, search: Search, place: Place
) -> Page[Payment]:
    """A page of gifts, newest first. Finds an exact reference, e-mail or Stripe id.

    Without a seal no e-mail is found: whether somebody gave is not for everybody's eyes.
    """
    query = select(Payment).where(Payment.purpose == PaymentPurpose.DONATION)
    if search.status is not None:
        query = query.where(Payment.status == search.status)
    if search.text:
        query = query.where(_matches(session, seal, search.text))
    return page_of(session, query, Payment.id, place)


def reference_of(session: Session, text: str) -> str | None:
    """The reference of the one gift that the text names, if it does: by reference or Stripe id."""
    meant = normalise(text)
    if meant is not None:
        return session.scalars(select(Payment.reference).where(Payment.reference == meant)).first()
    if "_" not in text or "@" in text:
        return None
    return session.scalars(
        select(Payment.reference).where(_has_stripe_id(session, text.strip())).limit(1)
    ).first()


def _matches(session: Session, seal: IdentitySeal | None, text: str) -> ColumnElement[bool]:
    if "@" in text:
        return false() if seal is None else _with_email(session, seal, text)
    reference = reference_of(session, text)
    return false() if reference is None else Payment.reference == reference


def _with_email(session: Session, seal: IdentitySeal, text: str) -> ColumnElement[bool]:
    contacts = contact_ids_by_email(session, seal, text)
    return Payment.details_id.in_(_details(session, contacts))


def _details(session: Session, contacts: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Everything that these contacts told us, so that a gift under an older name is found too."""
    rows = session.scalars(
        select(ContactDetails.id).where(ContactDetails.contact_id.in_(list(contacts)))
    )
    return list(rows)


def _has_stripe_id(session: Session, stripe_id: str) -> ColumnElement[bool]:
    payment_id = (
        session.scalars(
            select(CheckoutAttempt.payment_id).where(CheckoutAttempt.stripe_session_id == stripe_id)
        ).first()
        or session.scalars(
            select(Refund.payment_id).where(Refund.stripe_refund_id == stripe_id)
        ).first()
        or session.scalars(
            select(Dispute.payment_id).where(Dispute.stripe_dispute_id == stripe_id)
        ).first()
    )
    if payment_id is not None:
        return Payment.id == payment_id
    return or_(
        Payment.stripe_payment_intent_id == stripe_id,
        Payment.stripe_charge_id == stripe_id,
        Payment.stripe_invoice_id == stripe_id,
    )
