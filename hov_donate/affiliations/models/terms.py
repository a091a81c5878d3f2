"""Terms: the days that an affiliation is charged for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.affiliations.rules.covered import Mark
from hov_donate.core.db import CURRENCY, Base, UtcDateTime
from hov_donate.core.money import Money


class Term(Base):
    """A span of days with its fee, by one rule of one scale; both days belong to it.

    `snapshot` is what the quote said then: inputs, rule, formula and result. A term whose figures
    were corrected is voided and made anew; living terms of an affiliation never overlap (a trigger
    of the migration refuses it). The fee may be overridden by a decision that is named.

    A term that takes the place of one that was paid for counts as paid through `held_until`, while
    at least `held_by_minor` settles its invoice.
    """

    __tablename__ = "affiliation_terms"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="it_does_not_end_before_it_starts"),
        CheckConstraint("fee_minor >= 0", name="fee_is_not_negative"),
        CheckConstraint("delegates >= 0 AND votes >= 0", name="seats_are_counted"),
        CheckConstraint(
            "(override_reason IS NULL) = (override_approved_by IS NULL)"
            " AND (override_reason IS NULL) = (override_minute IS NULL)",
            name="an_override_has_reason_approver_and_minute",
        ),
        Index("ix_affiliation_terms_affiliation_id_starts_on", "affiliation_id", "starts_on"),
        CheckConstraint(
            "(held_until IS NULL) = (held_by_minor IS NULL)", name="what_holds_it_ends_on_a_day"
        ),
        CheckConstraint("held_by_minor >= 0", name="it_is_held_by_money"),
        Index("ix_affiliation_terms_ends_on", "ends_on"),
        Index(
            "ix_affiliation_terms_held_until",
            "held_until",
            sqlite_where=text("held_until IS NOT NULL"),
            postgresql_where=text("held_until IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"))
    starts_on: Mapped[date] = mapped_column()
    ends_on: Mapped[date] = mapped_column()
    first: Mapped[bool] = mapped_column()
    fee_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    scale_id: Mapped[int] = mapped_column(ForeignKey("fee_scales.id"), index=True)
    rule: Mapped[int] = mapped_column()
    declaration_id: Mapped[int] = mapped_column(
        ForeignKey("affiliation_declarations.id"), index=True
    )
    delegates: Mapped[int] = mapped_column()
    votes: Mapped[int] = mapped_column()
    # Words with a blank between: speak vote motions.
    rights: Mapped[str] = mapped_column(String(200), default="")
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    override_reason: Mapped[str | None] = mapped_column(Text)
    override_approved_by: Mapped[str | None] = mapped_column(String(200))
    override_minute: Mapped[str | None] = mapped_column(String(120))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation_terms.id"), index=True)
    held_by_minor: Mapped[int | None] = mapped_column(BigInteger)
    held_until: Mapped[date | None] = mapped_column()
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def fee(self) -> Money:
        """What it costs."""
        return Money(self.fee_minor, self.currency)

    @property
    def mark(self) -> Mark | None:
        """What holds its paid-up mark until its invoice is due."""
        if self.held_by_minor is None or self.held_until is None:
            return None
        return Mark(self.held_by_minor, self.held_until)
