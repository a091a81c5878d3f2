"""Books in which months pass: movements at Stripe, checks, and people who close."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import Engine

from hov_donate.closing.models import MonthClosing
from hov_donate.closing.operations import agree_to_reopen, ask_to_reopen, close_month
from hov_donate.closing.queries.freezing import seen_of
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database
from hov_donate.core.money import Money
from hov_donate.core.spans import Span, month_of
from hov_donate.gateway.port import RemoteBalanceTransaction
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.payments.rules import Owner, PaymentPurpose
from hov_donate.reconciliation.models import ReconciliationRun
from hov_donate.reconciliation.operations import finish_run, post_transactions

ZONE = "Europe/London"
GIVEN = {"pi_1": Owner(PaymentPurpose.DONATION, "7KQM3XPA")}
ANNA, BEN = "staff:1", "staff:2"


def check_the_books(database: Database, off: Money | None = None) -> None:
    """A check that finds Stripe's balance to be ours, or off by so much."""
    with database.writing() as work:
        run = ReconciliationRun(since=work.now, started_at=work.now, newest_at=work.now)
        work.session.add(run)
        work.session.flush()
        held = balances(work.session, Account.STRIPE)
        if off:
            held[off.currency] += off
        finish_run(work, run=run, stripe=held)


@dataclass
class Calendar:
    """Books, a clock that is set by hand, and what Stripe holds."""

    engine: Engine
    clock: FixedClock
    stripe: dict[str, Money] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def database(self) -> Database:
        """Where it is all kept; nobody answers events."""
        return Database(self.engine, self.clock, lambda _: None)

    def at(self, *when: int) -> None:
        """Set the clock."""
        self.clock.moment = datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]

    def happens(
        self, day: date, category: str, gross: Money, fee: int = 0
    ) -> RemoteBalanceTransaction:
        """Something moves Stripe's balance at noon of a day, known here or not."""
        number = next(self.numbers)
        net = Money(gross.minor - fee, gross.currency)
        held = self.stripe.get(gross.currency, Money(0, gross.currency))
        self.stripe[gross.currency] = held + net
        paid = category in {"charge", "refund", "dispute", "dispute_reversal", "refund_failure"}
        return RemoteBalanceTransaction(
            id=f"txn_{number}",
            reporting_category=category,
            source_id=f"src_{number}",
            payment_id="pi_1" if paid else None,
            created_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
            available_on=day,
            currency=gross.currency,
            gross_minor=gross.minor,
            fee_minor=fee,
            net_minor=net.minor,
            given=gross if paid else None,
            exchange_rate=None,
        )

    def book(
        self,
        movements: Sequence[RemoteBalanceTransaction],
        owners: Mapping[str, Owner] | None = None,
    ) -> int:
        """What happened is pulled."""
        with self.database.writing() as work:
            return post_transactions(
                work, transactions=movements, owners=owners or GIVEN, time_zone=ZONE
            )

    @contextmanager
    def before(self, late: Sequence[RemoteBalanceTransaction]) -> Iterator[None]:
        """As long as this lasts, Stripe shows none of these: they appear later."""
        now = dict(self.stripe)
        for each in late:
            self.stripe[each.currency] -= Money(each.net_minor, each.currency)
        yield
        self.stripe = now

    def check(self) -> None:
        """A check of the books against Stripe, begun and ended now."""
        with self.database.writing() as work:
            run = ReconciliationRun(since=work.now, started_at=work.now, newest_at=work.now)
            work.session.add(run)
            work.session.flush()
            finish_run(work, run=run, stripe=self.stripe)

    def close(self, year: int, month: int, actor: str = ANNA) -> MonthClosing:
        """A person looks at a month and closes it."""
        span = month_of(date(year, month, 1))
        with self.database.writing() as work:
            return close_month(
                work, month=span, seen=seen_of(work.session, span), actor=actor, time_zone=ZONE
            )

    def reopen(self, closing: MonthClosing) -> None:
        """Two people open a month again."""
        with self.database.writing() as work:
            asked = ask_to_reopen(
                work,
                closing_id=closing.id,
                reason="A cheque was booked twice",
                minute_reference="Minute 12",
                actor=ANNA,
            )
        with self.database.writing() as work:
            agree_to_reopen(work, request_id=asked.id, actor=BEN)

    def pass_month(self, span: Span) -> MonthClosing:
        """The day after a month's end: all is read, all agrees, it is closed."""
        after = span.last + timedelta(days=1)
        self.at(after.year, after.month, after.day, 9)
        self.check()
        return self.close(span.first.year, span.first.month)
