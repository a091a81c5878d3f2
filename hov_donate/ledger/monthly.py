"""Sums by month, kept beside the daily ones, and the sums of a span read from both.

Daily sums have a row for each account, currency and fund of each day, so that two years of a large
campaign have some ten thousand more of them than those of a small one; its months are twenty-four.
A span is read from its whole months, and from days only at its edges (decisions/0034).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    FromClause,
    Select,
    extract,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from hov_donate.core.db import CURRENCY, Base, listed
from hov_donate.core.spans import DAY, Span, month_of
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import FUND, LedgerDailySettled, LedgerDailySum


class LedgerMonthlySum(Base):
    """What was posted to an account for a fund in a calendar month, named by its first day.

    What `LedgerDailySum` has of that month, added up; kept in the posting's transaction.
    """

    __tablename__ = "ledger_monthly_sums"
    __table_args__ = {"sqlite_with_rowid": False}

    month: Mapped[date] = mapped_column(primary_key=True)
    account: Mapped[Account] = mapped_column(listed(Account), primary_key=True)
    currency: Mapped[str] = mapped_column(CURRENCY, primary_key=True)
    fund: Mapped[str] = mapped_column(FUND, primary_key=True)
    debit_minor: Mapped[int] = mapped_column(BigInteger)
    credit_minor: Mapped[int] = mapped_column(BigInteger)
    postings: Mapped[int] = mapped_column(BigInteger)


class LedgerMonthlySettled(Base):
    """What money came and went for in a calendar month, named by its first day.

    What `LedgerDailySettled` has of that month, added up; kept in the posting's transaction.
    """

    __tablename__ = "ledger_monthly_settled"
    __table_args__ = {"sqlite_with_rowid": False}

    month: Mapped[date] = mapped_column(primary_key=True)
    account: Mapped[Account] = mapped_column(listed(Account), primary_key=True)
    currency: Mapped[str] = mapped_column(CURRENCY, primary_key=True)
    settled_in: Mapped[str] = mapped_column(CURRENCY, primary_key=True)
    fund: Mapped[str] = mapped_column(FUND, primary_key=True)
    debit_minor: Mapped[int] = mapped_column(BigInteger)
    credit_minor: Mapped[int] = mapped_column(BigInteger)


Daily = type[LedgerDailySum] | type[LedgerDailySettled]
Monthly = type[LedgerMonthlySum] | type[LedgerMonthlySettled]
_MONTHS: dict[Daily, Monthly] = {
    LedgerDailySum: LedgerMonthlySum,
    LedgerDailySettled: LedgerMonthlySettled,
}
_COUNTS = frozenset({"debit_minor", "credit_minor", "postings"})


@dataclass(frozen=True)
class _Edge:
    """Days of one month that are added, or taken off a month that is read whole."""

    days: Span
    added: bool = True


@dataclass(frozen=True)
class _Cut:
    """A span as whole months, from one to another, and days that are more or less than these."""

    first_month: date | None
    last_month: date | None
    edges: tuple[_Edge, ...]


def sums_of(daily: Daily, first: date | None = None, last: date | None = None) -> FromClause:
    """The sums of `daily` from one day to another, both in it; None leaves an end open.

    Its columns are those of the table of months. What lies in one month may stand in some rows, and
    of a month whose last days are taken off there may be rows that add up to nothing at all.
    """
    monthly, cut = _MONTHS[daily], _cut(first, last)
    names = [column.name for column in monthly.__table__.columns][1:]
    parts: list[Select[Any]] = [_months(monthly, names, cut)]
    parts += [_edge(daily, names, edge) for edge in cut.edges]
    return union_all(*parts).subquery("sums")


def _months(monthly: Monthly, names: Sequence[str], cut: _Cut) -> Select[Any]:
    query = select(monthly.month, *(getattr(monthly, name) for name in names))
    if cut.first_month is not None:
        query = query.where(monthly.month >= cut.first_month)
    if cut.last_month is not None:
        query = query.where(monthly.month <= cut.last_month)
    return query


def _edge(daily: Daily, names: Sequence[str], edge: _Edge) -> Select[Any]:
    month = literal(edge.days.first.replace(day=1), Date()).label("month")
    table = daily.__table__.c
    taken_off = _COUNTS if not edge.added else ()
    columns = [(-table[name] if name in taken_off else table[name]).label(name) for name in names]
    query = select(month, *columns)
    return query.where(table.booked_on >= edge.days.first, table.booked_on <= edge.days.last)


def _cut(first: date | None, last: date | None) -> _Cut:
    if first and last and first.day != 1 and first.replace(day=1) == last.replace(day=1):
        return _Cut(first, date.min, (_Edge(Span(first, last)),))
    edges: list[_Edge] = []
    first_month, last_month = first, last
    if first and first.day != 1:
        month = month_of(first)
        edges.append(_shorter(Span(month.first, first - DAY), Span(first, month.last)))
        first_month = month.last + DAY if edges[-1].added else month.first
    if last and last != month_of(last).last:
        month = month_of(last)
        edges.append(_shorter(Span(last + DAY, month.last), Span(month.first, last)))
        last_month = month.first - DAY if edges[-1].added else month.last
    return _Cut(first_month, last_month, tuple(edges))


def _shorter(left_out: Span, within: Span) -> _Edge:
    """What there is less to read of: the days within, or those that are left out of the month."""
    return _Edge(within) if within.days <= left_out.days else _Edge(left_out, added=False)


def months_that_differ(session: Session) -> Iterator[tuple[str, date]]:
    """Tables and months in which a monthly sum is not what the daily ones add up to.

    Reads every sum: for a command, not for a page.
    """
    for daily, monthly in _MONTHS.items():
        kept = {tuple(row) for row in session.execute(select(*monthly.__table__.columns))}
        counted = set(_counted(session, daily, monthly))
        months = sorted({row[0] for row in kept ^ counted})
        yield from ((monthly.__tablename__, month) for month in months)


def _counted(session: Session, daily: Daily, monthly: Monthly) -> Iterator[tuple[Any, ...]]:
    """The rows that the table of months should have."""
    parts = [extract(part, daily.booked_on) for part in ("year", "month")]
    named = [column.name for column in monthly.__table__.columns][1:]
    key = [daily.__table__.c[name] for name in named if name not in _COUNTS]
    sums = [func.sum(daily.__table__.c[name]) for name in named if name in _COUNTS]
    for year, month, *rest in session.execute(select(*parts, *key, *sums).group_by(*parts, *key)):
        counts = [int(each) for each in rest[len(key) :]]
        yield (date(int(year), int(month), 1), *rest[: len(key)], *counts)
