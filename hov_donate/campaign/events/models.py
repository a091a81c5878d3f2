"""Events, what they say in each language, and who signed up: known by a keyed digest alone."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.campaign.events.rules import LONGEST_ACCESS, EventStatus, SignUpStatus
from hov_donate.core.db import LANGUAGE, Base, UtcDateTime, one_of

DIGEST, COUNTRY, ACTOR, LINE = String(64), String(2), String(60), String(200)
SHOWN = "status IN ('published', 'cancelled')"


class CampaignEvent(Base):
    """Something that is held at a time in a town; `day` is that of its own place.

    `details_id` is who proposed it, in contacts; None where staff wrote it. (`day`, `country`,
    `place_key`) is what an event is proved by. `revision` grows with every change that calendars
    have to take over. `said` is what was last written to whoever proposed it.
    """

    __tablename__ = "campaign_events"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="it_ends_after_it_began"),
        CheckConstraint("signed_up >= 0", name="none_leaves_that_did_not_come"),
        Index(
            "ix_campaign_events_in_public",
            *("starts_at", "id"),
            sqlite_where=text(SHOWN),
            postgresql_where=text(SHOWN),
        ),
        Index(
            "ix_campaign_events_in_public_by_country",
            *("country", "starts_at", "id"),
            sqlite_where=text(SHOWN),
            postgresql_where=text(SHOWN),
        ),
        Index("ix_campaign_events_status", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What makes pressing twice one event.
    form: Mapped[str] = mapped_column(DIGEST, unique=True)
    status: Mapped[EventStatus] = mapped_column(one_of(EventStatus))
    details_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("contact_details.id"), index=True
    )
    language: Mapped[str] = mapped_column(LANGUAGE)
    organiser: Mapped[str] = mapped_column(LINE)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    zone: Mapped[str] = mapped_column(String(60))
    day: Mapped[date] = mapped_column()
    town: Mapped[str] = mapped_column(LINE)
    place_key: Mapped[str] = mapped_column(LINE)
    country: Mapped[str] = mapped_column(COUNTRY)
    spoken: Mapped[str] = mapped_column(LINE)
    access: Mapped[str] = mapped_column(String(LONGEST_ACCESS))
    takes_sign_ups: Mapped[bool] = mapped_column()
    signed_up: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)
    said: Mapped[str] = mapped_column(Text, default="")
    said_times: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(ACTOR)


class EventText(Base):
    """What an event says in one language, and after it: a report, and what its picture shows."""

    __tablename__ = "campaign_event_texts"

    event_id: Mapped[int] = mapped_column(ForeignKey("campaign_events.id"), primary_key=True)
    language: Mapped[str] = mapped_column(LANGUAGE, primary_key=True)
    title: Mapped[str] = mapped_column(LINE)
    body: Mapped[str] = mapped_column(Text)
    report: Mapped[str] = mapped_column(Text, default="")
    picture_shows: Mapped[str] = mapped_column(String(500), default="")


class EventPicture(Base):
    """The picture of an event: without whatever its camera wrote into it (pictures.py)."""

    __tablename__ = "campaign_event_pictures"

    event_id: Mapped[int] = mapped_column(ForeignKey("campaign_events.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    digest: Mapped[str] = mapped_column(DIGEST)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EventSignUp(Base):
    """Somebody who wants to come. Who it is is in contacts, until 30 days after the event."""

    __tablename__ = "campaign_event_sign_ups"
    __table_args__ = (
        CheckConstraint(
            "status <> 'withdrawn' OR person IS NULL", name="nothing_is_left_of_a_withdrawn_one"
        ),
        Index(
            "uq_campaign_event_sign_ups_one_stands",
            *("event_id", "person"),
            unique=True,
            sqlite_where=text("status = 'confirmed'"),
            postgresql_where=text("status = 'confirmed'"),
        ),
        Index("ix_campaign_event_sign_ups_event", "event_id", "status", "id"),
        Index("ix_campaign_event_sign_ups_status", "status", "signed_up_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("campaign_events.id"))
    form: Mapped[str] = mapped_column(DIGEST, unique=True)
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    person: Mapped[str | None] = mapped_column(DIGEST)
    status: Mapped[SignUpStatus] = mapped_column(one_of(SignUpStatus))
    language: Mapped[str] = mapped_column(LANGUAGE)
    signed_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
