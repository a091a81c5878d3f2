"""The treasurer's figures, read from kept sums alone, so that none grows with the gifts.

The screens, the reports and whatever else tells a figure read it here. Spans are in the
campaign's days; `fund` is a code of `ledger_funds`, None for all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hov_donate.core.money import Money
from hov_donate.core.spans import DAY, Span
from hov_donate.gateway.port import Interval
from hov_donate.ledger.models import LedgerDailySettled, LedgerDailySum
from hov_donate.ledger.monthly import Daily, sums_of
from hov_donate.payments.models import Subscription
from hov_donate.payments.rules import PaymentPurpose, SubscriptionStatus
from hov_donate.reports.rules.figures import (
    DISPUTES,
    FEES,
    RECEIVED_ON,
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
GONE = (SubscriptionStatus.ENDED,)
SIDES = ("debit_minor", "credit_minor")


class Moved(StrEnum):
    """Which recurring gifts a figure counts: running at a span's end, begun or ended in it."""

    RUNNING = "running"
    BEGUN = "begun"
    ENDED = "ended"


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
    key, counts = ("account", "currency"), (*SIDES, "postings")
    rows = _summed(session, LedgerDailySum, span, fund, key, counts)
    return [Posted(account, currency, *sums) for (account, currency), sums in rows]


def settled(session: Session, span: Span, *, fund: str | None = None) -> list[Settled]:
    """What money came and went for in a span, in the currencies in which it is kept."""
    key = ("account", "currency", "settled_in")
    rows = _summed(session, LedgerDailySettled, span, fund, key, SIDES)
    return [Settled(*of, *sums) for of, sums in rows]


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


def received_by_month(session: Session, span: Span, kept_in: str) -> dict[date, Money]:
    """Money received that is kept in a currency, by the first day of each month in a span."""
    sums = sums_of(LedgerDailySettled, span.first, span.last).c
    rows = session.execute(
        select(sums.month, func.sum(sums.credit_minor - sums.debit_minor))
        .where(sums.settled_in == kept_in, sums.account.in_(RECEIVED_ON))
        .group_by(sums.month)
    )
    found = {month.first: Money(0, kept_in) for month in span.months()}
    return found | {month: Money(int(minor), kept_in) for month, minor in rows}


def regular(
    session: Session, span: Span, time_zone: str, interval: Interval = Interval.MONTH
) -> Regular:
    """Recurring gifts of an interval: those that run, came and went; counted in indexes alone."""
    return regular_by_span(session, [span], time_zone, interval)[0]


def regular_by_span(
    session: Session, spans: Sequence[Span], time_zone: str, interval: Interval = Interval.MONTH
) -> list[Regular]:
    """As `regular`, for spans that follow one another without a gap; one question to the database.

    Raises ValueError when there is no span.
    """
    if not spans:
        raise ValueError("recurring gifts are counted in one span at least")
    first = midnight(spans[0].first, time_zone)
    counts = [
        _count(interval, BEGUN, Subscription.started_at < first),
        _count(interval, GONE, Subscription.ended_at < first),
    ]
    for span in spans:
        counts.append(_count(interval, BEGUN, *_in(Subscription.started_at, span, time_zone)))
        counts.append(_count(interval, GONE, *_in(Subscription.ended_at, span, time_zone)))
    begun, gone, *moved = session.execute(select(*counts)).one()
    running, found = begun - gone, []
    for gained, lost in zip(moved[::2], moved[1::2], strict=True):
        found.append(Regular(running, gained, lost))
        running = found[-1].now
    return found


def together(spans: Sequence[Span], counts: Sequence[Regular], span: Span) -> Regular | None:
    """What was counted in spans that follow one another, for those that make up another span.

    None when they do not.
    """
    within = [
        (part, count)
        for part, count in zip(spans, counts, strict=True)
        if part.first in span and part.last in span
    ]
    if not within or (within[0][0].first, within[-1][0].last) != (span.first, span.last):
        return None
    of = [count for _, count in within]
    return Regular(of[0].before, sum(it.gained for it in of), sum(it.lost for it in of))


def of_regular(moved: Moved, span: Span, time_zone: str) -> list[ColumnElement[bool]]:
    """Which recurring gifts a figure of `regular` counts; of gifts alone, of either interval."""
    of_gifts = Subscription.purpose == PaymentPurpose.DONATION
    if moved is Moved.ENDED:
        ended = _in(Subscription.ended_at, span, time_zone)
        return [of_gifts, Subscription.status.in_(GONE), *ended]
    begun = [of_gifts, Subscription.status.in_(BEGUN)]
    if moved is Moved.BEGUN:
        return [*begun, *_in(Subscription.started_at, span, time_zone)]
    ends = midnight(span.last + DAY, time_zone)
    alive = or_(Subscription.ended_at.is_(None), Subscription.ended_at >= ends)
    return [*begun, Subscription.started_at < ends, alive]


def _summed(
    session: Session,
    daily: Daily,
    span: Span,
    fund: str | None,
    key: Sequence[str],
    counts: Sequence[str],
) -> Iterator[tuple[Sequence[Any], list[int]]]:
    """What is counted in a span, added up by a key."""
    sums = sums_of(daily, span.first, span.last).c
    of = [sums[name] for name in key]
    query = select(*of, *(func.sum(sums[name]) for name in counts)).group_by(*of)
    if fund is not None:
        query = query.where(sums.fund == fund)
    for row in session.execute(query):
        added_up = [int(each) for each in row[len(key) :]]
        if any(added_up):
            yield row[: len(key)], added_up


def _count(
    interval: Interval, statuses: Sequence[SubscriptionStatus], *when: ColumnElement[bool]
) -> ScalarSelect[int]:
    of_gifts = Subscription.purpose == PaymentPurpose.DONATION
    query = select(func.count()).where(of_gifts, Subscription.interval == interval)
    return query.where(Subscription.status.in_(statuses), *when).scalar_subquery()


def _in(
    column: InstrumentedAttribute[Any], span: Span, time_zone: str
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """A moment lies in a span of the campaign's days."""
    begins, ends = midnight(span.first, time_zone), midnight(span.last + DAY, time_zone)
    return column >= begins, column < ends


def midnight(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(time_zone))
