"""What staff want to give back, who agreed, and what became of it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, STRIPE_ID, Base, UtcDateTime, one_of
from hov_donate.core.money import Money
from hov_donate.payments.rules.refunding import RefundReason, RefundRequestStatus


class RefundRequest(Base):
    """A wish to give a payment back, or a part of it.

    `refusals` counts how often Stripe said no: each new try is another question to Stripe, while a
    try whose answer was lost is the same one.
    """

    __tablename__ = "refund_requests"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "NOT needs_another OR status IN ('waiting', 'declined') OR decided_by <> asked_by",
            name="another_person_agrees",
        ),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="it_is_decided_once"),
        CheckConstraint("status = 'waiting' OR decided_by IS NOT NULL", name="somebody_decided"),
        CheckConstraint(
            "(status = 'sent') = (stripe_refund_id IS NOT NULL)", name="sent_is_a_refund_at_stripe"
        ),
        Index("ix_refund_requests_status_id", "status", "id"),
        Index("ix_refund_requests_sums", "currency", "amount_minor", "id"),
        Index("ix_refund_requests_sums_by_status", "status", "currency", "amount_minor", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    reason: Mapped[RefundReason] = mapped_column(one_of(RefundReason))
    words: Mapped[str] = mapped_column(Text)
    status: Mapped[RefundRequestStatus] = mapped_column(one_of(RefundRequestStatus))
    needs_another: Mapped[bool] = mapped_column()
    asked_by: Mapped[str] = mapped_column(String(60))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(60))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_words: Mapped[str] = mapped_column(Text, default="")
    refusals: Mapped[int] = mapped_column(default=0)
    stripe_code: Mapped[str | None] = mapped_column(String(60))
    stripe_refund_id: Mapped[str | None] = mapped_column(STRIPE_ID, unique=True)

    @property
    def amount(self) -> Money:
        """What is to go back, in the currency of the payment."""
        return Money(self.amount_minor, self.currency)
