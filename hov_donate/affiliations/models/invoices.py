"""Invoices and what settles them. An invoice never changes: what corrects it stands beside it."""

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
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, LANGUAGE, Base, UtcDateTime, one_of
from hov_donate.core.money import Money
from hov_donate.documents.models import DocumentKind


class Invoice(Base):
    """A fee that is asked for, as it was issued: every word but the names of people.

    `amount` is the fee and, where the payer chose to give more, a gift. `snapshot` holds how the
    fee was found, and the bank accounts and lines that are printed.
    """

    __tablename__ = "affiliation_invoices"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint(
            "fee_minor >= 0 AND gift_minor >= 0 AND amount_minor = fee_minor + gift_minor",
            name="it_asks_for_fee_and_gift",
        ),
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint("due_on >= issued_on", name="it_is_due_after_it_is_issued"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    year: Mapped[int] = mapped_column()
    number: Mapped[int] = mapped_column()
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), index=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("affiliation_terms.id"), index=True)
    details_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_details.id"), index=True)
    fee_minor: Mapped[int] = mapped_column(BigInteger)
    gift_minor: Mapped[int] = mapped_column(BigInteger)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    issued_on: Mapped[date] = mapped_column()
    due_on: Mapped[date] = mapped_column()
    language: Mapped[str] = mapped_column(LANGUAGE)
    purchase_order: Mapped[str] = mapped_column(String(60))
    bill_to: Mapped[str] = mapped_column(Text)
    issuer: Mapped[str] = mapped_column(Text)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    template: Mapped[str] = mapped_column(String(40))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def full_number(self) -> str:
        """The number as printed: INV-2026-000123."""
        return f"{DocumentKind.INVOICE.prefix}{self.year}-{self.number:06d}"

    @property
    def amount(self) -> Money:
        """What is asked for."""
        return Money(self.amount_minor, self.currency)


class CreditReason(StrEnum):
    """Why an invoice is not asked for any more, or less of it."""

    VOID = "void"
    CORRECTED = "corrected"
    RESIGNED = "resigned"
    WAIVED = "waived"


class CreditNote(Base):
    """What takes a sum off an invoice, for ever."""

    __tablename__ = "affiliation_credit_notes"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "gift_minor >= 0 AND gift_minor <= amount_minor", name="the_gift_is_part_of_it"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    year: Mapped[int] = mapped_column()
    number: Mapped[int] = mapped_column()
    invoice_id: Mapped[int] = mapped_column(ForeignKey("affiliation_invoices.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    # How much of it takes back the gift on the invoice.
    gift_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str] = mapped_column(CURRENCY)
    reason: Mapped[CreditReason] = mapped_column(one_of(CreditReason))
    words: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date] = mapped_column()
    language: Mapped[str] = mapped_column(LANGUAGE)
    template: Mapped[str] = mapped_column(String(40))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def full_number(self) -> str:
        """The number as printed: CN-2026-000004."""
        return f"{DocumentKind.CREDIT_NOTE.prefix}{self.year}-{self.number:06d}"

    @property
    def amount(self) -> Money:
        """What is taken off."""
        return Money(self.amount_minor, self.currency)


class BillFingerprint(Base):
    """SHA-256 of the first PDF of an invoice or credit note; every later one must be the same."""

    __tablename__ = "affiliation_bill_fingerprints"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InvoiceBalance(Base):
    """What became of an invoice's sum; kept by triggers in the transaction of each row behind it.

    So no invoice can be settled or credited beyond its sum, whoever writes.
    """

    __tablename__ = "affiliation_invoice_balances"
    __table_args__ = (
        CheckConstraint("credited_minor >= 0", name="credit_is_not_negative"),
        CheckConstraint("settled_minor >= 0", name="nothing_is_settled_below_zero"),
        CheckConstraint(
            "credited_minor + settled_minor <= amount_minor", name="no_more_than_its_sum"
        ),
        Index("ix_affiliation_invoice_balances_due", "due_on", "invoice_id"),
        Index(
            "ix_affiliation_invoice_balances_owed_id",
            "invoice_id",
            sqlite_where=text("credited_minor + settled_minor < amount_minor"),
            postgresql_where=text("credited_minor + settled_minor < amount_minor"),
        ),
        Index(
            "ix_affiliation_invoice_balances_owed",
            "due_on",
            "invoice_id",
            sqlite_where=text("credited_minor + settled_minor < amount_minor"),
            postgresql_where=text("credited_minor + settled_minor < amount_minor"),
        ),
    )

    invoice_id: Mapped[int] = mapped_column(
        ForeignKey("affiliation_invoices.id"), primary_key=True, autoincrement=False
    )
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    credited_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    settled_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    # The invoice's, so that what is overdue is found among what is owed.
    due_on: Mapped[date] = mapped_column()

    @property
    def owed_minor(self) -> int:
        """What is still asked for."""
        return self.amount_minor - self.credited_minor - self.settled_minor


class InvoicePayment(Base):
    """A payment at Stripe that was asked for to settle an invoice."""

    __tablename__ = "affiliation_invoice_payments"

    payment_id: Mapped[int] = mapped_column(
        ForeignKey("payments.id"), primary_key=True, autoincrement=False
    )
    invoice_id: Mapped[int] = mapped_column(ForeignKey("affiliation_invoices.id"), index=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), index=True)


class Allocation(Base):
    """Money that settles an invoice, from one source; a negative one takes it off again."""

    __tablename__ = "affiliation_allocations"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_is_not_zero"),
        CheckConstraint(
            "(payment_id IS NULL) <> (received_id IS NULL)", name="it_comes_from_one_source"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("affiliation_invoices.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    received_id: Mapped[int | None] = mapped_column(
        ForeignKey("affiliation_money_received.id"), index=True
    )
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(60))


class CreditUseKind(StrEnum):
    """What a payer made of money that settles nothing."""

    GIVEN = "given"
    SENT_BACK = "sent_back"


class CreditUse(Base):
    """Credit that its payer gave to the campaign, or had back by bank; a negative one undoes it.

    A gift is undone when the money behind it goes, and made again when that comes back.
    """

    __tablename__ = "affiliation_credit_uses"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_is_not_zero"),
        CheckConstraint(
            "(payment_id IS NULL) <> (received_id IS NULL)", name="it_comes_from_one_source"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    received_id: Mapped[int | None] = mapped_column(
        ForeignKey("affiliation_money_received.id"), index=True
    )
    kind: Mapped[CreditUseKind] = mapped_column(one_of(CreditUseKind))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(60))
