"""Affiliations, what was declared for them, who speaks for them, and every step."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.db import CURRENCY, LANGUAGE, Base, UtcDateTime, one_of
from hov_donate.core.money import Money


class OfficerRole(StrEnum):
    """In what an officer speaks for an organisation; PAYER pays for it from elsewhere."""

    CORRESPONDENCE = "correspondence"
    SECRETARY = "secretary"
    CHAIR = "chair"
    PAYER = "payer"


class OfficerAnswer(StrEnum):
    """What an officer said to the affiliation that names them."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class ChangeKind(StrEnum):
    """What happened to an affiliation; not everything moves its status."""

    SUBMITTED = "submitted"
    OFFICER_CONFIRMED = "officer_confirmed"
    OFFICER_OBJECTED = "officer_objected"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    ASKED = "asked"
    REJECTED = "rejected"
    INVOICED = "invoiced"
    STOOD_ANEW = "stood_anew"
    DECLARED = "declared"
    OVERRIDDEN = "overridden"
    PROMISED = "promised"
    LAPSED = "lapsed"
    RESIGNED = "resigned"
    REINSTATED = "reinstated"
    OFFICERS_CHANGED = "officers_changed"
    ORGANISATION_CORRECTED = "organisation_corrected"
    MERGED = "merged"
    PARTED = "parted"


class Affiliation(Base):
    """That a person or an organisation belongs to the campaign, from the application on.

    It is either an organisation's or a person's (`details_id`). `paid_until` is the last day of the
    terms that are paid for without a hole; it is kept by `operations.standing` and nothing else.
    """

    __tablename__ = "affiliations"
    __table_args__ = (
        CheckConstraint(
            "(organisation_id IS NULL) <> (details_id IS NULL)",
            name="it_is_of_one_organisation_or_person",
        ),
        CheckConstraint("arrears_stage >= 0", name="stages_are_counted"),
        CheckConstraint(
            "arrears_stage = 0 OR status IN ('arrears', 'lapsed')",
            name="stages_are_of_arrears",
        ),
        CheckConstraint(
            "(objectives_version IS NULL) = (objectives_accepted_at IS NULL)",
            name="objectives_are_accepted_at_a_time",
        ),
        Index("ix_affiliations_status_id", "status", "id"),
        Index("ix_affiliations_paid_until", "paid_until", "id"),
        Index("ix_affiliations_status_paid_until", "status", "paid_until", "id"),
        Index(
            "uq_affiliations_organisation_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("organisation_id IS NOT NULL"),
            postgresql_where=text("organisation_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    details_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("contact_details.id"), index=True
    )
    kind: Mapped[str] = mapped_column(String(40), index=True)
    member_class: Mapped[str | None] = mapped_column(String(40))
    country: Mapped[str] = mapped_column(String(2), index=True)
    language: Mapped[str] = mapped_column(LANGUAGE)
    local_group_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    status: Mapped[AffiliationStatus] = mapped_column(one_of(AffiliationStatus))
    arrears_stage: Mapped[int] = mapped_column(default=0)
    joined_on: Mapped[date | None] = mapped_column()
    paid_until: Mapped[date | None] = mapped_column()
    objectives_version: Mapped[str | None] = mapped_column(String(20))
    objectives_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The subscription that renews it every year, where the member ticked that.
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    purchase_order: Mapped[str] = mapped_column(String(60), default="")
    # Who pays where that is another body: name and lines of an address, as on an envelope.
    bill_to: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def number(self) -> str:
        """Its number for life: `A-00012` of an organisation, `M-00345` of a member."""
        return f"{'A' if self.organisation_id else 'M'}-{self.id:05d}"


class AffiliationChange(Base):
    """Everything that happened to an affiliation: what, when, why, by whom, decided where."""

    __tablename__ = "affiliation_changes"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(one_of(ChangeKind))
    from_status: Mapped[AffiliationStatus | None] = mapped_column(
        one_of(AffiliationStatus, "from_status")
    )
    to_status: Mapped[AffiliationStatus] = mapped_column(one_of(AffiliationStatus, "to_status"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text, default="")
    minute_reference: Mapped[str] = mapped_column(String(120), default="")


class Application(Base):
    """A form that is being filled in; its answers name people and are sealed.

    `affiliation_id` is set once it was sent, or from the start where it renews one.
    """

    __tablename__ = "affiliation_applications"
    __table_args__ = (
        Index(
            "ix_affiliation_applications_unsent",
            "saved_at",
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    affiliation_id: Mapped[int | None] = mapped_column(ForeignKey("affiliations.id"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(LANGUAGE)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Declaration(Base):
    """The figures that an affiliation was declared with, by whom; a correction is another one.

    `members_affiliated` is the number it pays on, chosen by the branch; `members_total` how many it
    has. `measures` and `declared` hold other numbers that a scale asks for, by name. `chosen` is
    another sum than the scale's that the payer wants to pay; what is over the fee is a gift only if
    they said so.
    """

    __tablename__ = "affiliation_declarations"
    __table_args__ = (
        CheckConstraint(
            "members_total IS NULL OR members_total >= 0", name="members_total_is_counted"
        ),
        CheckConstraint(
            "members_affiliated IS NULL OR members_affiliated >= 0",
            name="members_affiliated_is_counted",
        ),
        CheckConstraint(
            "(chosen_minor IS NULL) = (chosen_currency IS NULL)", name="what_is_chosen_is_money"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), index=True)
    members_total: Mapped[int | None] = mapped_column(BigInteger)
    members_affiliated: Mapped[int | None] = mapped_column(BigInteger)
    measures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    declared: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    income_band: Mapped[str | None] = mapped_column(String(40))
    overseas: Mapped[bool] = mapped_column(default=False)
    chosen_minor: Mapped[int | None] = mapped_column(BigInteger)
    chosen_currency: Mapped[str | None] = mapped_column(CURRENCY)
    surplus_is_gift: Mapped[bool] = mapped_column(default=False)
    deciding_body: Mapped[str] = mapped_column(String(200), default="")
    decided_on: Mapped[date | None] = mapped_column()
    minute_reference: Mapped[str] = mapped_column(String(120), default="")
    actor: Mapped[str] = mapped_column(String(60))
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def chosen(self) -> Money | None:
        """The sum that the payer wants to pay, where it is not the scale's."""
        if self.chosen_minor is None or self.chosen_currency is None:
            return None
        return Money(self.chosen_minor, self.chosen_currency)


class Officer(Base):
    """Someone who speaks for an organisation, in one role, for a time."""

    __tablename__ = "affiliation_officers"
    __table_args__ = (
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name="an_answer_is_given_at_a_time"
        ),
        Index(
            "uq_affiliation_officers_now",
            "affiliation_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"))
    role: Mapped[OfficerRole] = mapped_column(one_of(OfficerRole))
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[OfficerAnswer | None] = mapped_column(one_of(OfficerAnswer))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Promise(Base):
    """Somebody's word that the money is coming ("cheque is imminent"); it holds a stage."""

    __tablename__ = "affiliation_promises"
    __table_args__ = (CheckConstraint("holds_until >= made_on", name="it_holds_for_a_time"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), index=True)
    made_on: Mapped[date] = mapped_column()
    holds_until: Mapped[date] = mapped_column()
    words: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(60))
    promised_at: Mapped[datetime] = mapped_column(UtcDateTime)
