"""What lies in the cash box, and the batches in which it goes to the bank.

Triggers in the migration keep what an item says, and what a batch was once it is over.
"""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.cashbox.rules import BatchState, ItemKind
from hov_donate.core.db import CURRENCY, Base, UtcDateTime, one_of
from hov_donate.core.money import Money

LIES_HERE = "batch_id IS NULL AND gone_on IS NULL"


class Batch(Base):
    """Cash and cheques of one currency that go to one bank account together.

    Its sums are those of the day on which it was made. The difference is what the bank counted
    more of the cash; less is negative.
    """

    __tablename__ = "box_batches"
    __table_args__ = (
        CheckConstraint(
            "cash_minor >= 0 AND cheques_minor >= 0 AND cash_minor + cheques_minor > 0",
            name="there_is_something_in_it",
        ),
        CheckConstraint(
            "notes_minor >= 0 AND notes_minor <= cash_minor", name="notes_are_of_the_cash"
        ),
        CheckConstraint(
            "(paid_in_on IS NULL) = (paid_in_by IS NULL)"
            " AND (paid_in_on IS NULL) = (paid_in_at IS NULL)",
            name="somebody_pays_it_in",
        ),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="somebody_undoes_it"),
        CheckConstraint(
            "paid_in_on IS NULL OR undone_at IS NULL", name="what_is_paid_in_is_not_undone"
        ),
        CheckConstraint(
            "difference_minor = 0 OR (paid_in_on IS NOT NULL AND difference_words <> '')",
            name="a_difference_has_words",
        ),
        CheckConstraint("cash_minor + difference_minor >= 0", name="no_more_is_missing_than_is"),
        CheckConstraint("difference_minor = 0 OR cash_minor > 0", name="only_cash_is_miscounted"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    currency: Mapped[str] = mapped_column(CURRENCY)
    # The IBAN of one of the campaign's own accounts, as it was configured then.
    account: Mapped[str] = mapped_column(String(42))
    cash_minor: Mapped[int] = mapped_column(BigInteger)
    notes_minor: Mapped[int] = mapped_column(BigInteger)
    cheques_minor: Mapped[int] = mapped_column(BigInteger)
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paid_in_on: Mapped[date | None] = mapped_column()
    paid_in_by: Mapped[str | None] = mapped_column(String(60))
    paid_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    difference_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    difference_words: Mapped[str] = mapped_column(Text, default="")
    undone_by: Mapped[str | None] = mapped_column(String(60))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def number(self) -> str:
        """What stands on its slip: PI-00012."""
        return f"PI-{self.id:05d}"

    @property
    def source(self) -> str:
        """What names its entry in the books."""
        return f"batch-{self.id}"

    @property
    def cash(self) -> Money:
        """Its cash, as two counted it."""
        return Money(self.cash_minor, self.currency)

    @property
    def notes(self) -> Money:
        """What of the cash is in notes; the rest is in coins."""
        return Money(self.notes_minor, self.currency)

    @property
    def coins(self) -> Money:
        """What of the cash is in coins."""
        return self.cash - self.notes

    @property
    def cheques(self) -> Money:
        """Its cheques."""
        return Money(self.cheques_minor, self.currency)

    @property
    def total(self) -> Money:
        """What goes to the bank."""
        return self.cash + self.cheques

    @property
    def difference(self) -> Money:
        """What the bank counted more of the cash; negative for less."""
        return Money(self.difference_minor, self.currency)

    @property
    def state(self) -> BatchState:
        """What became of it."""
        if self.undone_at is not None:
            return BatchState.UNDONE
        return BatchState.MADE if self.paid_in_on is None else BatchState.PAID_IN


class BoxItem(Base):
    """Cash or a cheque, named by the row that brought it: `gift-3`, `received-7`.

    Cash counts as counted when somebody else than who recorded it says so, or a named witness does.
    """

    __tablename__ = "box_items"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "cheque_number = '' OR kind = 'cheque'", name="only_cheques_have_their_number"
        ),
        CheckConstraint("(counted_at IS NULL) = (counted_by IS NULL)", name="somebody_counts_it"),
        CheckConstraint(
            "counted_by IS NULL OR counted_by <> recorded_by OR witness IS NOT NULL",
            name="two_count_it",
        ),
        CheckConstraint(
            "kind = 'cheque' OR batch_id IS NULL OR counted_at IS NOT NULL",
            name="cash_goes_to_the_bank_counted",
        ),
        CheckConstraint(
            "cleared_on IS NULL OR (kind = 'cheque' AND batch_id IS NOT NULL)",
            name="cheques_clear_at_the_bank",
        ),
        Index(
            "ix_box_items_lie_here",
            "currency",
            "id",
            sqlite_where=text(LIES_HERE),
            postgresql_where=text(LIES_HERE),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    source: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[ItemKind] = mapped_column(one_of(ItemKind))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    came_on: Mapped[date] = mapped_column()
    cheque_number: Mapped[str] = mapped_column(String(40), default="")
    recorded_by: Mapped[str] = mapped_column(String(60))
    # The member of the office who was asked to count it too.
    counter: Mapped[str | None] = mapped_column(String(60))
    # The name of somebody from outside the office who counted it, sealed like every name.
    witness: Mapped[bytes | None] = mapped_column(LargeBinary)
    counted_by: Mapped[str | None] = mapped_column(String(60))
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("box_batches.id"), index=True)
    cleared_on: Mapped[date | None] = mapped_column()
    gone_on: Mapped[date | None] = mapped_column()

    @property
    def amount(self) -> Money:
        """What it is worth."""
        return Money(self.amount_minor, self.currency)

    @property
    def to_be_counted(self) -> bool:
        """Whether it is cash that only one person has counted."""
        return self.kind is ItemKind.CASH and self.counted_at is None
