"""Gifts."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import LANGUAGE, Base, UtcDateTime


class Donation(Base):
    """A gift that someone decided to make; its payment tells how far it has come."""

    __tablename__ = "donations"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), unique=True)
    # Which form it was made with, so that the same form sent twice is one gift. The later
    # instalments of a monthly gift, and money that staff placed, have none.
    form: Mapped[str | None] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(LANGUAGE)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
