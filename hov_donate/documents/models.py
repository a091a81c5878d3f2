"""Documents that never change once issued; triggers in the migration refuse it."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, LANGUAGE, STRIPE_ID, Base, UtcDateTime, one_of
from hov_donate.core.money import Money


class DocumentKind(StrEnum):
    """Each kind has a series of numbers of its own in every year.

    A correction takes money off a receipt; a reinstatement takes a correction back. Invoices and
    what credits them are kept by `affiliations`; only their numbers are given here.
    """

    RECEIPT = "receipt"
    CORRECTION = "correction"
    REINSTATEMENT = "reinstatement"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"

    @property
    def prefix(self) -> str:
        """What tells its numbers from those of the other kinds."""
        return _PREFIXES[self]


_PREFIXES = {
    DocumentKind.RECEIPT: "",
    DocumentKind.CORRECTION: "C-",
    DocumentKind.REINSTATEMENT: "CR-",
    DocumentKind.INVOICE: "INV-",
    DocumentKind.CREDIT_NOTE: "CN-",
}


class DocumentSeries(Base):
    """The last number given in a kind and year; the next one follows without a gap."""

    __tablename__ = "document_series"

    kind: Mapped[DocumentKind] = mapped_column(one_of(DocumentKind), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column()


class Document(Base):
    """What was issued: every word of it but the name, which stays with the contact."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("kind", "year", "number"),
        UniqueConstraint("kind", "subject"),
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "(kind = 'receipt') = (corrects_id IS NULL)", name="only_receipts_stand_alone"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[DocumentKind] = mapped_column(one_of(DocumentKind))
    year: Mapped[int] = mapped_column()
    number: Mapped[int] = mapped_column()
    payment_reference: Mapped[str] = mapped_column(String(12), index=True)
    # What it is about: the payment, or the refund or movement of the balance that corrects it.
    subject: Mapped[str] = mapped_column(STRIPE_ID)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    paid_on: Mapped[date] = mapped_column()
    language: Mapped[str] = mapped_column(LANGUAGE)
    issuer: Mapped[str] = mapped_column(Text)
    tax_note: Mapped[str] = mapped_column(Text)
    # What a gift was given for, in the words of its day; empty for the campaign's work.
    purpose: Mapped[str] = mapped_column(String(200), default="", server_default="")
    template: Mapped[str] = mapped_column(String(40))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def full_number(self) -> str:
        """The number as printed: 2026-000123; C-2026-000123 of a correction."""
        return f"{self.kind.prefix}{self.year}-{self.number:06d}"

    @property
    def amount(self) -> Money:
        """The sum received; taken off it, in a correction."""
        return Money(self.amount_minor, self.currency)


class DocumentFingerprint(Base):
    """SHA-256 of a document's first PDF; every later one must be the same to the byte."""

    __tablename__ = "document_fingerprints"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
