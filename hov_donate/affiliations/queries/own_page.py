"""What an affiliation's own page shows: its terms, its money, and the card that pays by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    CreditNote,
    Invoice,
    InvoicePayment,
    Term,
)
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.queries.money import (
    InvoiceStanding,
    credit_of,
    invoices_of,
    overdrawn_of,
)
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import keeper
from hov_donate.core.money import Money
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.rules import PaymentStatus


@dataclass(frozen=True)
class InvoiceOnPage:
    """An invoice, and how far it is on its way to be paid at Stripe.

    `instalment` is the one with which a card pays it by itself and that did not come, while Stripe
    still tries: it gets no other page, or it would be taken twice. `debited` tells that a bank was
    asked for money.
    """

    standing: InvoiceStanding
    credit_notes: tuple[CreditNote, ...]
    instalment: Payment | None
    debited: bool


@dataclass(frozen=True)
class OwnPage:
    """An affiliation as its member or its officers see it. Terms are living ones, oldest first."""

    affiliation: Affiliation
    organisation: Organisation | None
    local_group: Organisation | None
    terms: Sequence[Term]
    invoices: Sequence[InvoiceOnPage]
    credit: Mapping[str, Money]
    overdrawn: Mapping[str, Money]
    subscription: Subscription | None

    @property
    def owed(self) -> list[InvoiceOnPage]:
        """The invoices of which something is still asked for."""
        return [it for it in self.invoices if it.standing.owed.minor]

    @property
    def by_card(self) -> Subscription | None:
        """The card that renews it every year, while it does."""
        found = self.subscription
        ends = found is None or not found.status.alive or found.cancel_asked_at is not None
        return None if ends else found

    def term_on(self, day: date) -> Term | None:
        """The term that holds a day."""
        return next((it for it in self.terms if it.starts_on <= day <= it.ends_on), None)

    def after(self, day: date) -> list[Term]:
        """The terms that begin after a day."""
        return [it for it in self.terms if it.starts_on > day]


def own_page(session: Session, affiliation_id: int) -> OwnPage | None:
    """Everything about an affiliation that its own page shows; None when it is not there."""
    affiliation = session.get(Affiliation, affiliation_id)
    if affiliation is None:
        return None
    return OwnPage(
        affiliation=affiliation,
        organisation=_organisation(session, affiliation.organisation_id),
        local_group=_organisation(session, affiliation.local_group_id),
        terms=terms_of(session, affiliation_id),
        invoices=_invoices(session, affiliation_id),
        credit=credit_of(session, affiliation_id),
        overdrawn=overdrawn_of(session, affiliation_id),
        subscription=session.get(Subscription, affiliation.subscription_id)
        if affiliation.subscription_id
        else None,
    )


def _organisation(session: Session, organisation_id: int | None) -> Organisation | None:
    return keeper(session, organisation_id) if organisation_id else None


def _invoices(session: Session, affiliation_id: int) -> list[InvoiceOnPage]:
    standings = invoices_of(session, affiliation_id)
    asked = _asked_for(session, affiliation_id)
    notes = session.scalars(
        select(CreditNote)
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .where(Invoice.affiliation_id == affiliation_id)
        .order_by(CreditNote.id)
    ).all()
    return [
        InvoiceOnPage(
            standing=it,
            credit_notes=tuple(note for note in notes if note.invoice_id == it.invoice.id),
            instalment=_tried_again(asked.get(it.invoice.id, [])),
            debited=any(
                payment.status is PaymentStatus.PROCESSING
                for payment, _ in asked.get(it.invoice.id, [])
            ),
        )
        for it in standings
    ]


Asked = tuple[Payment, Subscription | None]


def _asked_for(session: Session, affiliation_id: int) -> dict[int, list[Asked]]:
    rows = session.execute(
        select(InvoicePayment.invoice_id, Payment, Subscription)
        .join(Payment, Payment.id == InvoicePayment.payment_id)
        .outerjoin(Subscription, Subscription.id == Payment.subscription_id)
        .where(InvoicePayment.affiliation_id == affiliation_id)
        .order_by(Payment.id)
    )
    found: dict[int, list[Asked]] = {}
    for invoice_id, payment, subscription in rows:
        found.setdefault(invoice_id, []).append((payment, subscription))
    return found


def _tried_again(asked: Sequence[Asked]) -> Payment | None:
    return next(
        (
            payment
            for payment, subscription in asked
            if subscription is not None
            and subscription.status.alive
            and payment.status.payable
            and payment.status is not PaymentStatus.EXPIRED
        ),
        None,
    )
