"""Recurring payments."""

import uuid
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, STRIPE_ID, Base, UtcDateTime, one_of
from hov_donate.core.money import Money
from hov_donate.gateway.port import Interval
from hov_donate.payments.rules import PaymentPurpose, SubscriptionStatus


class Subscription(Base):
    """A payment that Stripe takes again and again, as Stripe tells it.

    Its reference is that of its first instalment. Who asked for its end, and why, is written down
    before Stripe is told, so that a killed process or a silent Stripe never leaves it alive.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "(cancel_asked_at IS NULL) = (cancel_asked_by IS NULL)",
            name="who_asks_for_the_end_is_named",
        ),
        Index("ix_subscriptions_status_id", "status", "id"),
        Index("ix_subscriptions_next_charge_at", "next_charge_at"),
        # How many began and ended in some days is counted in these alone.
        Index("ix_subscriptions_begun", "purpose", "interval", "status", "started_at"),
        Index("ix_subscriptions_gone", "purpose", "interval", "status", "ended_at"),
        Index("ix_subscriptions_sums", "currency", "amount_minor", "id"),
        Index("ix_subscriptions_sums_by_status", "status", "currency", "amount_minor", "id"),
        Index("ix_subscriptions_next", "next_charge_at", "id"),
        Index(
            "ix_subscriptions_ends_asked",
            "cancel_asked_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    stripe_subscription_id: Mapped[str] = mapped_column(STRIPE_ID, unique=True)
    stripe_customer_id: Mapped[str] = mapped_column(STRIPE_ID, index=True)
    purpose: Mapped[PaymentPurpose] = mapped_column(one_of(PaymentPurpose))
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    interval: Mapped[Interval] = mapped_column(one_of(Interval))
    status: Mapped[SubscriptionStatus] = mapped_column(one_of(SubscriptionStatus))
    # Stripe's own word, by which a nightly comparison tells whether anything differs.
    stripe_status: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_charge_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(String(60))
    cancel_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_asked_by: Mapped[str | None] = mapped_column(String(254))
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=0)

    @property
    def amount(self) -> Money:
        """What is taken each time."""
        return Money(self.amount_minor, self.currency)
