"""Contacts, what they told us about themselves, and what they agreed to."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import LANGUAGE, Base, UtcDateTime, one_of


class ConsentPurpose(StrEnum):
    """What a consent is for; each is asked apart."""

    KEEP_DETAILS = "keep_details"
    NEWS = "news"
    # What may stand beside a signature, where everybody reads it.
    SHOW_NAME = "show_name"
    SHOW_ROLE = "show_role"
    SHOW_ORGANISATION = "show_organisation"
    SHOW_TOWN = "show_town"


class Contact(Base):
    """Someone, by an opaque id."""

    __tablename__ = "contacts"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContactDetails(Base):
    """Name and e-mail as given at one time. Never changed; erasing empties it.

    Where staff corrected them, `replaced_by_id` names what stands in their place: they are then
    only what documents were issued with, and nobody is found or written to by them.
    """

    __tablename__ = "contact_details"
    __table_args__ = (
        CheckConstraint(
            "(sealed IS NULL) = (email_digest IS NULL)", name="erased_whole_or_not_at_all"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    replaced_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("contact_details.id"), index=True
    )


class Consent(Base):
    """What someone agreed to: the words they read, in which language, when, and with what form."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    purpose: Mapped[ConsentPurpose] = mapped_column(one_of(ConsentPurpose))
    wording: Mapped[str] = mapped_column(Text)
    wording_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(LANGUAGE)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
