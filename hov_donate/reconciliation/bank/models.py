"""Accounts at banks, the files that tell of them, their lines, and what became of each."""

from datetime import date, datetime
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
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, Base, UtcDateTime, listed, one_of
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.bank.rules.kinds import (
    ImportStatus,
    LineStatus,
    ProposalKind,
    SettlementKind,
    Surety,
)
from hov_donate.reconciliation.statements.lines import Format

KEY = BigInteger().with_variant(Integer, "sqlite")
ACTOR = String(60)
LIVE = "undone_at IS NULL"


def _once(name: str, column: str) -> Index:
    """A partial key: what stands now, not what was taken back."""
    live = text(f"{LIVE} AND {column} IS NOT NULL")
    return Index(name, column, unique=True, sqlite_where=live, postgresql_where=live)


class BankAccount(Base):
    """An account of the campaign's at a bank, in one currency; `number` is its IBAN or number."""

    __tablename__ = "bank_accounts"
    __table_args__ = (UniqueConstraint("number", "currency"),)

    id: Mapped[int] = mapped_column(KEY, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(CURRENCY)
    # What stood on it before the first line, where somebody said so; booked when it is opened.
    opening_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    opening_on: Mapped[date | None] = mapped_column()
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(ACTOR)


class BankProfile(Base):
    """How one bank writes its CSV files; `form` is a `statements.profiles.Profile`, packed."""

    __tablename__ = "bank_profiles"

    id: Mapped[int] = mapped_column(KEY, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    form: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(ACTOR)


class BankImport(Base):
    """A file of statement lines. Counts are of its lines; `cursor` is the last one matched.

    Until a person confirms it, nothing of it is in the books. Balances are the file's, if it has.
    """

    __tablename__ = "bank_imports"
    __table_args__ = (
        CheckConstraint("fresh >= 0 AND known >= 0", name="lines_are_counted"),
        Index("ix_bank_imports_status", "status"),
    )

    id: Mapped[int] = mapped_column(KEY, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("bank_accounts.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    form: Mapped[Format] = mapped_column(one_of(Format))
    profile: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    status: Mapped[ImportStatus] = mapped_column(one_of(ImportStatus))
    fresh: Mapped[int] = mapped_column(Integer)
    known: Mapped[int] = mapped_column(Integer)
    # New lines that are most likely known ones in other words.
    alike: Mapped[int] = mapped_column(Integer)
    swapped: Mapped[bool] = mapped_column()
    first_on: Mapped[date | None] = mapped_column()
    last_on: Mapped[date | None] = mapped_column()
    came_minor: Mapped[int] = mapped_column(BigInteger)
    went_minor: Mapped[int] = mapped_column(BigInteger)
    opening_minor: Mapped[int | None] = mapped_column(BigInteger)
    closing_minor: Mapped[int | None] = mapped_column(BigInteger)
    closing_on: Mapped[date | None] = mapped_column()
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    matched: Mapped[int] = mapped_column(Integer, default=0)
    looked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_by: Mapped[str] = mapped_column(ACTOR)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str | None] = mapped_column(ACTOR)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BankFile(Base):
    """A file that was looked at, sealed, until it is brought in, dropped or a day old."""

    __tablename__ = "bank_files"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("bank_imports.id"), primary_key=True, autoincrement=False
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class BankLine(Base):
    """One line of a statement. `sealed` holds payer and reference, which name people.

    Equal lines are told apart by `ordinal`. `bank_id` is the bank's own name of it, for people who
    ask the bank; nothing relies on it.
    """

    __tablename__ = "bank_lines"
    __table_args__ = (
        UniqueConstraint("account_id", "fingerprint", "ordinal"),
        CheckConstraint("ordinal > 0", name="ordinals_count_from_one"),
        Index("ix_bank_lines_booked_on_id", "booked_on", "id"),
        Index("ix_bank_lines_account_id_booked_on", "account_id", "booked_on", "id"),
        Index("ix_bank_lines_status_id", "status", "id"),
        Index("ix_bank_lines_account_id_status_id", "account_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(KEY, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("bank_accounts.id"))
    import_id: Mapped[int] = mapped_column(ForeignKey("bank_imports.id"), index=True)
    booked_on: Mapped[date] = mapped_column()
    value_on: Mapped[date | None] = mapped_column()
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    fingerprint: Mapped[str] = mapped_column(String(64))
    ordinal: Mapped[int] = mapped_column(Integer)
    bank_id: Mapped[str] = mapped_column(String(80), default="")
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[LineStatus] = mapped_column(one_of(LineStatus))

    @property
    def amount(self) -> Money:
        """What came; negative: what went."""
        return Money(self.amount_minor, self.currency)


class BankProposal(Base):
    """What a line may be, until it is settled; `place` is the order, the likeliest first."""

    __tablename__ = "bank_proposals"

    line_id: Mapped[int] = mapped_column(ForeignKey("bank_lines.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[ProposalKind] = mapped_column(one_of(ProposalKind))
    surety: Mapped[Surety] = mapped_column(one_of(Surety))
    reasons: Mapped[str] = mapped_column(String(200))
    target: Mapped[int | None] = mapped_column(BigInteger)
    # Pairs of an invoice's key and minor units.
    shares: Mapped[list[list[int]]] = mapped_column(JSON)
    due_on: Mapped[date | None] = mapped_column()

    __table_args__ = (Index("ix_bank_proposals_surety_line_id", "surety", "line_id"),)


class BankSettlement(Base):
    """What a person said that a line is; taken back, it stays here and the line is open again.

    `number` counts a line's settlements and names their ledger entries. `account` is what stands
    across from the bank, where the line itself is booked. `item_id` is what came back of the cash
    box's: a cheque that bounced.
    """

    __tablename__ = "bank_settlements"
    __table_args__ = (
        UniqueConstraint("line_id", "number"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_someone"),
        Index(
            "uq_bank_settlements_line_once",
            "line_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        _once("uq_bank_settlements_payout_once", "payout_id"),
        _once("uq_bank_settlements_received_once", "received_id"),
        _once("uq_bank_settlements_credit_use_once", "credit_use_id"),
        _once("uq_bank_settlements_batch_once", "batch_id"),
        _once("uq_bank_settlements_gift_once", "gift_id"),
        _once("uq_bank_settlements_item_once", "item_id"),
    )

    id: Mapped[int] = mapped_column(KEY, primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("bank_lines.id"))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[SettlementKind] = mapped_column(one_of(SettlementKind))
    account: Mapped[Account | None] = mapped_column(listed(Account))
    fund: Mapped[str] = mapped_column(String(40), ForeignKey("ledger_funds.code"))
    words: Mapped[str] = mapped_column(Text)
    payout_id: Mapped[int | None] = mapped_column(ForeignKey("payouts.id"))
    received_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation_money_received.id"))
    credit_use_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation_credit_uses.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("box_batches.id"))
    gift_id: Mapped[int | None] = mapped_column(ForeignKey("offline_gifts.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("box_items.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(ACTOR)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str | None] = mapped_column(ACTOR)
    undone_words: Mapped[str] = mapped_column(Text, default="")
