"""Events received."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import STRIPE_ID, Base, UtcDateTime, one_of


class InboxStatus(StrEnum):
    """What became of an event."""

    WAITING = "waiting"
    APPLIED = "applied"
    IGNORED = "ignored"
    FAILED = "failed"


class InboxEvent(Base):
    """A hint that an object may have changed, and what we did about it."""

    __tablename__ = "inbox_events"
    __table_args__ = (
        Index(
            "ix_inbox_events_due",
            "next_attempt_at",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index("ix_inbox_events_status_id", "status", "id"),
        Index("ix_inbox_events_object_id", "object_id"),
        Index("ix_inbox_events_type_id", "type", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    stripe_event_id: Mapped[str] = mapped_column(STRIPE_ID, unique=True)
    type: Mapped[str] = mapped_column(String(100))
    object_type: Mapped[str] = mapped_column(String(60))
    object_id: Mapped[str] = mapped_column(STRIPE_ID)
    api_version: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[InboxStatus] = mapped_column(one_of(InboxStatus))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(40))
    last_error: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
