"""Runs of the reconciliation and of the sweep, and payouts."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, STRIPE_ID, Base, UtcDateTime, one_of
from hov_donate.core.money import Money


class ReconciliationRun(Base):
    """One pull of what Stripe booked from `since` on; moments are by Stripe's clock.

    `page_after` is where a killed run is taken up again, `newest_at` where the next one starts.
    """

    __tablename__ = "reconciliation_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    newest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    page_after: Mapped[str | None] = mapped_column(STRIPE_ID)
    seen: Mapped[int] = mapped_column(default=0)
    posted: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class SweepStep(StrEnum):
    """What a sweep looks through, in this order."""

    EVENTS = "events"
    PAGES = "pages"
    REFUNDS = "refunds"
    DISPUTES = "disputes"
    FRAUD_WARNINGS = "fraud_warnings"
    SUBSCRIPTIONS = "subscriptions"
    INVOICES = "invoices"
    PAYOUTS = "payouts"
    OPEN_MATTERS = "open_matters"
    BALANCE = "balance"


class SweepRun(Base):
    """One look through everything at Stripe that may have changed since `since`.

    `step` and `page_after` are where a killed run is taken up again; `differed` counts the objects
    that stood otherwise here.
    """

    __tablename__ = "sweep_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    step: Mapped[SweepStep] = mapped_column(one_of(SweepStep))
    page_after: Mapped[str | None] = mapped_column(STRIPE_ID)
    seen: Mapped[int] = mapped_column(default=0)
    differed: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class BalanceComparison(Base):
    """What a finished run found for one currency."""

    __tablename__ = "balance_comparisons"

    run_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(CURRENCY, primary_key=True)
    stripe_minor: Mapped[int] = mapped_column(BigInteger)
    ledger_minor: Mapped[int] = mapped_column(BigInteger)

    @property
    def stripe(self) -> Money:
        """Stripe's balance, all of it: available, pending, reserved."""
        return Money(self.stripe_minor, self.currency)

    @property
    def ledger(self) -> Money:
        """What our books say that Stripe holds."""
        return Money(self.ledger_minor, self.currency)

    @property
    def difference(self) -> Money:
        """Stripe less ours; anything but zero needs a person."""
        return self.stripe - self.ledger


class ReceivablesComparison(Base):
    """What a finished run found that affiliates owe in one currency, less their credit.

    `expected` is reckoned from their invoices and money, see `affiliations.queries.receivables`.
    """

    __tablename__ = "receivables_comparisons"

    run_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(CURRENCY, primary_key=True)
    expected_minor: Mapped[int] = mapped_column(BigInteger)
    ledger_minor: Mapped[int] = mapped_column(BigInteger)

    @property
    def expected(self) -> Money:
        """What all invoices and all money for them say."""
        return Money(self.expected_minor, self.currency)

    @property
    def ledger(self) -> Money:
        """What the books say."""
        return Money(self.ledger_minor, self.currency)

    @property
    def difference(self) -> Money:
        """The former less the latter; anything but zero needs a person."""
        return self.expected - self.ledger


class Payout(Base):
    """Money that Stripe sent to the bank. `status` is Stripe's word; paid ones may still fail."""

    __tablename__ = "payouts"
    __table_args__ = (
        Index("ix_payouts_arrival_date_id", "arrival_date", "id"),
        Index("ix_payouts_sums", "currency", "amount_minor", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    stripe_payout_id: Mapped[str] = mapped_column(STRIPE_ID, unique=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    status: Mapped[str] = mapped_column(String(40))
    arrival_date: Mapped[date] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    items: Mapped[int | None] = mapped_column(Integer)
    items_minor: Mapped[int | None] = mapped_column(BigInteger)

    @property
    def amount(self) -> Money:
        """What goes to the bank."""
        return Money(self.amount_minor, self.currency)

    @property
    def agrees(self) -> bool | None:
        """Whether its items add up to it; None while Stripe has not itemised it."""
        return None if self.items_minor is None else self.items_minor == self.amount_minor
