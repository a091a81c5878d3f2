"""What might fit a batch of lines, read at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hov_donate.affiliations.models import (
    Affiliation,
    CreditUse,
    CreditUseKind,
    Invoice,
    InvoiceBalance,
    MoneyMethod,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.words import words_of
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.queries.known import AT_ONCE
from hov_donate.reconciliation.bank.rules.matching import (
    ARRIVES_WITHIN,
    RECORDED_WITHIN,
    Around,
    Dated,
    Owed,
)
from hov_donate.reconciliation.bank.rules.references import (
    Found,
    affiliates_in,
    invoices_in,
    references_in,
)
from hov_donate.reconciliation.models import Payout

# Stripe's words for a payout that never reaches the bank (docs.stripe.com/api/payouts/object).
NEVER_ARRIVES = ("failed", "canceled")
# A name with fewer words than this, in common, is no name.
LEAST_WORDS = 2

# Currency and amount, as lines are looked up by.
Sized = tuple[str, int]
Value = TypeVar("Value")


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


def around(
    session: Session, lines: Sequence[BankLine], texts: Mapping[int, str]
) -> dict[int, Around]:
    """What might fit each line, by its key; `texts` are its words, opened."""
    named = {line.id: Named.by(texts.get(line.id, "")) for line in lines}
    bills = _bills(session, named.values())
    sized = _bills_of_size(session, {(it.currency, it.amount_minor) for it in lines})
    dated = [_payouts(session, lines), _received(session, lines), _sent_back(session, lines)]
    return {
        line.id: Around(
            payouts=dated[0].get((line.currency, line.amount_minor), ()),
            owed=_owed(line, named[line.id], bills) or _alike(line, texts.get(line.id, ""), sized),
            recorded=dated[1].get((line.currency, line.amount_minor), ()),
            sent_back=dated[2].get((line.currency, line.amount_minor), ()),
        )
        for line in lines
    }


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
        *(Invoice.reference.in_(some) for some in _parts(references)),
        *(_numbered(some) for some in _parts(numbers)),
        *(Invoice.affiliation_id.in_(some) for some in _parts(affiliates)),
    ):
        found |= {bill.invoice_id: bill for bill in _read(session, _still_owed(condition))}
    return [found[key] for key in sorted(found)]


def _parts(values: Iterable[Value]) -> list[list[Value]]:
    every = list(values)
    return [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]


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
    for some in _parts({minor for _, minor in sizes if minor > 0}):
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


def _window(lines: Sequence[BankLine], within: timedelta) -> tuple[date, date]:
    days = [line.booked_on for line in lines]
    return min(days) - within, max(days) + within


def _payouts(session: Session, lines: Sequence[BankLine]) -> dict[Sized, list[Dated]]:
    """Payouts that may arrive and are on no line yet."""
    sums = {line.amount_minor for line in lines}
    found: dict[Sized, list[Dated]] = defaultdict(list)
    for some in _parts(sums):
        rows = session.execute(
            select(Payout.id, Payout.arrival_date, Payout.currency, Payout.amount_minor).where(
                Payout.amount_minor.in_(some),
                Payout.arrival_date.between(*_window(lines, ARRIVES_WITHIN)),
                Payout.status.not_in(NEVER_ARRIVES),
                Payout.id.not_in(taken(BankSettlement.payout_id)),
            )
        )
        for key, day, currency, minor in rows:
            found[currency, minor].append(Dated(key, day))
    return found


def _received(session: Session, lines: Sequence[BankLine]) -> dict[Sized, list[Dated]]:
    """Transfers that staff recorded, that are still there, and that are on no line yet."""
    found: dict[Sized, list[Dated]] = defaultdict(list)
    for some in _parts({line.amount_minor for line in lines if line.amount_minor > 0}):
        rows = session.execute(
            select(
                MoneyReceived.id,
                MoneyReceived.received_on,
                MoneyReceived.currency,
                MoneyReceived.amount_minor,
            ).where(
                MoneyReceived.method == MoneyMethod.BANK_TRANSFER,
                MoneyReceived.amount_minor.in_(some),
                MoneyReceived.received_on.between(*_window(lines, RECORDED_WITHIN)),
                MoneyReceived.id.not_in(select(MoneyReversal.received_id)),
                MoneyReceived.id.not_in(taken(BankSettlement.received_id)),
            )
        )
        for key, day, currency, minor in rows:
            found[currency, minor].append(Dated(key, day))
    return found


def _sent_back(session: Session, lines: Sequence[BankLine]) -> dict[Sized, list[Dated]]:
    """Credit that was noted as sent back by bank, each time as one sum, and is on no line yet."""
    if not any(line.amount_minor < 0 for line in lines):
        return {}
    first, last = _window(lines, RECORDED_WITHIN)
    rows = session.execute(
        select(
            func.min(CreditUse.id),
            CreditUse.at,
            CreditUse.currency,
            func.sum(CreditUse.amount_minor),
        )
        .where(CreditUse.kind == CreditUseKind.SENT_BACK)
        .group_by(CreditUse.affiliation_id, CreditUse.at, CreditUse.currency)
        .having(func.min(CreditUse.id).not_in(taken(BankSettlement.credit_use_id)))
    )
    found: dict[Sized, list[Dated]] = defaultdict(list)
    for key, at, currency, minor in rows:
        if first <= at.date() <= last:
            found[currency, -int(minor)].append(Dated(key, at.date()))
    return found


def taken(column: InstrumentedAttribute[int | None]) -> Select[int | None]:
    """What stands on a line."""
    return select(column).where(column.is_not(None), BankSettlement.undone_at.is_(None))
