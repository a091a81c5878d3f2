"""Appeals, their texts, who signed, and how many; a person is known by a keyed digest alone."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.campaign.appeals.rules import (
    Capacity,
    HoldReason,
    Origin,
    PaperStatus,
    Shown,
    SignatureStatus,
)
from hov_donate.core.db import LANGUAGE, Base, UtcDateTime, one_of

KEY = BigInteger().with_variant(Integer, "sqlite")
DIGEST, COUNTRY, ACTOR = String(64), String(2), String(60)
STANDS = "status IN ('confirmed', 'held')"
IN_PUBLIC = "status = 'confirmed' AND listed"


class Appeal(Base):
    """Something to be signed: `slug` is its address, `fund` what gifts from its page are for.

    It takes signatures from `opens_on` to the end of `closes_on`, days of the campaign, once it is
    published; what it says is in `AppealText`.
    """

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("goal IS NULL OR goal > 0", name="a_goal_is_a_number_of_people"),
        CheckConstraint(
            "closes_on IS NULL OR closes_on >= opens_on", name="it_ends_after_it_began"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    opens_on: Mapped[date] = mapped_column()
    closes_on: Mapped[date | None] = mapped_column()
    goal: Mapped[int | None] = mapped_column()
    fund: Mapped[str | None] = mapped_column(ForeignKey("ledger_funds.code"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AppealText(Base):
    """What an appeal says in one language. An empty line parts two paragraphs."""

    __tablename__ = "appeal_texts"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), primary_key=True)
    language: Mapped[str] = mapped_column(LANGUAGE, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Signature(Base):
    """One signature. Who signed is in contacts; `told` is sealed, and goes when it is withdrawn.

    `person` is the digest of the e-mail address: of one person one signature stands per appeal.
    `mailbox` is that of the address without what its owner may add to it. `likeness` is that of
    name and country, by which twins on paper are found. `place` is a mark of the neighbourhood it
    came from, `domain` one of its address's domain and day, both kept for two days. A signature on
    paper is `row` of a file.
    """

    __tablename__ = "signatures"
    __table_args__ = (
        UniqueConstraint("batch_id", "row"),
        CheckConstraint("(batch_id IS NULL) = (row IS NULL)", name="a_row_is_of_a_file"),
        CheckConstraint("(origin = 'paper') = (batch_id IS NOT NULL)", name="paper_is_of_a_file"),
        CheckConstraint("status <> 'held' OR held_for IS NOT NULL", name="it_is_held_for_a_reason"),
        CheckConstraint(
            "status <> 'withdrawn' OR (told IS NULL AND person IS NULL AND NOT listed)",
            name="nothing_is_left_of_a_withdrawn_one",
        ),
        Index(
            "uq_signatures_one_stands",
            *("appeal_id", "person"),
            unique=True,
            sqlite_where=text(STANDS),
            postgresql_where=text(STANDS),
        ),
        Index(
            "ix_signatures_in_public",
            *("appeal_id", "id"),
            sqlite_where=text(IN_PUBLIC),
            postgresql_where=text(IN_PUBLIC),
        ),
        Index(
            "ix_signatures_in_public_by_country",
            *("appeal_id", "country", "id"),
            sqlite_where=text(IN_PUBLIC),
            postgresql_where=text(IN_PUBLIC),
        ),
        Index("ix_signatures_person", "person"),
        Index(
            "ix_signatures_mailbox",
            *("appeal_id", "mailbox"),
            sqlite_where=text("mailbox IS NOT NULL"),
            postgresql_where=text("mailbox IS NOT NULL"),
        ),
        Index("ix_signatures_likeness", "appeal_id", "likeness"),
        Index("ix_signatures_status", "status", "id"),
        Index("ix_signatures_appeal_status", "appeal_id", "status", "id"),
        Index(
            "ix_signatures_domain",
            *("domain", "appeal_id"),
            sqlite_where=text("domain IS NOT NULL"),
            postgresql_where=text("domain IS NOT NULL"),
        ),
        Index(
            "ix_signatures_place",
            *("place", "appeal_id"),
            sqlite_where=text("place IS NOT NULL"),
            postgresql_where=text("place IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(KEY, primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"))
    # What makes pressing twice one signature.
    form: Mapped[str] = mapped_column(DIGEST, unique=True)
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    person: Mapped[str | None] = mapped_column(DIGEST)
    mailbox: Mapped[str | None] = mapped_column(DIGEST)
    likeness: Mapped[str | None] = mapped_column(DIGEST)
    status: Mapped[SignatureStatus] = mapped_column(one_of(SignatureStatus))
    origin: Mapped[Origin] = mapped_column(one_of(Origin))
    country: Mapped[str] = mapped_column(COUNTRY)
    language: Mapped[str] = mapped_column(LANGUAGE)
    capacity: Mapped[Capacity] = mapped_column(one_of(Capacity))
    decided_on: Mapped[date | None] = mapped_column()
    told: Mapped[bytes | None] = mapped_column(LargeBinary)
    show_name: Mapped[bool] = mapped_column(default=False)
    show_role: Mapped[bool] = mapped_column(default=False)
    show_organisation: Mapped[bool] = mapped_column(default=False)
    show_town: Mapped[bool] = mapped_column(default=False)
    listed: Mapped[bool] = mapped_column(default=False)
    # Its person is counted with another signature; known from the day on which names are removed.
    repeats: Mapped[bool] = mapped_column(default=False, server_default=false())
    held_for: Mapped[HoldReason | None] = mapped_column(one_of(HoldReason))
    place: Mapped[str | None] = mapped_column(DIGEST)
    domain: Mapped[str | None] = mapped_column(DIGEST)
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(ACTOR)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("paper_batches.id"))
    row: Mapped[int | None] = mapped_column()

    @property
    def shown(self) -> Shown:
        """What may be shown of it."""
        return Shown(self.show_name, self.show_role, self.show_organisation, self.show_town)

    def show(self, shown: Shown) -> None:
        """Say what may be shown of it."""
        self.show_name, self.show_role = shown.name, shown.role
        self.show_organisation, self.show_town = shown.organisation, shown.town
        self.listed = shown.listed


class SignatureCount(Base):
    """How many signatures of a country stand under an appeal, and how many of them show something.

    Kept in the transaction that moves a signature, so that no page counts them.
    """

    __tablename__ = "signature_counts"
    __table_args__ = (
        CheckConstraint("confirmed >= 0", name="none_is_taken_that_was_not_there"),
        CheckConstraint("publishable BETWEEN 0 AND confirmed", name="some_of_them_are_shown"),
    )

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), primary_key=True)
    country: Mapped[str] = mapped_column(COUNTRY, primary_key=True)
    confirmed: Mapped[int] = mapped_column()
    publishable: Mapped[int] = mapped_column()


class PaperBatch(Base):
    """A file of signatures on paper: looked at first, then taken or dropped.

    Its rows name people: they are sealed, and gone once a person has decided. The same file is the
    same batch, however often it is brought.
    """

    __tablename__ = "paper_batches"
    __table_args__ = (
        UniqueConstraint("appeal_id", "fingerprint"),
        CheckConstraint(
            "(status = 'looked_at') = (sealed_rows IS NOT NULL)", name="rows_go_when_it_is_decided"
        ),
        CheckConstraint(
            "(status = 'looked_at') = (settled_at IS NULL)", name="somebody_decides_about_it"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"))
    fingerprint: Mapped[str] = mapped_column(DIGEST)
    status: Mapped[PaperStatus] = mapped_column(one_of(PaperStatus))
    rows: Mapped[int] = mapped_column()
    taken: Mapped[int] = mapped_column(default=0)
    sealed_rows: Mapped[bytes | None] = mapped_column(LargeBinary)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_by: Mapped[str] = mapped_column(ACTOR)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(ACTOR)
