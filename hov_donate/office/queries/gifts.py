"""The list of gifts."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import contact_ids_by_email
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.money import Money
from hov_donate.core.references import normalise
from hov_donate.core.spans import DAY, Span, span_between
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.ledger.models import LedgerEntry
from hov_donate.office.queries.paging import Order, Page, Place, page_of
from hov_donate.payments.models import CheckoutAttempt, Dispute, Payment, Refund, Subscription
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus
from hov_donate.reports.queries.figures import midnight

# As receipts are printed, and what corrects them.
_PAPER = re.compile(r"(?P<kind>C-|CR-|)(?P<year>\d{4})-(?P<number>\d{1,9})", re.ASCII)
_PAPERS = {
    it.prefix: it
    for it in (DocumentKind.RECEIPT, DocumentKind.CORRECTION, DocumentKind.REINSTATEMENT)
}


@dataclass(frozen=True)
class Search:
    """What the person at the desk asks for; empty asks for everything.

    `since` and `until` are the days of `zone` on which gifts were begun, both within.
    """

    text: str = ""
    status: PaymentStatus | None = None
    currency: str | None = None
    amount: Money | None = None
    since: date | None = None
    until: date | None = None
    zone: str = "UTC"

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for."""
        return self != Search(zone=self.zone)

    @property
    def span(self) -> Span | None:
        """The days, where both are named in their order."""
        return span_between(self.since, self.until)

    def ordered(self, place: Place) -> Place:
        """By the moment where days or a sum are asked for: their indexes have it."""
        if place.order.by or not (self.amount or self.since or self.until):
            return place
        return replace(place, order=Order((Payment.created_at,), place.order.descending))


def gifts(
    session: Session, seal: IdentitySeal | None, search: Search, place: Place
) -> Page[Payment]:
    """A page of gifts. Finds an exact reference, e-mail, Stripe id or number of a receipt.

    Without a seal no e-mail is found: whether somebody gave is not for everybody's eyes.
    """
    place = search.ordered(place)
    query = select(Payment).where(_of_gifts(place.order), *_narrowed(search))
    if search.text:
        query = query.where(_matches(session, seal, search.text))
    return page_of(session, query, Payment.id, place)


def reference_of(session: Session, text: str) -> str | None:
    """The reference of the gift that the text names: itself, or by receipt or Stripe id."""
    paper = paper_about(session, text)
    if paper is not None:
        return paper
    meant = normalise(text)
    if meant is not None:
        return session.scalars(select(Payment.reference).where(Payment.reference == meant)).first()
    if "_" not in text or "@" in text:
        return None
    return session.scalars(
        select(Payment.reference).where(_has_stripe_id(session, text.strip())).limit(1)
    ).first()


def paper_about(session: Session, text: str) -> str | None:
    """The reference of the gift whose receipt, or what corrects it, has this number."""
    found = _PAPER.fullmatch(text.strip().upper())
    if found is None:
        return None
    return session.scalars(
        select(Document.payment_reference).where(
            Document.kind == _PAPERS[found["kind"]],
            Document.year == int(found["year"]),
            Document.number == int(found["number"]),
        )
    ).first()


def _of_gifts(order: Order) -> ColumnElement[bool]:
    """Payments that are gifts, said so that an index with their order is used, and no other.

    The sorts have indexes that begin with the purpose. In the order of the key nearly all payments
    are gifts: by those indexes every one of them would be read and sorted.
    """
    if order.by:
        return Payment.purpose == PaymentPurpose.DONATION
    return Payment.purpose != PaymentPurpose.AFFILIATION


def _narrowed(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.status is not None:
        found.append(Payment.status == search.status)
    if search.currency is not None:
        found.append(Payment.currency == search.currency)
    if search.amount is not None:
        found.append(Payment.currency == search.amount.currency)
        found.append(Payment.amount_minor == search.amount.minor)
    if search.since is not None:
        found.append(Payment.created_at >= midnight(search.since, search.zone))
    if search.until is not None:
        found.append(Payment.created_at < midnight(search.until + DAY, search.zone))
    return found


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
    if stripe_id.startswith("txn_"):
        return Payment.reference == _moved_by(session, stripe_id)
    if stripe_id.startswith("sub_"):
        return Payment.subscription_id == _taken_by(session, stripe_id)
    return or_(
        Payment.stripe_payment_intent_id == stripe_id,
        Payment.stripe_charge_id == stripe_id,
        Payment.stripe_invoice_id == stripe_id,
    )


def _moved_by(session: Session, transaction_id: str) -> str | None:
    """The reference that a balance transaction is about."""
    moved = LedgerEntry.stripe_balance_transaction_id == transaction_id
    return session.scalars(select(LedgerEntry.payment_reference).where(moved)).first()


def _taken_by(session: Session, subscription_id: str) -> int | None:
    """The recurring gift with this id."""
    meant = Subscription.stripe_subscription_id == subscription_id
    return session.scalars(select(Subscription.id).where(meant)).first()
