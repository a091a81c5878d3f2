"""Payments, their steps, and their attempts at Stripe Checkout."""

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
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, STRIPE_ID, Base, UtcDateTime, one_of
from hov_donate.core.money import Money
from hov_donate.gateway.port import Interval
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.payments.rules import (
    RECEIVED,
    AttemptStatus,
    ChangeReason,
    Owner,
    PaymentPurpose,
    PaymentStatus,
)

RECEIVED_IN_SQL = ", ".join(f"'{status}'" for status in PaymentStatus if status in RECEIVED)


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
            f"status NOT IN ({RECEIVED_IN_SQL})"
            " OR (paid_at IS NOT NULL AND stripe_payment_intent_id IS NOT NULL)",
            name="paid_means_paid_at_stripe",
        ),
        CheckConstraint(
            "disputed_minor >= 0 AND lost_minor >= 0", name="disputes_take_and_never_give"
        ),
        CheckConstraint(
            "stripe_invoice_id IS NULL OR subscription_id IS NOT NULL",
            name="an_instalment_belongs_to_a_subscription",
        ),
        Index("ix_payments_status_id", "status", "id"),
        Index("ix_payments_currency_id", "currency", "id"),
        # Whom to thank is asked for the gifts of some days.
        Index("ix_payments_paid_at", "paid_at"),
        Index("ix_payments_subscription_id_id", "subscription_id", "id"),
        Index("ix_payments_begun", "purpose", "created_at", "id"),
        Index("ix_payments_sums", "purpose", "currency", "amount_minor", "created_at", "id"),
        Index(
            "ix_payments_sums_by_status",
            "purpose",
            "status",
            "currency",
            "amount_minor",
            "created_at",
            "id",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    purpose: Mapped[PaymentPurpose] = mapped_column(one_of(PaymentPurpose))
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    # Asked for again and again, from this one on; what came of it is the subscription.
    interval: Mapped[Interval | None] = mapped_column(one_of(Interval))
    # One of `ledger_funds`; later instalments are for the first one's.
    fund: Mapped[str] = mapped_column(String(40), default=GENERAL_FUND, server_default=GENERAL_FUND)
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscriptions.id"))
    # Money that is here and is no income: it waits to be accepted, or was refused.
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    status: Mapped[PaymentStatus] = mapped_column(one_of(PaymentStatus))
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    disputed_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    lost_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stripe_payment_intent_id: Mapped[str | None] = mapped_column(STRIPE_ID, unique=True)
    stripe_charge_id: Mapped[str | None] = mapped_column(STRIPE_ID, unique=True)
    stripe_invoice_id: Mapped[str | None] = mapped_column(STRIPE_ID, unique=True)
    # Where the payer can settle an instalment by hand, or confirm it for the bank.
    hosted_url: Mapped[str | None] = mapped_column(Text)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    method: Mapped[str | None] = mapped_column(String(40))
    # That of the card or bank account, as Stripe says it; gifts are counted by it.
    country: Mapped[str | None] = mapped_column(String(2))
    last_failure: Mapped[str | None] = mapped_column(String(60))

    @property
    def amount(self) -> Money:
        """The sum asked for, in the currency the payer chose."""
        return Money(self.amount_minor, self.currency)

    @property
    def refunded(self) -> Money:
        """What went back of it, or is on its way back."""
        return Money(self.refunded_minor, self.currency)

    @property
    def is_later_instalment(self) -> bool:
        """Whether Stripe asked for it by itself; the first one, the payer agreed to on a page."""
        return self.stripe_invoice_id is not None and self.interval is None

    @property
    def owner(self) -> Owner:
        """Whose money it is, as the books need to know."""
        recurring = self.interval is not None or self.subscription_id is not None
        return Owner(self.purpose, self.reference, recurring, self.fund, held=self.held)

    @property
    def kept(self) -> Money:
        """What is ours of it now; nothing before it came."""
        gone = self.refunded_minor + self.disputed_minor + self.lost_minor
        whole = self.status.received and self.status is not PaymentStatus.REVERSED
        return Money(max(0, self.amount_minor - gone) if whole else 0, self.currency)


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
    interval: Mapped[Interval | None] = mapped_column(one_of(Interval))
    status: Mapped[AttemptStatus] = mapped_column(one_of(AttemptStatus))
    stripe_session_id: Mapped[str | None] = mapped_column(STRIPE_ID, unique=True)
    url: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def amount(self) -> Money:
        """What the page asks for; the payment may have been changed since."""
        return Money(self.amount_minor, self.currency)

    def asks_for(self, payment: Payment) -> bool:
        """Whether the page still says what the payment asks."""
        return (self.amount, self.interval) == (payment.amount, payment.interval)
