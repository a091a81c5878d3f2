"""What bank statements say of payouts, and what of them nobody has settled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.reconciliation.bank.models import BankAccount, BankLine, BankSettlement
from hov_donate.reconciliation.bank.queries.balances import UNSETTLED


@dataclass(frozen=True)
class BankLineOfPayout:
    """The line of a statement that a person confirmed to be a payout."""

    line_id: int
    day: date
    amount: Money


def bank_lines_of_payouts(
    session: Session, payout_ids: Iterable[int]
) -> Mapping[int, BankLineOfPayout]:
    """The line that shows each of these payouts, by the payout's key; none for the others."""
    rows = session.execute(
        select(BankSettlement.payout_id, BankLine)
        .join(BankLine, BankLine.id == BankSettlement.line_id)
        .where(
            BankSettlement.payout_id.in_(list(payout_ids)),
            BankSettlement.undone_at.is_(None),
        )
    )
    return {
        payout_id: BankLineOfPayout(line.id, line.booked_on, line.amount)
        for payout_id, line in rows
        if payout_id is not None
    }


def statements_from(session: Session) -> Mapping[str, date]:
    """The day from which on statements are brought in, by currency."""
    first = func.min(BankLine.booked_on)
    rows = session.execute(
        select(BankAccount.currency, first)
        .join(BankLine, BankLine.account_id == BankAccount.id)
        .group_by(BankAccount.currency)
    )
    return {row.currency: row[1] for row in rows}


def unsettled_lines(session: Session, until: date) -> int:
    """How many lines of statements up to a day nobody has settled."""
    waiting = select(func.count()).select_from(BankLine)
    return session.scalars(
        waiting.where(BankLine.status.in_(UNSETTLED), BankLine.booked_on <= until)
    ).one()
