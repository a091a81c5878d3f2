"""What affiliations owe, and what is their credit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Invoice, InvoiceBalance
from hov_donate.affiliations.queries.sources import sources_of
from hov_donate.core.money import Money
from hov_donate.core.references import normalise
from hov_donate.documents.models import DocumentKind

# Digits of a year or a number, as people may type them.
LONGEST_NUMBER = 9


@dataclass(frozen=True)
class InvoiceStanding:
    """An invoice and what became of its sum."""

    invoice: Invoice
    balance: InvoiceBalance

    @property
    def owed(self) -> Money:
        """What is still asked for."""
        return Money(self.balance.owed_minor, self.invoice.currency)

    @property
    def settled(self) -> Money:
        """What money settles of it."""
        return Money(self.balance.settled_minor, self.invoice.currency)

    @property
    def credited(self) -> Money:
        """What credit notes took off it."""
        return Money(self.balance.credited_minor, self.invoice.currency)

    @property
    def creditable(self) -> Money:
        """What credit notes have not taken off it."""
        return self.invoice.amount - self.credited

    def overdue(self, today: date) -> bool:
        """Whether it should have been paid before today."""
        return self.balance.owed_minor > 0 and self.invoice.due_on < today


def standing_of(session: Session, invoice_id: int) -> InvoiceStanding:
    """An invoice as it stands now. Raises LookupError when there is none."""
    found = standings(session, [invoice_id])
    if not found:
        raise LookupError(f"no invoice {invoice_id}")
    return found[0]


def standings(session: Session, invoice_ids: list[int]) -> list[InvoiceStanding]:
    """Some invoices as they stand now, oldest first."""
    return _standings(session, Invoice.id.in_(invoice_ids))


def invoices_of(session: Session, affiliation_id: int) -> list[InvoiceStanding]:
    """All invoices of an affiliation, oldest first."""
    return _standings(session, Invoice.affiliation_id == affiliation_id)


def open_invoices(session: Session, term_id: int) -> list[InvoiceStanding]:
    """The invoices of a term that no credit notes took back whole, oldest first."""
    found = _standings(session, Invoice.term_id == term_id)
    return [it for it in found if it.creditable.minor]


def owed(session: Session, affiliation_id: int) -> list[InvoiceStanding]:
    """The invoices of which an affiliation still owes something, oldest first."""
    return [it for it in invoices_of(session, affiliation_id) if it.balance.owed_minor]


def _standings(session: Session, which: ColumnElement[bool]) -> list[InvoiceStanding]:
    # Triggers keep the balances: what the session remembers of them is old.
    rows = session.execute(
        select(Invoice, InvoiceBalance)
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(which)
        .order_by(Invoice.id)
        .execution_options(populate_existing=True)
    )
    return [InvoiceStanding(invoice, balance) for invoice, balance in rows]


def credit_of(session: Session, affiliation_id: int) -> dict[str, Money]:
    """What an affiliation has paid that settles nothing, by currency; none where it is nothing."""
    found = sources_of(session, affiliation_id)
    return _by_currency((it.currency, max(0, it.spare)) for it in found)


def overdrawn_of(session: Session, affiliation_id: int) -> dict[str, Money]:
    """What an affiliation owes without an invoice, by currency; none where it is nothing.

    It went back to its payer out of sums that were not there after all.
    """
    found = sources_of(session, affiliation_id)
    return _by_currency((it.currency, it.overdrawn) for it in found if it.received_id is not None)


def _by_currency(sums: Iterable[tuple[str, int]]) -> dict[str, Money]:
    found: Counter[str] = Counter()
    for currency, minor in sums:
        found[currency] += minor
    return {currency: Money(minor, currency) for currency, minor in found.items() if minor}


def invoice_by_reference(session: Session, text: str) -> Invoice | None:
    """The invoice that someone named: its reference, however spaced, or its full number."""
    reference = normalise(text)
    if reference is not None:
        return session.scalars(select(Invoice).where(Invoice.reference == reference)).one_or_none()
    year, _, number = text.strip().upper().removeprefix(DocumentKind.INVOICE.prefix).partition("-")
    if not (year.isascii() and year.isdigit() and number.isascii() and number.isdigit()):
        return None
    if max(len(year), len(number)) > LONGEST_NUMBER:
        return None
    named = select(Invoice).where(Invoice.year == int(year), Invoice.number == int(number))
    return session.scalars(named).one_or_none()
