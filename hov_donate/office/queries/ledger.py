"""Entries with their postings, and what they add up to by the daily sums."""

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
    """What the wanted postings add up to, by account and currency, from the daily sums."""
    sums = LedgerDailySettled if wanted.settled else LedgerDailySum
    shown = LedgerDailySettled.settled_in if wanted.settled else LedgerDailySum.currency
    debit, credit = func.sum(sums.debit_minor), func.sum(sums.credit_minor)
    rows = session.execute(
        select(sums.account, shown, debit, credit)
        .where(*of_sums(sums, wanted))
        .group_by(sums.account, shown)
        .order_by(shown, sums.account)
    )
    return [
        AccountBalance(
            account, currency, Money(int(debits), currency), Money(int(credited), currency)
        )
        for account, currency, debits, credited in rows
    ]


def of_sums(sums: type[LedgerDailySum] | type[LedgerDailySettled], wanted: Wanted) -> list[Any]:
    """The conditions on daily sums."""
    found: list[Any] = []
    if wanted.accounts:
        found.append(sums.account.in_(wanted.accounts))
    if wanted.currency:
        found.append(sums.currency == wanted.currency)
    if wanted.fund:
        found.append(sums.fund == wanted.fund)
    if wanted.settled:
        found.append(LedgerDailySettled.settled_in == wanted.settled)
    if wanted.span:
        found += [sums.booked_on >= wanted.span.first, sums.booked_on <= wanted.span.last]
    return found


def currencies(session: Session) -> Sequence[str]:
    """Every currency that was ever posted in."""
    used = select(LedgerDailySum.currency).distinct()
    return session.scalars(used.order_by(LedgerDailySum.currency)).all()


def funds(session: Session) -> Sequence[LedgerFund]:
    """Every fund, closed ones too."""
    return session.scalars(select(LedgerFund).order_by(LedgerFund.code)).all()
