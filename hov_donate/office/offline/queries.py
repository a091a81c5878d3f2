"""The list of gifts outside Stripe, and what is on their pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, String, and_, cast, exists, false, literal, or_, select
from sqlalchemy.orm import Session

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.queries import batches_of, items_of, state_of
from hov_donate.cashbox.rules import ItemKind, ItemState
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import contact_ids_by_email
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.money import Money
from hov_donate.core.references import normalise
from hov_donate.documents.models import Document
from hov_donate.documents.queries import documents_of
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal, StandingOrder
from hov_donate.donations.offline.queries import Given, given_by_id, with_reversals
from hov_donate.donations.offline.rules import GIVEN, REVERSED, GiftMethod
from hov_donate.donations.review.queries import review_of_offline
from hov_donate.donations.review.rules import ACCEPTED_ENTRY
from hov_donate.ledger.models import LedgerEntry
from hov_donate.office.queries.gifts import paper_about
from hov_donate.office.queries.paging import Order, Page, Place, page_of
from hov_donate.outbox.models import OutboxMessage

MOST_FOUND_BESIDE = 20


@dataclass(frozen=True)
class Search:
    """What the person at the desk asks for; empty asks for everything.

    `since` and `until` are days on which gifts came, both within.
    """

    text: str = ""
    method: GiftMethod | None = None
    state: ItemState | None = None
    currency: str | None = None
    amount: Money | None = None
    since: date | None = None
    until: date | None = None

    def ordered(self, place: Place) -> Place:
        """By the day where days are asked for: their index has it."""
        if place.order.by or not (self.since or self.until):
            return place
        return replace(place, order=Order((OfflineGift.received_on,), place.order.descending))


@dataclass(frozen=True)
class Row:
    """A gift, whether it is gone, and how far its cash or cheque has come; None at the bank."""

    given: Given
    state: ItemState | None


def offline_gifts(
    session: Session, seal: IdentitySeal | None, search: Search, place: Place
) -> Page[Row]:
    """A page of gifts.

    Finds an exact reference, e-mail address, number of a cheque or of a receipt; no address
    without a seal.
    """
    query = select(OfflineGift).where(*_narrowed(search))
    if search.text:
        query = query.where(_matches(session, seal, search.text))
    page = page_of(session, query, OfflineGift.id, search.ordered(place))
    return Page(_rows(session, page.rows), page.older, page.newer)


def found_beside(session: Session, seal: IdentitySeal | None, search: Search) -> Sequence[Row]:
    """The newest gifts outside Stripe that a search for gifts, or for a sum, finds too."""
    if not (search.text or search.amount):
        return []
    query = select(OfflineGift).where(*_narrowed(search))
    if search.text:
        query = query.where(_matches(session, seal, search.text))
    newest = query.order_by(OfflineGift.id.desc()).limit(MOST_FOUND_BESIDE)
    return _rows(session, session.scalars(newest).all())


def recorded_with(session: Session, form: str) -> int | None:
    """The gift that was recorded on a page, if one was."""
    return session.scalars(select(OfflineGift.id).where(OfflineGift.form == form)).one_or_none()


def _rows(session: Session, gifts: Sequence[OfflineGift]) -> Sequence[Row]:
    items = items_of(session, [it.source for it in gifts])
    batches = batches_of(session, items.values())
    return [
        Row(given, _state(given, items.get(given.gift.source), batches))
        for given in with_reversals(session, gifts)
    ]


def _state(given: Given, item: BoxItem | None, batches: Mapping[int, Batch]) -> ItemState | None:
    if given.reversal is not None:
        return ItemState.GONE
    return state_of(item, batches.get(item.batch_id or 0)) if item else None


def _narrowed(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.method is not None:
        found.append(OfflineGift.method == search.method)
    if search.state is not None:
        found.append(_in_state(search.state))
    if search.currency is not None:
        found.append(OfflineGift.currency == search.currency)
    if search.amount is not None:
        found.append(OfflineGift.currency == search.amount.currency)
        found.append(OfflineGift.amount_minor == search.amount.minor)
    if search.since is not None:
        found.append(OfflineGift.received_on >= search.since)
    if search.until is not None:
        found.append(OfflineGift.received_on <= search.until)
    return found


def _in_state(state: ItemState) -> ColumnElement[bool]:
    if state is ItemState.GONE:
        return exists().where(OfflineReversal.gift_id == OfflineGift.id)
    source = literal("gift-").concat(cast(OfflineGift.id, String))
    here = [BoxItem.source == source, BoxItem.gone_on.is_(None)]
    return exists().where(*here, _on_its_way(state))


def _on_its_way(state: ItemState) -> ColumnElement[bool]:
    """What is true of an item in a state, as `state_of` says."""
    to_be_counted = (BoxItem.kind == ItemKind.CASH) & BoxItem.counted_at.is_(None)
    at_the_bank = exists().where(Batch.id == BoxItem.batch_id, Batch.paid_in_on.is_not(None))
    in_batch, cleared = BoxItem.batch_id.is_not(None), BoxItem.cleared_on.is_not(None)
    return {
        ItemState.TO_BE_COUNTED: to_be_counted,
        ItemState.IN_THE_BOX: ~in_batch & ~to_be_counted,
        ItemState.IN_A_BATCH: in_batch & ~at_the_bank,
        ItemState.PAID_IN: at_the_bank & ~cleared,
        ItemState.CLEARED: cleared,
    }[state]


def _matches(session: Session, seal: IdentitySeal | None, text: str) -> ColumnElement[bool]:
    if "@" in text:
        return false() if seal is None else _with_email(session, seal, text)
    return or_(
        OfflineGift.reference == (paper_about(session, text) or normalise(text) or ""),
        OfflineGift.cheque_number == text.strip(),
    )


def _with_email(session: Session, seal: IdentitySeal, text: str) -> ColumnElement[bool]:
    contacts = contact_ids_by_email(session, seal, text)
    details = session.scalars(
        select(ContactDetails.id).where(ContactDetails.contact_id.in_(contacts))
    )
    return OfflineGift.details_id.in_(list(details))


@dataclass(frozen=True)
class History:
    """A gift with its way to the bank, its papers, letters and entries in the books."""

    row: Row
    item: BoxItem | None
    batch: Batch | None
    order: StandingOrder | None
    documents: Sequence[Document]
    letters: Sequence[OutboxMessage]
    entries: Sequence[LedgerEntry]


def gift_history(session: Session, gift_id: int) -> History | None:
    """One gift and all that happened to it."""
    given = given_by_id(session, gift_id)
    if given is None:
        return None
    gift = given.gift
    item = items_of(session, [gift.source]).get(gift.source)
    batches = batches_of(session, [item] if item else [])
    return History(
        row=Row(given, _state(given, item, batches)),
        item=item,
        batch=next(iter(batches.values()), None),
        order=session.get(StandingOrder, gift.order_id or 0),
        documents=documents_of(session, gift.reference),
        letters=session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.object_id == gift.reference)
            .order_by(OutboxMessage.id)
        ).all(),
        entries=_entries(session, gift),
    )


def _entries(session: Session, gift: OfflineGift) -> Sequence[LedgerEntry]:
    """What was booked of a gift, and that it was accepted, where it was held."""
    of_category, source = LedgerEntry.reporting_category, LedgerEntry.source_id
    named = and_(of_category.in_([GIVEN, REVERSED]), source == gift.source)
    review = review_of_offline(session, gift.id)
    if review is not None:
        named = or_(named, and_(of_category == ACCEPTED_ENTRY, source == review.source))
    return session.scalars(select(LedgerEntry).where(named).order_by(LedgerEntry.id)).all()
