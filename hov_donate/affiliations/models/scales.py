"""Versions of fee scales."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, Base, UtcDateTime, one_of


class ScaleStatus(StrEnum):
    """A version's life: edited, in force from its day, no longer offered."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class FeeScale(Base):
    """One version of a fee scale, as its TOML text; only a draft can be changed.

    `code` is the scale's own id; of several active versions of it, the newest that has come into
    force by a day is the one of that day. Head columns repeat what the text says.
    """

    __tablename__ = "fee_scales"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint(
            "status = 'draft' OR (activated_at IS NOT NULL AND activated_by IS NOT NULL"
            " AND decided_by <> '')",
            name="who_decided_it_is_named",
        ),
        CheckConstraint(
            "(status = 'retired') = (retired_at IS NOT NULL)", name="retired_means_when"
        ),
        Index("ix_fee_scales_status_effective_from", "status", "effective_from"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column()
    status: Mapped[ScaleStatus] = mapped_column(one_of(ScaleStatus))
    currency: Mapped[str] = mapped_column(CURRENCY)
    effective_from: Mapped[date] = mapped_column()
    # ISO codes with a blank between, for whom it is; empty for everybody else.
    countries: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(60))
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    activated_by: Mapped[str | None] = mapped_column(String(60))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_by: Mapped[str | None] = mapped_column(String(60))
