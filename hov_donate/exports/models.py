"""Exports that the worker makes, and what came of them. The files are in the instance's folder."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, LANGUAGE, Base, UtcDateTime, one_of
from hov_donate.core.spans import Span
from hov_donate.exports.rules import Format, Subject, Wanted
from hov_donate.ledger.chart import Account


class ExportStatus(StrEnum):
    """How far an export has come. A file that is EXPIRED was deleted."""

    WAITING = "waiting"
    MAKING = "making"
    MADE = "made"
    FAILED = "failed"
    EXPIRED = "expired"


class Export(Base):
    """An asking for a file, by whom, and the file while it is there.

    `form` names the page it was asked for on and makes pressing twice one export. `turn` counts the
    makers that took it: one that was believed dead notes nothing any more. `sums` are name, minor
    units and currency.
    """

    __tablename__ = "exports"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="a_span_has_a_day"),
        CheckConstraint(
            "status <> 'made' OR (made_at IS NOT NULL AND expires_at IS NOT NULL)",
            name="made_means_when_and_until_when",
        ),
        Index("ix_exports_status_id", "status", "id"),
        Index("ix_exports_asked_by_id", "asked_by", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    subject: Mapped[Subject] = mapped_column(one_of(Subject))
    format: Mapped[Format] = mapped_column(one_of(Format))
    first_day: Mapped[date] = mapped_column()
    last_day: Mapped[date] = mapped_column()
    account: Mapped[str | None] = mapped_column(String(40))
    currency: Mapped[str | None] = mapped_column(CURRENCY)
    fund: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(LANGUAGE)
    asked_by: Mapped[str] = mapped_column(String(60))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[ExportStatus] = mapped_column(one_of(ExportStatus))
    turn: Mapped[int] = mapped_column(default=0)
    rows_expected: Mapped[int] = mapped_column(BigInteger)
    rows_done: Mapped[int] = mapped_column(BigInteger, default=0)
    # When its maker was last heard of.
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bytes_made: Mapped[int | None] = mapped_column(BigInteger)
    sums: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    checksum: Mapped[str | None] = mapped_column(String(20))
    sha256: Mapped[str | None] = mapped_column(String(64))
    problem: Mapped[str | None] = mapped_column(String(200))

    @property
    def wanted(self) -> Wanted:
        """What was asked for."""
        return Wanted(
            self.subject,
            self.format,
            Span(self.first_day, self.last_day),
            Account(self.account) if self.account else None,
            self.currency,
            self.fund,
        )
