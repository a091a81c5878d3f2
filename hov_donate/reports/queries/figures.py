"""The treasurer's figures, read from daily sums alone, so that none grows with the gifts.

The screens, the reports and whatever else tells a figure read it here. Spans are in the
campaign's days; `fund` is a code of `ledger_funds`, None for all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.spans import DAY, Span
from hov_donate.gateway.port import Interval
from hov_donate.ledger.models import LedgerDailySettled, LedgerDailySum
from hov_donate.payments.models import Subscription
from hov_donate.payments.rules import PaymentPurpose, SubscriptionStatus
from hov_donate.reports.rules.figures import (
    DISPUTES,
    FEES,
    REFUNDS,
    Cash,
    Income,
    Posted,
    Settled,
    cash_of,
    income_of,
    spent_on,
)

# Those that were ever taken: one that never started was no giver's.
BEGUN = (
    SubscriptionStatus.ACTIVE,
    SubscriptionStatus.PAST_DUE,
    SubscriptionStatus.PAUSED,
    SubscriptionStatus.ENDED,
)


@dataclass(frozen=True)
class Regular:
    """Recurring gifts of one interval: how many ran before the span, began in it, ended in it."""

    before: int
    gained: int
    lost: int

    @property
    def now(self) -> int:
        """How many run when the span is over."""
        return self.before + self.gained - self.lost


def posted(session: Session, span: Span, *, fund: str | None = None) -> list[Posted]:
    """What was posted in a span, by account and currency."""
    sums = LedgerDailySum
    rows = _summed(session, sums, (sums.account, sums.currency), span, fund, sums.postings)
    return [Posted(account, currency, *counts) for (account, currency), counts in rows]


def settled(session: Session, span: Span, *, fund: str | None = None) -> list[Settled]:
    """What money came and went for in a span, in the currencies in which it is kept."""
    sums = LedgerDailySettled
    key = (sums.account, sums.currency, sums.settled_in)
    rows = _summed(session, sums, key, span, fund)
    return [Settled(*of, *counts) for of, counts in rows]


def income(session: Session, span: Span, *, fund: str | None = None) -> Income:
    """Income before fees and refunds, by kind and the currency given or invoiced."""
    return income_of(posted(session, span, fund=fund))


def refunded(session: Session, span: Span, *, fund: str | None = None) -> dict[str, Money]:
    """Gifts that went back, less refunds that failed, by the currency given."""
    return spent_on(REFUNDS, posted(session, span, fund=fund))


def disputed(session: Session, span: Span, *, fund: str | None = None) -> dict[str, Money]:
    """What disputes took, less what was given back, by the currency given."""
    return spent_on(DISPUTES, posted(session, span, fund=fund))


def fees(session: Session, span: Span, *, fund: str | None = None) -> dict[str, Money]:
    """Stripe's fees with the tax on them, and the bank's, by the currency they were taken in."""
    return spent_on(FEES, posted(session, span, fund=fund))


def cash(session: Session, span: Span, *, fund: str | None = None) -> dict[str, Cash]:
    """What came and went, by the currency in which the money is kept."""
    return cash_of(settled(session, span, fund=fund))


def settled_by_month(session: Session, span: Span) -> dict[date, list[Settled]]:
    """What money came and went for, by the first day of each calendar month in a span."""
    sums = LedgerDailySettled
    year, month = (extract(part, sums.booked_on) for part in ("year", "month"))
    key = (year, month, sums.account, sums.currency, sums.settled_in)
    found: dict[date, list[Settled]] = {each.first: [] for each in span.months()}
    for (of_year, of_month, *of), counts in _summed(session, sums, key, span, None):
        found[date(int(of_year), int(of_month), 1)].append(Settled(*of, *counts))
    return found


def regular(
    session: Session, span: Span, time_zone: str, interval: Interval = Interval.MONTH
) -> Regular:
    """Recurring gifts of an interval: those that run, came and went; counted in indexes alone."""
    begins, ends = midnight(span.first, time_zone), midnight(span.last + DAY, time_zone)
    begun, gone = Subscription.started_at, Subscription.ended_at
    before = _count(session, interval, BEGUN, begun < begins)
    before -= _count(session, interval, (SubscriptionStatus.ENDED,), gone < begins)
    return Regular(
        before=before,
        gained=_count(session, interval, BEGUN, begun >= begins, begun < ends),
        lost=_count(session, interval, (SubscriptionStatus.ENDED,), gone >= begins, gone < ends),
    )


def _summed(
    session: Session,
    sums: type[LedgerDailySum] | type[LedgerDailySettled],
    key: Sequence[Any],
    span: Span,
    fund: str | None,
    *more: Any,
) -> Iterator[tuple[Sequence[Any], list[int]]]:
    """Debits, credits and what more is wanted, added up by a key."""
    totals = [func.sum(each) for each in (sums.debit_minor, sums.credit_minor, *more)]
    query = select(*key, *totals).group_by(*key)
    query = query.where(sums.booked_on >= span.first, sums.booked_on <= span.last)
    if fund is not None:
        query = query.where(sums.fund == fund)
    for row in session.execute(query):
        yield row[: len(key)], [int(each) for each in row[len(key) :]]


def _count(
    session: Session,
    interval: Interval,
    statuses: tuple[SubscriptionStatus, ...],
    *when: Any,
) -> int:
    of_gifts = Subscription.purpose == PaymentPurpose.DONATION
    query = select(func.count()).where(of_gifts, Subscription.interval == interval)
    return session.scalar(query.where(Subscription.status.in_(statuses), *when)) or 0


def midnight(day: date, time_zone: str) -> datetime:
    """When a day of the campaign begins."""
    return datetime.combine(day, time.min, ZoneInfo(time_zone))
