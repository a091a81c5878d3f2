"""Givers who agreed to be written to, and what they gave; in stretches of a few hundred."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Consent, ConsentPurpose, ContactDetails
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus, SubscriptionStatus

AT_ONCE = 500
# What the campaign still has, all of it or some.
KEPT = (PaymentStatus.PAID, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.PARTLY_CHARGED_BACK)
GIVEN_NOW = (SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE, SubscriptionStatus.PAUSED)


@dataclass(frozen=True)
class Giver:
    """Somebody, what they gave and was kept, oldest first, and what they give regularly now."""

    contact_id: uuid.UUID
    gifts: Sequence[Payment]
    regular: Sequence[Subscription]


def givers_who_agreed(session: Session) -> Iterator[Giver]:
    """Contacts with a consent to news that was not withdrawn, and who were not erased."""
    after: uuid.UUID | None = None
    while contacts := _batch(session, after):
        after = contacts[-1]
        gifts, regular = _gifts(session, contacts), _regular(session, contacts)
        for contact in contacts:
            if contact in gifts or contact in regular:
                yield Giver(contact, gifts.get(contact, ()), regular.get(contact, ()))


def _batch(session: Session, after: uuid.UUID | None) -> Sequence[uuid.UUID]:
    here = exists().where(
        ContactDetails.contact_id == Consent.contact_id, ContactDetails.sealed.is_not(None)
    )
    query = select(Consent.contact_id).distinct().where(
        Consent.purpose == ConsentPurpose.NEWS, Consent.withdrawn_at.is_(None), here
    )  # fmt: skip
    if after is not None:
        query = query.where(Consent.contact_id > after)
    return session.scalars(query.order_by(Consent.contact_id).limit(AT_ONCE)).all()


def _gifts(
    session: Session, contacts: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Payment]]:
    rows = session.execute(
        select(ContactDetails.contact_id, Payment)
        .join(Payment, Payment.details_id == ContactDetails.id)
        .where(
            ContactDetails.contact_id.in_(contacts),
            Payment.purpose == PaymentPurpose.DONATION,
            Payment.status.in_(KEPT),
            ~Payment.held,
        )
        .order_by(Payment.paid_at, Payment.id)
    )
    found: dict[uuid.UUID, list[Payment]] = defaultdict(list)
    for contact, payment in rows:
        found[contact].append(payment)
    return found


def _regular(
    session: Session, contacts: Sequence[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Subscription]]:
    rows = session.execute(
        select(ContactDetails.contact_id, Subscription)
        .join(Subscription, Subscription.details_id == ContactDetails.id)
        .where(
            ContactDetails.contact_id.in_(contacts),
            Subscription.purpose == PaymentPurpose.DONATION,
            Subscription.status.in_(GIVEN_NOW),
        )
        .order_by(Subscription.started_at, Subscription.id)
    )
    found: dict[uuid.UUID, list[Subscription]] = defaultdict(list)
    for contact, subscription in rows:
        found[contact].append(subscription)
    return found
