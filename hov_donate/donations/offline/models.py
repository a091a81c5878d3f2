"""Gifts outside Stripe, what was taken back of them, and standing orders.

A gift is final: triggers in the migration refuse to change it. What is known of its money on the
way to the bank is the cash box's.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, LANGUAGE, Base, UtcDateTime, one_of
from hov_donate.core.money import Money
from hov_donate.donations.offline.rules import (
    Agreed,
    GiftMethod,
    GiverKind,
    ReversalReason,
    Rhythm,
)

FUND = String(40)


class StandingOrder(Base):
    """What a giver told their bank to send again and again; each is to name our `reference`."""

    __tablename__ = "standing_orders"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint("day BETWEEN 1 AND 31", name="a_month_has_its_day"),
        CheckConstraint("ends IS NULL OR ends >= begins", name="it_ends_after_it_begins"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)"
            " AND (ended_at IS NULL OR (ends IS NOT NULL AND ended_words <> ''))",
            name="somebody_ends_it_and_says_why",
        ),
        Index(
            "ix_standing_orders_running",
            "id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    language: Mapped[str] = mapped_column(LANGUAGE)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    fund: Mapped[str] = mapped_column(FUND, ForeignKey("ledger_funds.code"))
    rhythm: Mapped[Rhythm] = mapped_column(one_of(Rhythm))
    day: Mapped[int] = mapped_column()
    begins: Mapped[date] = mapped_column()
    # The last day on which it may be expected; none while nobody knows of an end.
    ends: Mapped[date | None] = mapped_column()
    words: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(60))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_words: Mapped[str] = mapped_column(Text, default="", server_default="")

    @property
    def amount(self) -> Money:
        """What is expected each time."""
        return Money(self.amount_minor, self.currency)

    @property
    def agreed(self) -> Agreed:
        """When it is expected."""
        return Agreed(self.day, self.rhythm, self.begins, self.ends)


class OfflineGift(Base):
    """A gift that came by cash, cheque, transfer or standing order.

    `form` names the page it was recorded on and makes pressing twice one gift. One of a standing
    order meets what was expected on `due_on`.
    """

    __tablename__ = "offline_gifts"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "(giver = 'known') = (details_id IS NOT NULL)", name="who_is_known_is_kept"
        ),
        CheckConstraint(
            "(giver = 'collection') = (collected_at <> '')", name="a_collection_has_its_meeting"
        ),
        CheckConstraint(
            "(method = 'cheque') = (cheque_number <> '')", name="cheques_have_their_number"
        ),
        CheckConstraint(
            "(method = 'standing_order') = (order_id IS NOT NULL)"
            " AND (order_id IS NULL) = (due_on IS NULL)",
            name="standing_orders_are_expected",
        ),
        Index("ix_offline_gifts_came", "received_on", "id"),
        Index("ix_offline_gifts_came_by_method", "method", "received_on", "id"),
        Index("ix_offline_gifts_sums", "currency", "amount_minor", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    method: Mapped[GiftMethod] = mapped_column(one_of(GiftMethod))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    fund: Mapped[str] = mapped_column(FUND, ForeignKey("ledger_funds.code"))
    received_on: Mapped[date] = mapped_column()
    giver: Mapped[GiverKind] = mapped_column(one_of(GiverKind))
    details_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("contact_details.id"), index=True
    )
    language: Mapped[str] = mapped_column(LANGUAGE)
    # The meeting at which many gave.
    collected_at: Mapped[str] = mapped_column(String(200), default="")
    bank_reference: Mapped[str] = mapped_column(String(200), default="")
    cheque_number: Mapped[str] = mapped_column(String(40), default="", index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("standing_orders.id"), index=True)
    due_on: Mapped[date | None] = mapped_column()
    words: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def amount(self) -> Money:
        """What came."""
        return Money(self.amount_minor, self.currency)

    @property
    def source(self) -> str:
        """What names it in the books and in the cash box."""
        return f"gift-{self.id}"


class OfflineReversal(Base):
    """That a recorded gift is not there after all: a cheque that bounced, or a mistake."""

    __tablename__ = "offline_reversals"
    __table_args__ = (CheckConstraint("words <> ''", name="it_says_what_happened"),)

    gift_id: Mapped[int] = mapped_column(
        ForeignKey("offline_gifts.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[ReversalReason] = mapped_column(one_of(ReversalReason))
    reversed_on: Mapped[date] = mapped_column()
    words: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
