"""What a donor is shown of everything given: gifts with their documents, and what comes again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import ContactDetails
from hov_donate.core.db import not_by_index
from hov_donate.documents.models import Document
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.rules import RECEIVED, PaymentPurpose, PaymentStatus, SubscriptionStatus

GIFTS_ON_A_PAGE = 20
MOST_RECURRING = 20
# Of a gift that was begun and left, nothing came and nothing is expected.
SHOWN = RECEIVED | {PaymentStatus.PROCESSING, PaymentStatus.FAILED}
# What has never begun was never given.
BEGUN = [each for each in SubscriptionStatus if each is not SubscriptionStatus.NEVER_STARTED]


@dataclass(frozen=True)
class PastGift:
    """A gift or an instalment, with everything that was issued about it, in order."""

    payment: Payment
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class PageOfGifts:
    """Some gifts, newest first; `next_before` is where the next page begins."""

    gifts: tuple[PastGift, ...]
    next_before: int | None


@dataclass(frozen=True)
class RecurringGift:
    """A gift that comes again, and its newest instalment that did not arrive."""

    subscription: Subscription
    owed: Payment | None


def gifts_of(session: Session, contact_id: uuid.UUID, *, before: int | None = None) -> PageOfGifts:
    """The gifts of a contact, made with any of its details; those before a payment's id."""
    query = (
        select(Payment)
        .join(ContactDetails, ContactDetails.id == Payment.details_id)
        .where(
            ContactDetails.contact_id == contact_id,
            not_by_index(
                and_(Payment.purpose == PaymentPurpose.DONATION, Payment.status.in_(SHOWN))
            ),
        )
        .order_by(Payment.id.desc())
        .limit(GIFTS_ON_A_PAGE + 1)
    )
    if before is not None:
        query = query.where(Payment.id < before)
    found = session.scalars(query).all()
    page = found[:GIFTS_ON_A_PAGE]
    issued = _issued(session, [payment.reference for payment in page])
    return PageOfGifts(
        gifts=tuple(PastGift(it, tuple(issued.get(it.reference, ()))) for it in page),
        next_before=page[-1].id if len(found) > len(page) else None,
    )


def _issued(session: Session, references: Sequence[str]) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = {}
    for document in session.scalars(
        select(Document).where(Document.payment_reference.in_(references)).order_by(Document.id)
    ):
        found.setdefault(document.payment_reference, []).append(document)
    return found


def recurring_of(session: Session, contact_id: uuid.UUID) -> list[RecurringGift]:
    """What a contact gives again and again; what has ended stands last."""
    ended = case((Subscription.status == SubscriptionStatus.ENDED, 1), else_=0)
    found = session.scalars(
        _subscriptions(contact_id)
        .where(Subscription.status.in_(BEGUN))
        .order_by(ended, Subscription.id.desc())
        .limit(MOST_RECURRING)
    )
    return [RecurringGift(each, _owed(session, each)) for each in found]


def recurring_gift(session: Session, contact_id: uuid.UUID, reference: str) -> RecurringGift | None:
    """One of them by its reference; None when it is nobody's or another contact's."""
    found = session.scalars(
        _subscriptions(contact_id).where(Subscription.reference == reference)
    ).one_or_none()
    return RecurringGift(found, _owed(session, found)) if found else None


def _subscriptions(contact_id: uuid.UUID) -> Select[Subscription]:
    return (
        select(Subscription)
        .join(ContactDetails, ContactDetails.id == Subscription.details_id)
        .where(
            ContactDetails.contact_id == contact_id,
            not_by_index(Subscription.purpose == PaymentPurpose.DONATION),
        )
    )


def _owed(session: Session, subscription: Subscription) -> Payment | None:
    """The instalment that Stripe is still trying to take; only a living one owes anything."""
    if not subscription.status.alive:
        return None
    newest = session.scalars(
        select(Payment)
        .where(Payment.subscription_id == subscription.id)
        .order_by(Payment.id.desc())
        .limit(1)
    ).first()
    return newest if newest and newest.status is PaymentStatus.FAILED else None


def document_of_contact(
    session: Session, contact_id: uuid.UUID, document_id: int
) -> Document | None:
    """A document that was issued to a contact; None when it is nobody's or another's."""
    return session.scalars(
        select(Document)
        .join(ContactDetails, ContactDetails.id == Document.details_id)
        .where(ContactDetails.contact_id == contact_id, Document.id == document_id)
    ).one_or_none()
