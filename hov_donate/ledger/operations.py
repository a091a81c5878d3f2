"""Writing to the books. An entry is written whole and sealed in one transaction, many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Table, func, insert, literal, select

from hov_donate.core.db import Base, UnitOfWork
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerAccount, LedgerEntry, LedgerPosting, LedgerSeal
from hov_donate.ledger.queries import closed_until
from hov_donate.ledger.rules import Line, day_in_open_month

# Written as tables: given classes, the ORM sends a statement for each run of rows that have values
# in the same columns, and gifts in two currencies take turns.
ENTRIES, POSTINGS, SEALS = (
    Base.metadata.tables[model.__tablename__] for model in (LedgerEntry, LedgerPosting, LedgerSeal)
)


@dataclass(frozen=True)
class EntryFacts:
    """The head of an entry; amounts in minor units, see `models.LedgerEntry`.

    `booked_on` is the day it belongs to.
    """

    stripe_balance_transaction_id: str | None
    reporting_category: str
    source_id: str | None
    payment_reference: str | None
    occurred_at: datetime
    booked_on: date
    available_on: date
    gross_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    gift_minor: int | None
    gift_currency: str | None
    exchange_rate: str | None


@dataclass(frozen=True)
class NewEntry:
    """An entry to be posted."""

    facts: EntryFacts
    lines: Sequence[Line]


def lock_books(work: UnitOfWork) -> None:
    """Let one writer at a time look for what is missing and post it.

    SQLite has one writer anyway; elsewhere the first account's row is the lock.
    """
    if work.session.get_bind().dialect.name == "sqlite":
        return
    work.session.execute(
        select(LedgerAccount.code).where(LedgerAccount.code == Account.STRIPE).with_for_update()
    )


def post(work: UnitOfWork, *, entries: Sequence[NewEntry]) -> None:
    """Post and seal entries; what belongs to a closed month on the first open day, as late.

    The database refuses one that does not balance, or that repeats a balance transaction.
    """
    if not entries:
        return
    lock_books(work)
    closed = closed_until(work.session)
    heads = [_head(entry.facts, closed) | {"recorded_at": work.now} for entry in entries]
    connection = work.session.connection()
    ids = connection.scalars(
        insert(ENTRIES).returning(ENTRIES.c.id, sort_by_parameter_order=True), heads
    ).all()
    lines = [
        {
            "entry_id": entry_id,
            "account": line.account,
            "amount_minor": line.amount.minor,
            "currency": line.amount.currency,
            "fund": line.fund,
        }
        for entry_id, entry in zip(ids, entries, strict=True)
        for line in entry.lines
    ]
    if lines:
        _insert_all(connection, POSTINGS, lines)
    _insert_all(connection, SEALS, [{"entry_id": entry_id} for entry_id in ids])


def _head(facts: EntryFacts, closed: date | None) -> dict[str, Any]:
    """An entry's row; nobody closes or re-opens a month before it is committed."""
    day = day_in_open_month(facts.booked_on, closed)
    late_for = facts.booked_on if day != facts.booked_on else None
    return vars(facts) | {"booked_on": day, "late_for": late_for}


def _insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows by one statement where that is quicker, with the database's checks run once."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), rows)
        return
    columns = [table.c[name] for name in rows[0]]
    values = ([row[column.name] for row in rows] for column in columns)
    arrays = [
        func.unnest(literal(each, ARRAY(column.type)))
        for each, column in zip(values, columns, strict=True)
    ]
    connection.execute(insert(table).from_select(columns, select(*arrays)))
