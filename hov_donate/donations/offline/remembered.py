"""Somebody whom we know already, by the reference of something of theirs."""

import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import ContactDetails
from hov_donate.core.references import normalise
from hov_donate.donations.models import Donation
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.payments.models import Payment


@dataclass(frozen=True)
class SameGiver:
    """Somebody who gave or told us before, and whose details and leave stand as they are."""

    details_id: uuid.UUID
    language: str


def giver_behind(session: Session, reference: str) -> SameGiver | None:
    """Whose standing order or gift has a reference; None for nobody's, or where it is erased."""
    plain = normalise(reference) or ""
    for query in (_order(plain), _offline(plain), _at_stripe(plain)):
        found = session.execute(query).first()
        if found is not None:
            return SameGiver(*found)
    return None


def _order(reference: str) -> Select[uuid.UUID, str]:
    return (
        select(ContactDetails.id, StandingOrder.language)
        .join(StandingOrder, StandingOrder.details_id == ContactDetails.id)
        .where(StandingOrder.reference == reference, ContactDetails.sealed.is_not(None))
    )


def _offline(reference: str) -> Select[uuid.UUID, str]:
    return (
        select(ContactDetails.id, OfflineGift.language)
        .join(OfflineGift, OfflineGift.details_id == ContactDetails.id)
        .where(OfflineGift.reference == reference, ContactDetails.sealed.is_not(None))
    )


def _at_stripe(reference: str) -> Select[uuid.UUID, str]:
    return (
        select(ContactDetails.id, Donation.language)
        .join(Payment, Payment.details_id == ContactDetails.id)
        .join(Donation, Donation.payment_id == Payment.id)
        .where(Payment.reference == reference, ContactDetails.sealed.is_not(None))
    )
