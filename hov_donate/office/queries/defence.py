"""Attempts refused and money taken, by day. Reads what was added up, never the gifts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.defence.models import GivingClosure
from hov_donate.defence.queries import by_day, closures
from hov_donate.defence.rules import REFUSALS, Outcome
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum
from hov_donate.staff.models import StaffMember

DAYS = 30
GIFTS = (Account.DONATIONS, Account.RECURRING_DONATIONS)


@dataclass(frozen=True)
class Day:
    """A day's attempts and the gifts booked on it."""

    day: date
    outcomes: Mapping[Outcome, int]
    gifts: int
    money: tuple[Money, ...]

    @property
    def attempts(self) -> int:
        """Every press of a button that would open a page at Stripe."""
        return self.opened + self.asked + self.refused

    @property
    def opened(self) -> int:
        """How many went on to Stripe."""
        return self.outcomes.get(Outcome.OPENED, 0)

    @property
    def asked(self) -> int:
        """How many were asked to press a second time."""
        return self.outcomes.get(Outcome.ASKED, 0)

    @property
    def refused(self) -> int:
        """How many were refused."""
        return sum(self.outcomes.get(outcome, 0) for outcome in REFUSALS)

    @property
    def declined(self) -> int:
        """How many cards were declined on pages that were opened."""
        return self.outcomes.get(Outcome.DECLINED, 0)


@dataclass(frozen=True)
class Closure:
    """A time during which giving was stopped, and by whom."""

    closure: GivingClosure
    closed_by: str
    reopened_by: str


def days(session: Session, today: date) -> list[Day]:
    """The last days, the newest first; quiet days are in it."""
    since = today - timedelta(days=DAYS - 1)
    attempts = by_day(session, since)
    gifts = _gifts(session, since)
    found = []
    for ago in range(DAYS):
        day = today - timedelta(days=ago)
        sums = gifts.get(day, [])
        money = tuple(amount for amount, _ in sums)
        found.append(Day(day, attempts.get(day, {}), sum(count for _, count in sums), money))
    return found


def _gifts(session: Session, since: date) -> dict[date, list[tuple[Money, int]]]:
    """What was given on each day, by currency, and how many gifts that were."""
    found: dict[date, list[tuple[Money, int]]] = {}
    rows = session.execute(
        select(
            LedgerDailySum.booked_on,
            LedgerDailySum.currency,
            func.sum(LedgerDailySum.credit_minor),
            func.sum(LedgerDailySum.postings),
        )
        .where(LedgerDailySum.account.in_(GIFTS), LedgerDailySum.booked_on >= since)
        .group_by(LedgerDailySum.booked_on, LedgerDailySum.currency)
        .order_by(LedgerDailySum.currency)
    )
    for day, currency, minor, count in rows:
        found.setdefault(day, []).append((Money(int(minor), currency), int(count)))
    return found


def stops(session: Session) -> Sequence[Closure]:
    """The last times that giving was stopped, with the people who did it."""
    found = closures(session)
    ids = {it.closed_by_id for it in found} | {it.reopened_by_id for it in found}
    members = session.execute(
        select(StaffMember.id, StaffMember.email).where(StaffMember.id.in_(ids - {None}))
    )
    names = {row.id: row.email for row in members}
    return [
        Closure(it, names.get(it.closed_by_id, ""), names.get(it.reopened_by_id or 0, ""))
        for it in found
    ]
