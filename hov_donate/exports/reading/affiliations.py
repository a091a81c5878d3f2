"""Invoices of affiliations, and money that came for them and that Stripe never saw.

Affiliates are opaque numbers; who paid, and what somebody wrote beside a sum, stay in the office.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    Invoice,
    InvoiceBalance,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.core.i18n import Translator
from hov_donate.core.money import Money
from hov_donate.exports.rules import Wanted
from hov_donate.reports.rules.tables import Column, Kind, Report, Row, one_group

PER_FETCH = 500


def invoices_table(session: Session, wanted: Wanted, speak: Translator) -> Report:
    """Invoices issued in the span, with what became of them until now."""
    _ = speak.gettext
    return Report(
        "invoices",
        _("Invoices"),
        wanted.span,
        (
            Column("number", _("Invoice")),
            Column("day", _("Issued"), Kind.DAY),
            Column("due", _("Due"), Kind.DAY),
            Column("affiliate", _("Affiliate's number"), Kind.COUNT),
            Column("kind", _("Kind of affiliate")),
            Column("country", _("Country")),
            Column("amount", _("Amount"), Kind.MONEY),
            Column("fee", _("Fee of the year"), Kind.MONEY),
            Column("gift", _("Gift on it"), Kind.MONEY),
            Column("credited", _("Taken off"), Kind.MONEY),
            Column("settled", _("Settled"), Kind.MONEY),
            Column("owed", _("Owed"), Kind.MONEY),
            Column("reference", _("Reference")),
        ),
        one_group(_invoices(session, wanted)),
    )


def received_table(session: Session, wanted: Wanted, speak: Translator) -> Report:
    """Transfers, cheques and cash recorded for invoices, by the day on which they came."""
    _ = speak.gettext
    return Report(
        "money-received",
        _("Money received"),
        wanted.span,
        (
            Column("number", _("Number"), Kind.COUNT),
            Column("day", _("Came on"), Kind.DAY),
            Column("method", _("How")),
            Column("affiliate", _("Affiliate's number"), Kind.COUNT),
            Column("amount", _("Amount"), Kind.MONEY),
            Column("cheque", _("Cheque")),
            Column("reversed", _("Not there since"), Kind.DAY),
            Column("why", _("Why not")),
        ),
        one_group(_received(session, wanted)),
    )


def count_of_invoices(session: Session, wanted: Wanted) -> int:
    """How many invoices are wanted."""
    return _count(session, _wanted_invoices(wanted))


def count_of_received(session: Session, wanted: Wanted) -> int:
    """How many sums received are wanted."""
    return _count(session, _wanted_received(wanted))


def _count(session: Session, query: Any) -> int:
    return int(session.scalar(query.with_only_columns(func.count())) or 0)


def _wanted_invoices(wanted: Wanted) -> Any:
    query = (
        select(Invoice, Affiliation.kind, Affiliation.country, InvoiceBalance)
        .join(Affiliation, Affiliation.id == Invoice.affiliation_id)
        .outerjoin(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(Invoice.issued_on >= wanted.span.first, Invoice.issued_on <= wanted.span.last)
    )
    return query.where(Invoice.currency == wanted.currency) if wanted.currency else query


def _invoices(session: Session, wanted: Wanted) -> Iterator[Row]:
    query = _wanted_invoices(wanted).order_by(Invoice.id)
    for it, kind, country, balance in session.execute(query.execution_options(yield_per=PER_FETCH)):
        credited, settled, owed = (
            (balance.credited_minor, balance.settled_minor, balance.owed_minor)
            if balance
            else (0, 0, it.amount_minor)
        )
        minors = (it.amount_minor, it.fee_minor, it.gift_minor, credited, settled, owed)
        yield (
            it.full_number,
            it.issued_on,
            it.due_on,
            it.affiliation_id,
            kind,
            country,
            *(Money(minor, it.currency) for minor in minors),
            it.reference,
        )


def _wanted_received(wanted: Wanted) -> Any:
    it = MoneyReceived
    query = (
        select(it, MoneyReversal)
        .outerjoin(MoneyReversal, MoneyReversal.received_id == it.id)
        .where(it.received_on >= wanted.span.first, it.received_on <= wanted.span.last)
    )
    return query.where(it.currency == wanted.currency) if wanted.currency else query


def _received(session: Session, wanted: Wanted) -> Iterator[Row]:
    query = _wanted_received(wanted).order_by(MoneyReceived.id)
    for it, undone in session.execute(query.execution_options(yield_per=PER_FETCH)):
        yield (
            it.id,
            it.received_on,
            it.method.value,
            it.affiliation_id,
            it.amount,
            it.cheque_number,
            undone.reversed_on if undone else None,
            undone.reason.value if undone else None,
        )
