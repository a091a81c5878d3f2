"""What figures were made of, and what was published on which day; all of it is append-only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.campaign.numbers.rules import Figure, Source
from hov_donate.core.db import Base, UtcDateTime, one_of

KEY = BigInteger().with_variant(Integer, "sqlite")


class FigureInput(Base):
    """What a source said of one thing from a moment on; the newest row of a key holds.

    `fact` is None once the thing is gone. It names nobody: countries, days, towns, numbers of
    organisations, and how many.
    """

    __tablename__ = "figure_inputs"
    __table_args__ = (Index("ix_figure_inputs_key", "source", "key", "id"),)

    id: Mapped[int] = mapped_column(KEY, primary_key=True)
    source: Mapped[Source] = mapped_column(one_of(Source))
    key: Mapped[str] = mapped_column(String(240))
    fact: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FigureSnapshot(Base):
    """The figures of a moment: they follow from the inputs up to `last_input_id`.

    `checksum` is the SHA-256 of those inputs, as `rules.checksum` writes them down.
    """

    __tablename__ = "figure_snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_by: Mapped[str] = mapped_column(String(60))
    method: Mapped[int] = mapped_column()
    last_input_id: Mapped[int] = mapped_column(BigInteger)
    checksum: Mapped[str] = mapped_column(String(64))


class FigureValue(Base):
    """One figure of a snapshot."""

    __tablename__ = "figure_values"

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("figure_snapshots.id"), primary_key=True)
    figure: Mapped[Figure] = mapped_column(one_of(Figure), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
