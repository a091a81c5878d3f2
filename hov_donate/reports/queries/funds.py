"""What moved in funds, month by month, from kept sums."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.spans import DAY, Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import FundTransfer, LedgerAccount, LedgerDailySum
from hov_donate.ledger.monthly import sums_of
from hov_donate.ledger.queries import OF_A_FUND


@dataclass(frozen=True)
class Moved:
    """What was added to a fund (negative: taken off) on an account in a calendar month."""

    fund: str
    month: date
    account: Account
    amount: Money


def in_funds_before(session: Session, day: date) -> dict[tuple[str, str], Money]:
    """What was in every fund when a day began, by fund and currency."""
    rows = _summed(session, None, day - DAY, "fund", "currency")
    return {(fund, currency): Money(int(minor), currency) for fund, currency, minor in rows}


def moved(session: Session, span: Span) -> Iterator[Moved]:
    """What every fund got and gave in the months of a span, of its days alone."""
    key = ("fund", "month", "account", "currency")
    rows = _summed(session, span.first, span.last, *key)
    for fund, month, account, currency, minor in rows:
        yield Moved(fund, month, account, Money(int(minor), currency))


def minutes(session: Session, span: Span) -> dict[tuple[str, date, str], list[str]]:
    """By which minutes money was moved, by fund, first day of the month, and currency."""
    rows = session.scalars(
        select(FundTransfer)
        .where(FundTransfer.made_on >= span.first, FundTransfer.made_on <= span.last)
        .order_by(FundTransfer.made_on, FundTransfer.id)
    )
    found: dict[tuple[str, date, str], list[str]] = defaultdict(list)
    for it in rows:
        for fund in (it.source, it.target):
            found[fund, it.made_on.replace(day=1), it.currency].append(it.minute)
    return found


def _summed(session: Session, first: date | None, last: date, *key: str) -> Iterator[Sequence[Any]]:
    sums = sums_of(LedgerDailySum, first, last).c
    of, added = [sums[name] for name in key], func.sum(sums.credit_minor - sums.debit_minor)
    query = select(*of, added).join(LedgerAccount, LedgerAccount.code == sums.account)
    return iter(session.execute(query.where(LedgerAccount.kind.in_(OF_A_FUND)).group_by(*of)))
