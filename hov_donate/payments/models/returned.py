"""Money that went back: refunds, disputes, and warnings that it may have to."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, STRIPE_ID, Base, UtcDateTime, one_of
from hov_donate.core.money import Money
from hov_donate.payments.rules import DisputeStatus, ObjectKind, RefundStatus


class Refund(Base):
    """Money that went back, as Stripe tells it."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        Index("ix_refunds_status_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    stripe_refund_id: Mapped[str] = mapped_column(STRIPE_ID, unique=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    status: Mapped[RefundStatus] = mapped_column(one_of(RefundStatus))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def amount(self) -> Money:
        """What went back, in the currency of the payment."""
        return Money(self.amount_minor, self.currency)


class Dispute(Base):
    """A payer's objection at their bank, as Stripe tells it; unmatched money may have one too.

    `withdrawn_minor` is what the bank holds of it now, in the payment's currency.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "withdrawn_minor >= 0 AND withdrawn_minor <= amount_minor",
            name="no_more_is_withdrawn_than_disputed",
        ),
        Index("ix_disputes_status_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    stripe_dispute_id: Mapped[str] = mapped_column(STRIPE_ID, unique=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    stripe_payment_intent_id: Mapped[str] = mapped_column(STRIPE_ID, index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    withdrawn_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    status: Mapped[DisputeStatus] = mapped_column(one_of(DisputeStatus))
    reason: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    evidence_due_by: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def amount(self) -> Money:
        """What the payer objects to; it may differ from the payment."""
        return Money(self.amount_minor, self.currency)

    @property
    def withdrawn(self) -> Money:
        """What the bank holds of it now."""
        return Money(self.withdrawn_minor, self.currency)


class FraudWarning(Base):
    """A card network's word that a payment may be fraud; a refund in time spares the dispute."""

    __tablename__ = "fraud_warnings"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    stripe_warning_id: Mapped[str] = mapped_column(STRIPE_ID, unique=True)
    stripe_payment_intent_id: Mapped[str | None] = mapped_column(STRIPE_ID, index=True)
    kind: Mapped[str] = mapped_column(String(60))
    actionable: Mapped[bool] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ObjectStatusChange(Base):
    """Every step of a refund, a dispute or a subscription: what, when, why, by whom."""

    __tablename__ = "object_status_changes"
    __table_args__ = (Index("ix_object_status_changes_kind_stripe_id", "kind", "stripe_id"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[ObjectKind] = mapped_column(one_of(ObjectKind))
    stripe_id: Mapped[str] = mapped_column(STRIPE_ID)
    from_status: Mapped[str | None] = mapped_column(String(40))
    to_status: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(254))
    reason: Mapped[str | None] = mapped_column(Text)


class DisputeAnswer(Base):
    """What the office tells the bank about a dispute: once, since banks read one answer.

    The evidence names the giver, so it is sealed. It can be written anew until it is sent.
    """

    __tablename__ = "dispute_answers"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    stripe_dispute_id: Mapped[str] = mapped_column(
        STRIPE_ID, ForeignKey("disputes.stripe_dispute_id"), unique=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column()
    actor: Mapped[str] = mapped_column(String(60))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
