"""Money that Stripe never sees: bank transfers, cheques and cash for invoices."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import CURRENCY, Base, UtcDateTime, one_of
from hov_donate.core.money import Money


class MoneyMethod(StrEnum):
    """How money came that Stripe never saw."""

    BANK_TRANSFER = "bank_transfer"
    CHEQUE = "cheque"
    CASH = "cash"


class MoneyReceived(Base):
    """One sum that came; what it settles are its allocations, the rest is its owner's credit.

    `form` names the page it was recorded on and makes pressing twice one sum.
    """

    __tablename__ = "affiliation_money_received"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_is_positive"),
        CheckConstraint(
            "cheque_number = '' OR method = 'cheque'", name="only_cheques_have_their_number"
        ),
        Index("ix_affiliation_money_received_came", "received_on", "id"),
        Index("ix_affiliation_money_received_sums", "currency", "amount_minor", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    form: Mapped[str] = mapped_column(String(64), unique=True)
    # Whose credit it is as far as it settles nothing.
    affiliation_id: Mapped[int] = mapped_column(ForeignKey("affiliations.id"), index=True)
    method: Mapped[MoneyMethod] = mapped_column(one_of(MoneyMethod))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(CURRENCY)
    received_on: Mapped[date] = mapped_column()
    payer: Mapped[str] = mapped_column(String(200))
    bank_reference: Mapped[str] = mapped_column(String(200), default="")
    cheque_number: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def amount(self) -> Money:
        """What came."""
        return Money(self.amount_minor, self.currency)


class ReversalReason(StrEnum):
    """Why money that was recorded is not there."""

    BOUNCED = "bounced"
    RECORDED_WRONGLY = "recorded_wrongly"


class MoneyReversal(Base):
    """That a recorded sum is not there after all: a cheque that bounced, or a mistake."""

    __tablename__ = "affiliation_money_reversals"

    received_id: Mapped[int] = mapped_column(
        ForeignKey("affiliation_money_received.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[ReversalReason] = mapped_column(one_of(ReversalReason))
    reversed_on: Mapped[date] = mapped_column()
    words: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
