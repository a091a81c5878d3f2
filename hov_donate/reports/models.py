"""What Stripe said about its way to us, and times when something was not green."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import Base, UtcDateTime, one_of
from hov_donate.reports.rules import Light, Subject


class EndpointLook(Base):
    """What Stripe said about our webhook endpoint when it was last asked. One row, or none yet.

    `missing` are the event types that it does not send, parted by spaces.
    """

    __tablename__ = "endpoint_looks"
    __table_args__ = (CheckConstraint("id = 1", name="there_is_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    present: Mapped[bool] = mapped_column()
    enabled: Mapped[bool] = mapped_column()
    right_version: Mapped[bool] = mapped_column()
    missing: Mapped[str] = mapped_column(Text)


class WatchAlert(Base):
    """A letter to the treasurer about all that turned at one moment."""

    __tablename__ = "watch_alerts"

    id: Mapped[int] = mapped_column(primary_key=True)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WatchEpisode(Base):
    """A time during which a subject was not green; `light` is the worst that it was.

    `alert_id` is the last letter that told of it; some matters have letters of their own instead.
    `found` and `remedy` are in the campaign's own language, as they were when the light changed.
    """

    __tablename__ = "watch_episodes"
    __table_args__ = (
        CheckConstraint("light <> 'green'", name="it_is_not_green"),
        CheckConstraint("last_seen_at >= began_at", name="it_is_seen_after_it_began"),
        CheckConstraint("ended_at IS NULL OR ended_at >= last_seen_at", name="it_ends_at_last"),
        Index(
            "uq_watch_episodes_open",
            "subject",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[Subject] = mapped_column(one_of(Subject))
    light: Mapped[Light] = mapped_column(one_of(Light))
    found: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("watch_alerts.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
