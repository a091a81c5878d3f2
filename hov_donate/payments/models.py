"""Payments, their attempts at Stripe Checkout, refunds, and money that matches nothing."""

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
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, STRIPE_ID, Base, UtcDateTime, one_of
from hov_donate.core.money import Money
from hov_donate.payments.rules import (
    AttemptStatus,
    ChangeReason,
    PaymentPurpose,
    PaymentStatus,
    RefundStatus,
    UnmatchedReason,
)


class Installation(Base):
    """Who we are among the systems that share a Stripe account; one row, made by a migration."""

    __tablename__ = "installations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)


class Payment(Base):
    """A sum asked of a contact, for one purpose, and how far it has come."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "refunded_minor >= 0 AND refunded_minor <= amount_minor",
            name="refunds_stay_within_the_amount",
        ),
        CheckConstraint(
            "status NOT IN ('paid', 'partly_refunded', 'refunded')"
            " OR (paid_at IS NOT NULL AND stripe_payment_intent_id IS NOT NULL)",
            name="paid_means_paid_at_stripe",
        ),
        Index("ix_payments_status_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    purpose: Mapped[PaymentPurpose] = mapped_column(one_of(PaymentPurpose))
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    status: Mapped[PaymentStatus] = mapped_column(one_of(PaymentStatus))
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stripe_payment_intent_id: Mapped[str | None] = mapped_column(STRIPE_ID, unique=True)
    stripe_charge_id: Mapped[str | None] = mapped_column(STRIPE_ID, unique=True)
    method: Mapped[str | None] = mapped_column(String(40))
    last_failure: Mapped[str | None] = mapped_column(String(60))

    @property
    def amount(self) -> Money:
        """The sum asked for, in the currency the payer chose."""
        return Money(self.amount_minor, self.currency)

    @property
    def refunded(self) -> Money:
        """What went back of it, or is on its way back."""
        return Money(self.refunded_minor, self.currency)


class PaymentStatusChange(Base):
    """Every step of a payment: what, when, why, by whom."""

    __tablename__ = "payment_status_changes"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    from_status: Mapped[PaymentStatus | None] = mapped_column(one_of(PaymentStatus, "from_status"))
    to_status: Mapped[PaymentStatus] = mapped_column(one_of(PaymentStatus, "to_status"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[ChangeReason] = mapped_column(one_of(ChangeReason))
    actor: Mapped[str] = mapped_column(String(60))


class CheckoutAttempt(Base):
    """One Checkout Session opened, or about to be opened, for a payment."""

    __tablename__ = "checkout_attempts"
    __table_args__ = (
        UniqueConstraint("payment_id", "attempt"),
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "status <> 'open' OR (stripe_session_id IS NOT NULL AND url IS NOT NULL)",
            name="open_means_there_is_a_page",
        ),
        Index("ix_checkout_attempts_status_expires_at", "status", "expires_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    attempt: Mapped[int] = mapped_column()
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    status: Mapped[AttemptStatus] = mapped_column(one_of(AttemptStatus))
    stripe_session_id: Mapped[str | None] = mapped_column(STRIPE_ID, unique=True)
    url: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def amount(self) -> Money:
        """What the page asks for; the payment may have been changed since."""
        return Money(self.amount_minor, self.currency)


class Refund(Base):
    """Money that went back, as Stripe tells it."""

    __tablename__ = "refunds"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_is_positive"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    stripe_refund_id: Mapped[str] = mapped_column(STRIPE_ID, unique=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    status: Mapped[RefundStatus] = mapped_column(one_of(RefundStatus))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UnmatchedPayment(Base):
    """Money that Stripe took and that answers nothing we asked for; the office decides."""

    __tablename__ = "unmatched_payments"
    __table_args__ = (
        Index(
            "ix_unmatched_payments_open",
            "id",
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    stripe_payment_intent_id: Mapped[str] = mapped_column(STRIPE_ID, unique=True)
    reason: Mapped[UnmatchedReason] = mapped_column(one_of(UnmatchedReason))
    reference: Mapped[str | None] = mapped_column(String(200), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def amount(self) -> Money:
        """What was received."""
        return Money(self.amount_minor, self.currency)
