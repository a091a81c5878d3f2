"""Entries with their postings, and what stands on each account."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum, LedgerEntry, LedgerPosting
from hov_donate.office.queries.paging import Page, Place, page_of


@dataclass(frozen=True)
class BookedEntry:
    """An entry and its lines."""

    head: LedgerEntry
    lines: Sequence[LedgerPosting]


@dataclass(frozen=True)
class AccountBalance:
    """What stands on an account in one currency; a debit balance is positive."""

    account: Account
    currency: str
    debit: Money
    credit: Money

    @property
    def balance(self) -> Money:
        """Debits less credits."""
        return self.debit - self.credit


def entries(session: Session, account: Account | None, place: Place) -> Page[BookedEntry]:
    """A page of entries, the newest posting first; only those that touch `account`, if given."""
    if account is None:
        keys = page_of(session, select(LedgerEntry.id), LedgerEntry.id, place)
    else:
        touching = select(LedgerPosting.entry_id).distinct()
        touching = touching.where(LedgerPosting.account == account)
        keys = page_of(session, touching, LedgerPosting.entry_id, place)
    heads = session.scalars(
        select(LedgerEntry).where(LedgerEntry.id.in_(keys.rows)).order_by(LedgerEntry.id.desc())
    ).all()
    return Page(with_postings(session, heads), older=keys.older, newer=keys.newer)


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


def account_balances(session: Session) -> list[AccountBalance]:
    """Every account that was ever posted to, by currency, from the daily sums."""
    debit, credit = func.sum(LedgerDailySum.debit_minor), func.sum(LedgerDailySum.credit_minor)
    rows = session.execute(
        select(LedgerDailySum.account, LedgerDailySum.currency, debit, credit)
        .group_by(LedgerDailySum.account, LedgerDailySum.currency)
        .order_by(LedgerDailySum.currency, LedgerDailySum.account)
    )
    return [
        AccountBalance(
            account, currency, Money(int(debits), currency), Money(int(credited), currency)
        )
        for account, currency, debits, credited in rows
    ]
