"""Renewal runs: everybody's next term, looked at first and then made."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, Base, UtcDateTime, one_of


class RunStatus(StrEnum):
    """A run's life: figured out, looked at by a person, carried out."""

    PLANNING = "planning"
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class RenewalOutcome(StrEnum):
    """What a run makes of one affiliation."""

    RENEWS = "renews"
    RENEWED = "renewed"
    NEEDS_A_PERSON = "needs_a_person"
    CHANGED_MEANWHILE = "changed_meanwhile"


class RenewalRun(Base):
    """One run: the living affiliations whose term ends by a day, and how far it has come.

    `cursor` is the last affiliation that was planned, or renewed; a killed worker goes on there.
    """

    __tablename__ = "renewal_runs"
    __table_args__ = (
        CheckConstraint("seen >= 0 AND done >= 0 AND failed >= 0", name="progress_is_counted"),
        Index("ix_renewal_runs_status", "status"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    ends_by: Mapped[date] = mapped_column()
    status: Mapped[RunStatus] = mapped_column(one_of(RunStatus))
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    seen: Mapped[int] = mapped_column(BigInteger, default=0)
    done: Mapped[int] = mapped_column(BigInteger, default=0)
    failed: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(60))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_by: Mapped[str | None] = mapped_column(String(60))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RenewalItem(Base):
    """What a run has in mind for one affiliation, and what came of it."""

    __tablename__ = "renewal_items"
    __table_args__ = (
        Index("ix_renewal_items_run_id_outcome", "run_id", "outcome", "affiliation_id"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("renewal_runs.id"), primary_key=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), primary_key=True)
    outcome: Mapped[RenewalOutcome] = mapped_column(one_of(RenewalOutcome))
    starts_on: Mapped[date | None] = mapped_column()
    ends_on: Mapped[date | None] = mapped_column()
    fee_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(CURRENCY)
    scale_id: Mapped[int | None] = mapped_column(ForeignKey("fee_scales.id"))
    rule: Mapped[int | None] = mapped_column()
    term_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation_terms.id"))
    problem: Mapped[str] = mapped_column(Text, default="")
