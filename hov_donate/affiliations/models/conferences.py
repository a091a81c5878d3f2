"""The annual conference: who may send whom, frozen at a day."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.db import Base, UtcDateTime, one_of


class Conference(Base):
    """A conference. Credentials are taken once, as they are at the end of `cut_off_on`.

    Paid up means paid up since `paid_up_by` at the latest, which some constitutions set months
    before the meeting.
    """

    __tablename__ = "conferences"
    __table_args__ = (
        CheckConstraint("name <> ''", name="it_has_a_name"),
        CheckConstraint(
            "paid_up_by <= cut_off_on AND cut_off_on <= held_on", name="its_days_are_in_order"
        ),
        CheckConstraint("(taken_at IS NULL) = (taken_by IS NULL)", name="who_froze_it_is_named"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    held_on: Mapped[date] = mapped_column()
    cut_off_on: Mapped[date] = mapped_column()
    paid_up_by: Mapped[date] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(60))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_by: Mapped[str | None] = mapped_column(String(60))


class Credential(Base):
    """What one affiliation is entitled to at a conference; never changed once taken."""

    __tablename__ = "conference_credentials"
    __table_args__ = (CheckConstraint("delegates >= 0 AND votes >= 0", name="seats_are_counted"),)

    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), primary_key=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), primary_key=True)
    status: Mapped[AffiliationStatus] = mapped_column(one_of(AffiliationStatus))
    arrears_stage: Mapped[int] = mapped_column()
    paid_up: Mapped[bool] = mapped_column()
    member_since: Mapped[date | None] = mapped_column()
    paid_until: Mapped[date | None] = mapped_column()
    delegates: Mapped[int] = mapped_column()
    votes: Mapped[int] = mapped_column()
    rights: Mapped[str] = mapped_column(String(200), default="")
    # The organisation's name then; of a person, only the number.
    name: Mapped[str] = mapped_column(String(400), default="")


class Delegate(Base):
    """Somebody whom an affiliation sends to a conference."""

    __tablename__ = "conference_delegates"
    __table_args__ = (
        CheckConstraint("place > 0", name="places_are_counted_from_one"),
        Index(
            "uq_conference_delegates_now",
            "conference_id",
            "affiliation_id",
            "place",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"))
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), index=True)
    place: Mapped[int] = mapped_column()
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    named_by: Mapped[str] = mapped_column(String(60))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
