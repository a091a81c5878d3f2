"""Reading the books."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum, LedgerEntry, LedgerPosting


def booked(session: Session, transaction_ids: Iterable[str]) -> set[str]:
    """Which of these balance transactions are in the books already."""
    rows = session.scalars(
        select(LedgerEntry.stripe_balance_transaction_id).where(
            LedgerEntry.stripe_balance_transaction_id.in_(list(transaction_ids))
        )
    )
    return {row for row in rows if row is not None}


def newest_entry_on(session: Session, account: Account) -> int | None:
    """The newest entry that touches an account, to tell whether it was posted to meanwhile."""
    return session.scalar(
        select(func.max(LedgerPosting.entry_id)).where(LedgerPosting.account == account)
    )


def balances(session: Session, account: Account) -> dict[str, Money]:
    """What stands on an account, by currency: debits less credits, from the daily sums."""
    balance = func.sum(LedgerDailySum.debit_minor - LedgerDailySum.credit_minor)
    rows = session.execute(
        select(LedgerDailySum.currency, balance)
        .where(LedgerDailySum.account == account)
        .group_by(LedgerDailySum.currency)
    )
    return {currency: Money(int(minor), currency) for currency, minor in rows}
