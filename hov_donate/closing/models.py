"""Closings of months, and their re-openings, which take two people. Nothing here ever changes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import Base, UtcDateTime

KEY = BigInteger().with_variant(Integer, "sqlite")
ACTOR = String(60)
MINUTE = String(200)


class MonthClosing(Base):
    """A month was closed: who by, when, on the strength of which check, and what was frozen.

    `figures` are those of `rules.figures`, and `checksum` theirs. The database closes the month.
    """

    __tablename__ = "month_closings"

    id: Mapped[int] = mapped_column(KEY, primary_key=True)
    month: Mapped[date] = mapped_column(index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("reconciliation_runs.id"))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    checksum: Mapped[str] = mapped_column(String(64))
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(ACTOR)


class MonthReopeningRequest(Base):
    """Somebody asks that a closing be taken back, and says why and where that was minuted."""

    __tablename__ = "month_reopening_requests"

    id: Mapped[int] = mapped_column(KEY, primary_key=True)
    closing_id: Mapped[int] = mapped_column(ForeignKey("month_closings.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    minute_reference: Mapped[str] = mapped_column(MINUTE)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(ACTOR)


class MonthReopening(Base):
    """Somebody else agreed: the closing is taken back, once. The database opens the month."""

    __tablename__ = "month_reopenings"

    closing_id: Mapped[int] = mapped_column(
        KEY, ForeignKey("month_closings.id"), primary_key=True, autoincrement=False
    )
    request_id: Mapped[int] = mapped_column(ForeignKey("month_reopening_requests.id"))
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agreed_by: Mapped[str] = mapped_column(ACTOR)
