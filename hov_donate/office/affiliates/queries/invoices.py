"""Invoices: the list, and one with what settles it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    Allocation,
    CreditNote,
    Invoice,
    InvoiceBalance,
    MoneyReceived,
    Term,
)
from hov_donate.affiliations.queries.money import InvoiceStanding, standings
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.office.affiliates.queries.finding import matching
from hov_donate.office.affiliates.queries.listing import organisations_of
from hov_donate.office.affiliates.queries.one import MOST_ROWS
from hov_donate.office.affiliates.queries.owing import still_owed
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.payments.models import Payment


class Asking(StrEnum):
    """Which invoices are meant."""

    OWED = "owed"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Billed:
    """An invoice in the list, and whose it is."""

    standing: InvoiceStanding
    affiliation: Affiliation
    organisation: Organisation | None


@dataclass(frozen=True)
class Settling:
    """What one sum settled of an invoice, or was taken off it again."""

    allocation: Allocation
    received: MoneyReceived | None
    payment: Payment | None


@dataclass(frozen=True)
class OneInvoice:
    """An invoice with all that became of it."""

    standing: InvoiceStanding
    affiliation: Affiliation
    organisation: Organisation | None
    term: Term
    settling: Sequence[Settling]
    notes: Sequence[CreditNote]


@dataclass(frozen=True)
class Wanted:
    """Which invoices the person at the desk asks for; empty asks for all."""

    text: str = ""
    asking: Asking | None = None


def invoices(
    session: Session, seal: IdentitySeal | None, wanted: Wanted, today: date, place: Place
) -> Page[Billed]:
    """A page of invoices. Their order is of their balances, which know what is owed."""
    query = _asked_for(wanted.asking, today)
    if wanted.text:
        theirs = select(Affiliation.id).where(matching(session, seal, wanted.text))
        query = query.where(Invoice.affiliation_id.in_(theirs))
    found = page_of(session, query, InvoiceBalance.invoice_id, place)
    return Page(billed(session, found.rows), older=found.older, newer=found.newer)


def overdue(today: date) -> Select[int]:
    """The keys of invoices that should have been paid before today."""
    return _open().where(InvoiceBalance.due_on < today)


def billed(session: Session, found: Sequence[Invoice]) -> list[Billed]:
    """These invoices, in their order, with what became of them and whose they are."""
    stands = {it.invoice.id: it for it in standings(session, [invoice.id for invoice in found])}
    keys = {invoice.affiliation_id for invoice in found}
    rows = session.scalars(select(Affiliation).where(Affiliation.id.in_(keys))).all()
    owners = {row.id: row for row in rows}
    organisations = organisations_of(session, rows)
    return [
        Billed(
            stands[invoice.id],
            owners[invoice.affiliation_id],
            organisations.get(owners[invoice.affiliation_id].organisation_id or 0),
        )
        for invoice in found
    ]


def one_invoice(session: Session, invoice_id: int) -> OneInvoice | None:
    """An invoice with what settles it and what was taken off it, oldest first."""
    invoice = session.get(Invoice, invoice_id)
    if invoice is None:
        return None
    (own,) = billed(session, [invoice])
    return OneInvoice(
        standing=own.standing,
        affiliation=own.affiliation,
        organisation=own.organisation,
        term=session.get_one(Term, invoice.term_id),
        settling=_settling(session, invoice_id),
        notes=session.scalars(
            select(CreditNote)
            .where(CreditNote.invoice_id == invoice_id)
            .order_by(CreditNote.id)
            .limit(MOST_ROWS)
        ).all(),
    )


def _asked_for(asking: Asking | None, today: date) -> Select[Invoice]:
    every = select(Invoice).join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
    if asking is None:
        return every
    owed = every.where(still_owed())
    return owed if asking is Asking.OWED else owed.where(InvoiceBalance.due_on < today)


def _open() -> Select[int]:
    return select(InvoiceBalance.invoice_id).where(still_owed())


def _settling(session: Session, invoice_id: int) -> list[Settling]:
    rows = session.execute(
        select(Allocation, MoneyReceived, Payment)
        .outerjoin(MoneyReceived, MoneyReceived.id == Allocation.received_id)
        .outerjoin(Payment, Payment.id == Allocation.payment_id)
        .where(Allocation.invoice_id == invoice_id)
        .order_by(Allocation.id)
        .limit(MOST_ROWS)
    )
    return [Settling(*row) for row in rows]
