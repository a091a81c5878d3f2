"""Gifts counted by country, and countries that are not shown."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import Base, UtcDateTime

COUNTRY = String(2)


class CountedGift(Base):
    """A gift that is counted, and where: gone from here once all of its money went back."""

    __tablename__ = "counted_gifts"

    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), primary_key=True)
    country: Mapped[str] = mapped_column(COUNTRY)


class GiftCount(Base):
    """How many gifts of a country are counted; kept in the transaction that moves one."""

    __tablename__ = "gift_counts"
    __table_args__ = (CheckConstraint("gifts >= 0", name="none_is_taken_that_was_not_there"),)

    country: Mapped[str] = mapped_column(COUNTRY, primary_key=True)
    gifts: Mapped[int] = mapped_column()


class HiddenCountry(Base):
    """A country whose people may be at risk: it is counted in totals and shown nowhere."""

    __tablename__ = "hidden_countries"

    country: Mapped[str] = mapped_column(COUNTRY, primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    hidden_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_by: Mapped[str] = mapped_column(String(60))
