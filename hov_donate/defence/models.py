"""Attempts counted, attacks noticed, and online giving stopped by hand."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import Base, UtcDateTime, one_of
from hov_donate.defence.rules import ClosureReason, Outcome, Scope, Trigger, Window


class AttemptCount(Base):
    """How many attempts someone made in a window. Who it was, the mark does not tell."""

    __tablename__ = "attempt_counts"
    __table_args__ = (CheckConstraint("attempts > 0", name="attempts_are_counted"),)

    scope: Mapped[Scope] = mapped_column(one_of(Scope), primary_key=True)
    span: Mapped[Window] = mapped_column(one_of(Window), primary_key=True)
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True, index=True)
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempts: Mapped[int] = mapped_column()


class MinuteCount(Base):
    """What became of all attempts of a minute: what attacks are noticed by."""

    __tablename__ = "attempt_minutes"
    __table_args__ = (CheckConstraint("attempts > 0", name="attempts_are_counted"),)

    minute: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome), primary_key=True)
    attempts: Mapped[int] = mapped_column()


class DayCount(Base):
    """What became of all attempts of a day of the campaign's calendar."""

    __tablename__ = "attempt_days"
    __table_args__ = (CheckConstraint("attempts > 0", name="attempts_are_counted"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome), primary_key=True)
    attempts: Mapped[int] = mapped_column()


class AttackEpisode(Base):
    """An attack, from when it was noticed until it had been quiet for a while."""

    __tablename__ = "attack_episodes"
    __table_args__ = (
        CheckConstraint(
            "ended_at IS NULL OR ended_at >= began_at", name="an_attack_ends_after_it_began"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trigger: Mapped[Trigger] = mapped_column("noticed_by", one_of(Trigger))


class GivingClosure(Base):
    """A time during which nobody could give online, by whom and why."""

    __tablename__ = "giving_closures"
    __table_args__ = (
        CheckConstraint(
            "reopened_at IS NULL OR reopened_at >= closed_at", name="it_opens_after_it_closed"
        ),
        CheckConstraint(
            "(reopened_at IS NULL) = (reopened_by_id IS NULL)", name="someone_opened_it_again"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[ClosureReason] = mapped_column(one_of(ClosureReason))
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))


class DefenceState(Base):
    """How things stand now. One row, made by a migration; it is locked by who changes it."""

    __tablename__ = "defence_state"
    __table_args__ = (CheckConstraint("id = 1", name="there_is_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("attack_episodes.id"))
    closure_id: Mapped[int | None] = mapped_column(ForeignKey("giving_closures.id"))
