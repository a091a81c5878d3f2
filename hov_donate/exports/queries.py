"""Reading the books for exports: in streams, in flat memory, all as it was at one moment."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from hov_donate.core.spans import Span, month_of
from hov_donate.exports.rules import Wanted
from hov_donate.ledger.chart import Account, AccountKind
from hov_donate.ledger.models import LedgerAccount, LedgerDailySum, LedgerEntry, LedgerPosting

PER_FETCH = 1000

Balances = dict[tuple[Account, str], int]


def at_one_moment(session: Session) -> None:
    """Let all that is read be of one moment; the session must be fresh.

    SQLite reads a snapshot anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def postings(session: Session, wanted: Wanted) -> Iterator[Any]:
    """Every wanted posting with the head of its entry, by day, entry and line.

    Rows have entry_id, booked_on, occurred_at, category, source, reference, transaction, account,
    fund, amount_minor (a debit is positive) and currency.
    """
    entry, line = LedgerEntry, LedgerPosting
    query = (
        select(
            entry.id.label("entry_id"),
            entry.booked_on,
            entry.occurred_at,
            entry.reporting_category.label("category"),
            entry.source_id.label("source"),
            entry.payment_reference.label("reference"),
            entry.stripe_balance_transaction_id.label("transaction"),
            line.account,
            line.fund,
            line.amount_minor,
            line.currency,
        )
        .join(line, line.entry_id == entry.id)
        .where(
            entry.booked_on >= wanted.span.first,
            entry.booked_on <= wanted.span.last,
            *_narrowed(line, wanted),
        )
        .order_by(entry.booked_on, entry.id, line.id)
        .execution_options(yield_per=PER_FETCH)
    )
    yield from session.execute(query)


def entries(session: Session, wanted: Wanted) -> Iterator[Sequence[Any]]:
    """The postings of each entry together."""
    for _, lines in groupby(postings(session, wanted), attrgetter("entry_id")):
        yield list(lines)


def count_of_postings(session: Session, wanted: Wanted) -> int:
    """How many postings are wanted, from the daily sums."""
    sums = LedgerDailySum
    query = select(func.sum(sums.postings)).where(
        sums.booked_on >= wanted.span.first,
        sums.booked_on <= wanted.span.last,
        *_narrowed(sums, wanted),
    )
    return int(session.scalar(query) or 0)


def kinds(session: Session) -> Mapping[Account, AccountKind]:
    """The chart of accounts: where each stands."""
    rows = session.execute(select(LedgerAccount.code, LedgerAccount.kind))
    return {code: kind for code, kind in rows}  # noqa: C416 (rows are no pairs to a type checker)


def opening(session: Session, first: date) -> dict[tuple[Account, str, str], int]:
    """What stood on each account by currency and fund before a day: debits less credits."""
    sums = LedgerDailySum
    key = (sums.account, sums.currency, sums.fund)
    query = (
        select(*key, func.sum(sums.debit_minor - sums.credit_minor))
        .where(sums.booked_on < first)
        .group_by(*key)
        .order_by(*key)
    )
    found = ((tuple(of), int(minor)) for *of, minor in session.execute(query))
    return {of: minor for of, minor in found if minor}  # type: ignore[misc]


def standing(session: Session, wanted: Wanted) -> tuple[int, int]:
    """What stood on the wanted postings' account before the span, and what stands after it."""
    sums = LedgerDailySum
    balance = func.coalesce(func.sum(sums.debit_minor - sums.credit_minor), 0)
    query = select(balance).where(*_narrowed(sums, wanted))
    before = session.scalar(query.where(sums.booked_on < wanted.span.first)) or 0
    after = session.scalar(query.where(sums.booked_on <= wanted.span.last)) or 0
    return int(before), int(after)


def closings(session: Session, span: Span) -> list[tuple[date, Balances]]:
    """What stands on every account at the end of each month and of the span, by the daily sums.

    Accounts that stand at zero are told too, once there was something on them.
    """
    running: Balances = {}
    for (account, currency, _), minor in opening(session, span.first).items():
        running[account, currency] = running.get((account, currency), 0) + minor
    moved = _moved_by_month(session, span)
    found = []
    for month in span.months():
        for key, minor in moved.get(month.first, {}).items():
            running[key] = running.get(key, 0) + minor
        found.append((min(month.last, span.last), dict(running)))
    return found


def _moved_by_month(session: Session, span: Span) -> dict[date, Balances]:
    sums = LedgerDailySum
    key = (sums.booked_on, sums.account, sums.currency)
    query = (
        select(*key, func.sum(sums.debit_minor - sums.credit_minor))
        .where(sums.booked_on >= span.first, sums.booked_on <= span.last)
        .group_by(*key)
        .execution_options(yield_per=PER_FETCH)
    )
    found: dict[date, Balances] = {}
    for day, account, currency, minor in session.execute(query):
        month = found.setdefault(month_of(day).first, {})
        month[account, currency] = month.get((account, currency), 0) + int(minor)
    return found


def _narrowed(
    columns: type[LedgerPosting] | type[LedgerDailySum], wanted: Wanted
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.account:
        found.append(columns.account == wanted.account)
    if wanted.currency:
        found.append(columns.currency == wanted.currency)
    if wanted.fund:
        found.append(columns.fund == wanted.fund)
    return found
