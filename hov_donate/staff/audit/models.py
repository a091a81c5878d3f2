"""The log and its head. Triggers keep both: rows are only added, each after the newest one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import Base, UtcDateTime, one_of
from hov_donate.staff.audit.rules import (
    LONGEST_ACTION,
    LONGEST_REASON,
    LONGEST_SUBJECT,
    AuditKind,
)

SEAL = String(64)


class AuditRow(Base):
    """One thing that someone did. Numbers have no gaps.

    `changes` are what became of rows of other tables (`telling`), `left_out` how many more there
    were, `people` how many identities were shown or handed out; None where none could be.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_actor_number", "actor", "number"),
        Index("ix_audit_log_kind_number", "kind", "number"),
        Index("ix_audit_log_subject_number", "subject", "number"),
        Index("ix_audit_log_at", "at"),
    )

    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[AuditKind] = mapped_column(one_of(AuditKind))
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(LONGEST_ACTION))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    people: Mapped[int | None] = mapped_column()
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    left_out: Mapped[int] = mapped_column()
    previous: Mapped[str] = mapped_column(SEAL)
    seal: Mapped[str] = mapped_column(SEAL)


class AuditHead(Base):
    """The newest row's number and seal, in one row that writers take turns at."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="there_is_one_head"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    seal: Mapped[str] = mapped_column(SEAL)
