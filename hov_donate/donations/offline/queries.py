"""Looking up gifts outside Stripe."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Consent, ConsentPurpose, ContactDetails
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.documents.models import Document
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal, StandingOrder
from hov_donate.donations.review.models import GiftReview
from hov_donate.donations.review.queries import held_offline
from hov_donate.donations.review.rules import Action, ReviewState

ON_A_PAGE = 20


@dataclass(frozen=True)
class Given:
    """A gift, and that it is not there after all, if so.

    `held` says that nobody has accepted it, or that it was refused.
    """

    gift: OfflineGift
    reversal: OfflineReversal | None
    held: bool = False


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
    """Gifts, each with that it is not there, or that it is held, if so."""
    rows = list(gifts)
    gone = session.scalars(
        select(OfflineReversal).where(OfflineReversal.gift_id.in_([it.id for it in rows]))
    )
    reversals = {each.gift_id: each for each in gone}
    held = held_offline(session, [it.id for it in rows])
    return [Given(it, reversals.get(it.id), it.id in held) for it in rows]


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


def given_in(session: Session, contact_id: uuid.UUID, currency: str, span: Span) -> Money:
    """What a contact gave otherwise than at Stripe in a span, less what went back or was refused.

    It counts on the day on which it came.
    """
    gone = exists().where(OfflineReversal.gift_id == OfflineGift.id)
    refused = exists().where(
        GiftReview.offline_gift_id == OfflineGift.id, GiftReview.state == ReviewState.REFUSED
    )
    given = session.scalar(
        select(func.sum(OfflineGift.amount_minor))
        .join(ContactDetails, ContactDetails.id == OfflineGift.details_id)
        .where(
            ContactDetails.contact_id == contact_id,
            OfflineGift.currency == currency,
            OfflineGift.received_on >= span.first,
            OfflineGift.received_on <= span.last,
            ~gone,
            ~refused,
        )
    )
    return Money(int(given or 0), currency)


def came_before(session: Session, gift: OfflineGift) -> bool:
    """Whether a gift is a later one of its standing order."""
    if gift.order_id is None:
        return False
    earlier = select(OfflineGift.id).where(
        OfflineGift.order_id == gift.order_id, OfflineGift.id < gift.id
    )
    return session.scalars(earlier.limit(1)).first() is not None


def held_for_gifts(before: datetime) -> ColumnElement[bool]:
    """Which details are needed for what came otherwise than at Stripe, since a moment.

    Those of a gift that came lately, or that is here and came with the leave to keep them, those
    of one that is held, and those of a standing order that nobody has ended.
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
    held = exists().where(
        of_gift,
        not_gone,
        GiftReview.offline_gift_id == OfflineGift.id,
        GiftReview.action == Action.HOLD,
        GiftReview.state != ReviewState.ACCEPTED,
    )
    return leave | running | lately | held
