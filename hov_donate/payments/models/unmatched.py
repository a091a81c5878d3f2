"""Money that matches nothing, and who we are among the systems that share a Stripe account."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, STRIPE_ID, Base, UtcDateTime, one_of
from hov_donate.core.money import Money
from hov_donate.payments.rules import Resolution, UnmatchedReason


class Installation(Base):
    """Who we are among the systems that share a Stripe account; one row, made by a migration."""

    __tablename__ = "installations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)


class UnmatchedPayment(Base):
    """Money that Stripe took and that answers nothing we asked for; the office decides."""

    __tablename__ = "unmatched_payments"
    __table_args__ = (
        CheckConstraint(
            "(resolution IS NULL) = (resolved_at IS NULL)", name="resolved_means_how_and_when"
        ),
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
    resolution: Mapped[Resolution | None] = mapped_column(one_of(Resolution))
    resolved_by: Mapped[str | None] = mapped_column(String(254))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))

    @property
    def amount(self) -> Money:
        """What was received."""
        return Money(self.amount_minor, self.currency)
