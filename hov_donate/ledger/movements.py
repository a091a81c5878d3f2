"""Whether the daily movements are what the entries say."""

from datetime import date

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailyMovement, LedgerEntry, LedgerPosting


def movements_that_differ(session: Session) -> list[tuple[date, str, str, str]]:
    """Days, currencies, categories and accounts whose daily movement is not that of the entries.

    Reads every entry: for a command, not for a page.
    """
    between = [Account.STRIPE, Account.STRIPE_FEES, Account.CURRENCY_EXCHANGE]
    counter = (
        select(func.max(LedgerPosting.account))
        .where(LedgerPosting.entry_id == LedgerEntry.id, LedgerPosting.account.not_in(between))
        .scalar_subquery()
    )
    entry = (
        select(
            LedgerEntry.booked_on,
            LedgerEntry.currency,
            LedgerEntry.reporting_category,
            func.coalesce(counter, literal(Account.STRIPE_FEES.value)).label("counter"),
            LedgerEntry.gross_minor,
            LedgerEntry.fee_minor,
            LedgerEntry.net_minor,
        )
        .where(LedgerEntry.stripe_balance_transaction_id.is_not(None))
        .subquery()
    )
    key = list(entry.c)[:4]
    sums = [func.sum(each) for each in list(entry.c)[4:]]
    booked = session.execute(select(*key, *sums, func.count()).group_by(*key))
    kept = session.execute(select(*LedgerDailyMovement.__table__.c))
    reckoned, summed = ({_row(*row) for row in rows} for rows in (booked, kept))
    return sorted({row[0] for row in reckoned ^ summed})


def _row(
    day: date, currency: str, category: str, counter: str, *amounts: int
) -> tuple[tuple[date, str, str, str], tuple[int, ...]]:
    return (day, currency, category, str(counter)), tuple(int(each) for each in amounts)
