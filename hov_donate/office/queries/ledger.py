"""Entries with their postings, and what they add up to by kept sums."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import (
    LedgerDailySettled,
    LedgerDailySum,
    LedgerEntry,
    LedgerFund,
    LedgerPosting,
)
from hov_donate.ledger.monthly import Daily, LedgerMonthlySum, sums_of


@dataclass(frozen=True)
class BookedEntry:
    """An entry and its lines."""

    head: LedgerEntry
    lines: Sequence[LedgerPosting]


@dataclass(frozen=True)
class Wanted:
    """Which entries to show; what is left open is not asked about.

    Those with a posting on one of the accounts, in the currency, for the fund, booked in the span.
    `settled` narrows it to entries that move money which is kept in that currency, and has them
    added up in it.
    """

    accounts: tuple[Account, ...] = ()
    currency: str | None = None
    fund: str | None = None
    settled: str | None = None
    span: Span | None = None

    @property
    def narrows_postings(self) -> bool:
        """Whether more than the day decides."""
        return bool(self.accounts or self.currency or self.fund or self.settled)


@dataclass(frozen=True)
class AccountBalance:
    """What was posted to an account in one currency; a debit balance is positive."""

    account: Account
    currency: str
    debit: Money
    credit: Money

    @property
    def balance(self) -> Money:
        """Debits less credits."""
        return self.debit - self.credit


def with_postings(session: Session, heads: Sequence[LedgerEntry]) -> list[BookedEntry]:
    """These entries with their lines, in one query."""
    lines: dict[int, list[LedgerPosting]] = defaultdict(list)
    rows = session.scalars(
        select(LedgerPosting)
        .where(LedgerPosting.entry_id.in_([head.id for head in heads]))
        .order_by(LedgerPosting.id)
    )
    for line in rows:
        lines[line.entry_id].append(line)
    return [BookedEntry(head, lines[head.id]) for head in heads]


def totals(session: Session, wanted: Wanted) -> list[AccountBalance]:
    """What the wanted postings add up to, by account and currency, from kept sums."""
    daily: Daily = LedgerDailySettled if wanted.settled else LedgerDailySum
    days = (wanted.span.first, wanted.span.last) if wanted.span else (None, None)
    sums = sums_of(daily, *days).c
    shown = sums.settled_in if wanted.settled else sums.currency
    rows = session.execute(
        select(sums.account, shown, func.sum(sums.debit_minor), func.sum(sums.credit_minor))
        .where(*narrowed(sums, wanted))
        .group_by(sums.account, shown)
        .order_by(shown, sums.account)
    )
    return [
        AccountBalance(
            account, currency, Money(int(debits), currency), Money(int(credited), currency)
        )
        for account, currency, debits, credited in rows
        if debits or credited
    ]


def narrowed(sums: Any, wanted: Wanted) -> list[Any]:
    """The conditions on kept sums, save the days; `sums` has a table's columns."""
    found: list[Any] = []
    if wanted.accounts:
        found.append(sums.account.in_(wanted.accounts))
    if wanted.currency:
        found.append(sums.currency == wanted.currency)
    if wanted.fund:
        found.append(sums.fund == wanted.fund)
    if wanted.settled:
        found.append(sums.settled_in == wanted.settled)
    return found


def of_days(sums: Daily, wanted: Wanted) -> list[Any]:
    """The conditions on daily sums."""
    found = narrowed(sums, wanted)
    if wanted.span:
        found += [sums.booked_on >= wanted.span.first, sums.booked_on <= wanted.span.last]
    return found


def currencies(session: Session) -> Sequence[str]:
    """Every currency that was ever posted in."""
    used = select(LedgerMonthlySum.currency).distinct()
    return session.scalars(used.order_by(LedgerMonthlySum.currency)).all()


def funds(session: Session) -> Sequence[LedgerFund]:
    """Every fund, closed ones too."""
    return session.scalars(select(LedgerFund).order_by(LedgerFund.code)).all()
