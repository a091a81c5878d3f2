"""Organisations: branches, unions, councils and groups, and the tree they form."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.contacts.members import MembersSource
from hov_donate.core.db import LANGUAGE, Base, UtcDateTime, one_of

COUNTRY = String(2)
# Compared by bytes, so that what begins with some letters stands together.
WORD = String(60).with_variant(String(60, collation="C"), "postgresql")


class Organisation(Base):
    """A body that affiliates, is asked for support, or stands above others.

    `members` is how many it has in all, with the day and the source of that figure; how many it
    affiliates on is the affiliation's. What it shows in public is its own choice, item by item.
    One that turned out to be another one's double points to it and is read through it.
    """

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("name <> ''", name="it_has_a_name"),
        CheckConstraint("members IS NULL OR members >= 0", name="members_are_counted"),
        CheckConstraint("(members IS NULL) = (members_as_at IS NULL)", name="members_are_of_a_day"),
        CheckConstraint(
            "(members IS NULL) = (members_source IS NULL)", name="members_have_a_source"
        ),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="none_stands_above_itself"),
        CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name="none_is_its_double"
        ),
        Index("ix_organisations_match_key_country", "match_key", "country"),
        Index(
            "ix_organisations_merged_into_id",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(200))
    branch: Mapped[str] = mapped_column(String(200), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    # As its officer wrote it, until staff find the body that is meant.
    parent_name: Mapped[str] = mapped_column(String(200), default="")
    town: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(COUNTRY, index=True)
    language: Mapped[str] = mapped_column(LANGUAGE)
    members: Mapped[int | None] = mapped_column(BigInteger)
    members_as_at: Mapped[date | None] = mapped_column()
    members_source: Mapped[MembersSource | None] = mapped_column(one_of(MembersSource))
    listed: Mapped[bool] = mapped_column(default=False)
    listed_town: Mapped[bool] = mapped_column(default=False)
    listed_members: Mapped[bool] = mapped_column(default=False)
    # Name and branch without case, accents and punctuation: likely doubles have the same.
    match_key: Mapped[str] = mapped_column(String(400))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def full_name(self) -> str:
        """Name and branch, as they stand on a certificate."""
        return f"{self.name}, {self.branch}" if self.branch else self.name


class OrganisationWord(Base):
    """A word of an organisation's name, branch or town, as `contacts.words` writes it.

    By it an organisation is found, however many there are.
    """

    __tablename__ = "organisation_words"

    word: Mapped[str] = mapped_column(WORD, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, index=True
    )


class OrganisationMerge(Base):
    """That staff took two rows for one organisation, and whether they took it back."""

    __tablename__ = "organisation_merges"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="two_are_merged"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="who_undid_it_is_named"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    merged_by: Mapped[str] = mapped_column(String(60))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(60))
