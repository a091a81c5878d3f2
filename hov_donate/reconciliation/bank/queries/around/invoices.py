"""Invoices of which something is owed, and that a batch of lines may be for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Invoice, InvoiceBalance
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.words import words_of
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.queries.around.sizes import Sized, parts
from hov_donate.reconciliation.bank.rules.matching import Owed
from hov_donate.reconciliation.bank.rules.references import (
    Found,
    affiliates_in,
    invoices_in,
    references_in,
)

# A name with fewer words than this, in common, is no name.
LEAST_WORDS = 2


@dataclass(frozen=True)
class Named:
    """What a line's words name."""

    references: Mapping[str, Found] = field(default_factory=dict)
    invoices: Mapping[tuple[int, int], Found] = field(default_factory=dict)
    affiliates: Sequence[int] = ()

    @classmethod
    def by(cls, text: str) -> "Named":
        """By a text."""
        return cls(references_in(text), invoices_in(text), affiliates_in(text))


@dataclass(frozen=True)
class _Bill:
    invoice_id: int
    reference: str
    number: tuple[int, int]
    affiliation_id: int
    currency: str
    owed: int
    words: frozenset[str] = frozenset()


class Bills:
    """What is owed that any of some lines may be for, read at once; then asked line by line."""

    def __init__(
        self, session: Session, lines: Sequence[BankLine], named: Mapping[int, Named]
    ) -> None:
        """Of lines and of what their words name, by their keys."""
        self._named = named
        self._bills = _bills(session, named.values())
        self._sized = _bills_of_size(session, {(it.currency, it.amount_minor) for it in lines})

    def owed(self, line: BankLine, text: str) -> list[Owed]:
        """What a line's words name, else what is just as much of a body that they name."""
        return _owed(line, self._named[line.id], self._bills) or _alike(line, text, self._sized)


def _owed(line: BankLine, named: Named, bills: Sequence[_Bill]) -> list[Owed]:
    """The invoices that a line's words name, in the order of their numbers."""
    found = []
    for bill in bills:
        how = named.references.get(bill.reference) or named.invoices.get(bill.number)
        numbered = bill.affiliation_id in named.affiliates
        if bill.currency == line.currency and (how or numbered):
            found.append(Owed(bill.invoice_id, bill.owed, how, numbered=numbered))
    return found


def _alike(line: BankLine, text: str, sized: Sequence[_Bill]) -> list[Owed]:
    """Invoices over the line's amount whose organisation's name its words have."""
    words = set(words_of(text))
    return [
        Owed(bill.invoice_id, bill.owed, named=True)
        for bill in sized
        if (bill.currency, bill.owed) == (line.currency, line.amount_minor)
        and len(bill.words & words) >= min(LEAST_WORDS, len(bill.words))
        and bill.words & words
    ]


def _bills(session: Session, named: Iterable[Named]) -> list[_Bill]:
    """What is owed of all that any line names, the oldest first."""
    references, numbers, affiliates = set[str](), set[tuple[int, int]](), set[int]()
    for each in named:
        references.update(each.references)
        numbers.update(each.invoices)
        affiliates.update(each.affiliates)
    found: dict[int, _Bill] = {}
    for condition in (
        *(Invoice.reference.in_(some) for some in parts(references)),
        *(_numbered(some) for some in parts(numbers)),
        *(Invoice.affiliation_id.in_(some) for some in parts(affiliates)),
    ):
        found |= {bill.invoice_id: bill for bill in _read(session, _still_owed(condition))}
    return [found[key] for key in sorted(found)]


def _numbered(some: Sequence[tuple[int, int]]) -> ColumnElement[bool]:
    by_year: dict[int, list[int]] = defaultdict(list)
    for year, number in some:
        by_year[year].append(number)
    return or_(
        *(and_(Invoice.year == year, Invoice.number.in_(them)) for year, them in by_year.items())
    )


def _still_owed(condition: ColumnElement[bool]) -> Select[Invoice, int]:
    taken = InvoiceBalance.credited_minor + InvoiceBalance.settled_minor
    owed = InvoiceBalance.amount_minor - taken
    return (
        select(Invoice, owed)
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(condition, taken < InvoiceBalance.amount_minor)
    )


def _read(session: Session, query: Select[Invoice, int]) -> list[_Bill]:
    return [
        _Bill(
            invoice.id,
            invoice.reference,
            (invoice.year, invoice.number),
            invoice.affiliation_id,
            invoice.currency,
            owed,
        )
        for invoice, owed in session.execute(query)
    ]


def _bills_of_size(session: Session, sizes: set[Sized]) -> list[_Bill]:
    """What organisations owe in just these amounts, with the words of their names."""
    taken = InvoiceBalance.credited_minor + InvoiceBalance.settled_minor
    owed = InvoiceBalance.amount_minor - taken
    found = []
    for some in parts({minor for _, minor in sizes if minor > 0}):
        rows = session.execute(
            select(Invoice, owed, Organisation)
            .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
            .join(Affiliation, Affiliation.id == Invoice.affiliation_id)
            .join(Organisation, Organisation.id == Affiliation.organisation_id)
            .where(taken < InvoiceBalance.amount_minor, owed.in_(some))
        )
        for invoice, left, organisation in rows:
            words = frozenset(words_of(organisation.full_name))
            key = (invoice.year, invoice.number)
            whose = invoice.affiliation_id
            found.append(
                _Bill(invoice.id, invoice.reference, key, whose, invoice.currency, left, words)
            )
    return found
