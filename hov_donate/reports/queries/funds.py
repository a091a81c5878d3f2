"""What moved in funds, month by month, from daily sums."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import FundTransfer, LedgerAccount, LedgerDailySum
from hov_donate.ledger.queries import OF_A_FUND

ADDED = func.sum(LedgerDailySum.credit_minor - LedgerDailySum.debit_minor)


@dataclass(frozen=True)
class Moved:
    """What was added to a fund (negative: taken off) on an account in a calendar month."""

    fund: str
    month: date
    account: Account
    amount: Money


def in_funds_before(session: Session, day: date) -> dict[tuple[str, str], Money]:
    """What was in every fund when a day began, by fund and currency."""
    key = LedgerDailySum.fund, LedgerDailySum.currency
    rows = _summed(session, key, LedgerDailySum.booked_on < day)
    return {(fund, currency): Money(int(minor), currency) for fund, currency, minor in rows}


def moved(session: Session, span: Span) -> Iterator[Moved]:
    """What every fund got and gave in the months of a span, of its days alone."""
    sums = LedgerDailySum
    months = (extract(part, sums.booked_on) for part in ("year", "month"))
    days = (sums.booked_on >= span.first) & (sums.booked_on <= span.last)
    rows = _summed(session, (sums.fund, *months, sums.account, sums.currency), days)
    for fund, year, month, account, currency, minor in rows:
        yield Moved(fund, date(int(year), int(month), 1), account, Money(int(minor), currency))


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


def _summed(
    session: Session, key: Sequence[Any], which: ColumnElement[bool]
) -> Iterator[Sequence[Any]]:
    query = select(*key, ADDED).join(LedgerAccount, LedgerAccount.code == LedgerDailySum.account)
    of_funds = query.where(LedgerAccount.kind.in_(OF_A_FUND), which).group_by(*key)
    return iter(session.execute(of_funds))
