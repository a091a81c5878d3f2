"""E-mails to be sent. Neither text nor address is kept here: they are written when sent."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Integer, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import LANGUAGE, Base, UtcDateTime, one_of


class MailKind(StrEnum):
    """Every letter that we write."""

    RECEIPT = "receipt"
    TREASURER_ALERT = "treasurer_alert"


class OutboxStatus(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


class OutboxMessage(Base):
    """One letter of a kind about an object; there is never a second one."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        UniqueConstraint("kind", "object_id"),
        Index(
            "ix_outbox_messages_due",
            "next_attempt_at",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index("ix_outbox_messages_status_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind))
    object_id: Mapped[str] = mapped_column(String(255))
    details_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    language: Mapped[str] = mapped_column(LANGUAGE)
    status: Mapped[OutboxStatus] = mapped_column(one_of(OutboxStatus))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
