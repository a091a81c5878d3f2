"""Endorsements, who is named in them, their scans, and every step; names are in contacts."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.campaign.endorsements.rules import (
    LONGEST_LINE,
    LONGEST_LINK,
    Basis,
    EndorsementStatus,
    Part,
)
from hov_donate.core.db import LANGUAGE, Base, UtcDateTime, one_of

DIGEST, ACTOR = String(64), String(60)


class Endorsement(Base):
    """That an organisation decided to stand by the campaign, or a leader of it for themselves.

    `attendance` is the people at the meeting that decided. How many members the organisation has is
    the organisation's own figure, in contacts.
    """

    __tablename__ = "endorsements"
    __table_args__ = (
        CheckConstraint("attendance IS NULL OR attendance > 0", name="a_meeting_has_people"),
        CheckConstraint(
            "basis <> 'organisation' OR deciding_body <> ''", name="a_body_of_it_decided"
        ),
        Index("ix_endorsements_organisation", "organisation_id", "status"),
        Index("ix_endorsements_status", "status", "basis", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What makes pressing twice one endorsement.
    form: Mapped[str] = mapped_column(DIGEST, unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    basis: Mapped[Basis] = mapped_column(one_of(Basis))
    status: Mapped[EndorsementStatus] = mapped_column(one_of(EndorsementStatus))
    deciding_body: Mapped[str] = mapped_column(String(LONGEST_LINE))
    decided_on: Mapped[date] = mapped_column()
    meeting: Mapped[str] = mapped_column(String(LONGEST_LINE))
    attendance: Mapped[int | None] = mapped_column()
    language: Mapped[str] = mapped_column(LANGUAGE)
    title: Mapped[str] = mapped_column(String(LONGEST_LINE))
    body: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(LONGEST_LINK))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by: Mapped[str] = mapped_column(ACTOR)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EndorsementPerson(Base):
    """Somebody who is named in an endorsement. Who it is is in contacts; `told` is sealed.

    `shown` is whether they agreed that everybody reads the name. `language` is that of the letter
    by which they can have it removed.
    """

    __tablename__ = "endorsement_people"

    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsements.id"), primary_key=True)
    part: Mapped[Part] = mapped_column(one_of(Part), primary_key=True)
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    told: Mapped[bytes] = mapped_column(LargeBinary)
    shown: Mapped[bool] = mapped_column()
    language: Mapped[str] = mapped_column(LANGUAGE)
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EndorsementScan(Base):
    """A page of the minutes as a picture, without what its scanner wrote into it.

    Everybody sees it only where `shown`: minutes are full of other people's names.
    """

    __tablename__ = "endorsement_scans"

    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsements.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    digest: Mapped[str] = mapped_column(DIGEST)
    shown: Mapped[bool] = mapped_column()
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EndorsementChange(Base):
    """Every step of an endorsement: from what to what, when, by whom and why."""

    __tablename__ = "endorsement_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsements.id"), index=True)
    from_status: Mapped[EndorsementStatus | None] = mapped_column(
        one_of(EndorsementStatus, "from_status")
    )
    to_status: Mapped[EndorsementStatus] = mapped_column(one_of(EndorsementStatus, "to_status"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(ACTOR)
    reason: Mapped[str] = mapped_column(Text)
