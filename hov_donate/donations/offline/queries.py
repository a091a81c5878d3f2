"""Looking up gifts outside Stripe."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Consent, ConsentPurpose, ContactDetails
from hov_donate.documents.models import Document
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal, StandingOrder

ON_A_PAGE = 20


@dataclass(frozen=True)
class Given:
    """A gift, and that it is not there after all, if so."""

    gift: OfflineGift
    reversal: OfflineReversal | None


@dataclass(frozen=True)
class GivenWithPapers:
    """A gift with everything that was issued about it, in order."""

    given: Given
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class PageOfGiven:
    """Some gifts, the last recorded first; `next_before` is where the next page begins."""

    gifts: tuple[GivenWithPapers, ...]
    next_before: int | None


def given_by_id(session: Session, gift_id: int) -> Given | None:
    """One gift."""
    return _one(session, OfflineGift.id == gift_id)


def given_by_reference(session: Session, reference: str) -> Given | None:
    """The gift with this reference."""
    return _one(session, OfflineGift.reference == reference)


def _one(session: Session, which: ColumnElement[bool]) -> Given | None:
    gift = session.scalars(select(OfflineGift).where(which)).one_or_none()
    return with_reversals(session, [gift])[0] if gift else None


def with_reversals(session: Session, gifts: Iterable[OfflineGift]) -> list[Given]:
    """Gifts, each with that it is not there, if so."""
    rows = list(gifts)
    gone = session.scalars(
        select(OfflineReversal).where(OfflineReversal.gift_id.in_([it.id for it in rows]))
    )
    reversals = {each.gift_id: each for each in gone}
    return [Given(it, reversals.get(it.id)) for it in rows]


def given_by(session: Session, contact_id: uuid.UUID, *, before: int | None = None) -> PageOfGiven:
    """What a contact gave otherwise than at Stripe; those before a gift's id."""
    query = (
        select(OfflineGift)
        .join(ContactDetails, ContactDetails.id == OfflineGift.details_id)
        .where(ContactDetails.contact_id == contact_id)
        .order_by(OfflineGift.id.desc())
        .limit(ON_A_PAGE + 1)
    )
    if before is not None:
        query = query.where(OfflineGift.id < before)
    found = session.scalars(query).all()
    page = with_reversals(session, found[:ON_A_PAGE])
    issued = _issued(session, [it.gift.reference for it in page])
    return PageOfGiven(
        gifts=tuple(GivenWithPapers(it, tuple(issued.get(it.gift.reference, ()))) for it in page),
        next_before=page[-1].gift.id if len(found) > len(page) else None,
    )


def _issued(session: Session, references: Sequence[str]) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = {}
    for document in session.scalars(
        select(Document).where(Document.payment_reference.in_(references)).order_by(Document.id)
    ):
        found.setdefault(document.payment_reference, []).append(document)
    return found


def held_for_gifts(before: datetime) -> ColumnElement[bool]:
    """Which details are needed for what came otherwise than at Stripe, since a moment.

    Those of a gift that came lately, or that is here and came with the leave to keep them, and
    those of a standing order that nobody has ended.
    """
    of_gift = OfflineGift.details_id == ContactDetails.id
    not_gone = ~exists().where(OfflineReversal.gift_id == OfflineGift.id)
    leave = exists().where(
        of_gift,
        not_gone,
        Consent.details_id == ContactDetails.id,
        Consent.purpose == ConsentPurpose.KEEP_DETAILS,
        Consent.withdrawn_at.is_(None),
    )
    running = exists().where(
        StandingOrder.details_id == ContactDetails.id, StandingOrder.ended_at.is_(None)
    )
    lately = exists().where(of_gift, OfflineGift.recorded_at > before)
    return leave | running | lately
