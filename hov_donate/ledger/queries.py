"""Reading the books."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account, AccountKind, MonthState
from hov_donate.ledger.models import (
    LedgerAccount,
    LedgerDailySum,
    LedgerEntry,
    LedgerFund,
    LedgerMonth,
    LedgerPosting,
)
from hov_donate.ledger.monthly import LedgerMonthlySum
from hov_donate.ledger.rules import Line

# What came in and went out says what is in a fund; what stands on assets belongs to all of them.
OF_A_FUND = (AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.EQUITY)


def booked(session: Session, transaction_ids: Iterable[str]) -> set[str]:
    """Which of these balance transactions are in the books already."""
    rows = session.scalars(
        select(LedgerEntry.stripe_balance_transaction_id).where(
            LedgerEntry.stripe_balance_transaction_id.in_(list(transaction_ids))
        )
    )
    return {row for row in rows if row is not None}


def closed_until(session: Session) -> date | None:
    """The last day of the last closed month; None while none is closed."""
    return session.scalar(
        select(func.max(LedgerMonth.last_day)).where(LedgerMonth.state == MonthState.CLOSED)
    )


def newest_entry_on(session: Session, account: Account) -> int | None:
    """The newest entry that touches an account, to tell whether it was posted to meanwhile."""
    return session.scalar(
        select(func.max(LedgerPosting.entry_id)).where(LedgerPosting.account == account)
    )


def booked_of(session: Session, reference: str, sources: Iterable[str]) -> list[Line]:
    """All that was booked of a payment, in the order in which it was.

    By its reference, and by what it is at Stripe (`sources`: its charge, refunds and disputes):
    while nobody knew whose the money was, no reference was written down.
    """
    rows = session.execute(
        select(
            LedgerPosting.account,
            LedgerPosting.amount_minor,
            LedgerPosting.currency,
            LedgerPosting.fund,
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(
            or_(
                LedgerEntry.payment_reference == reference,
                LedgerEntry.source_id.in_(list(sources)),
            )
        )
        .order_by(LedgerPosting.id)
    )
    return [Line(account, Money(minor, currency), fund) for account, minor, currency, fund in rows]


def balances(session: Session, account: Account) -> dict[str, Money]:
    """What stands on an account, by currency: debits less credits, from the daily sums."""
    balance = func.sum(LedgerDailySum.debit_minor - LedgerDailySum.credit_minor)
    rows = session.execute(
        select(LedgerDailySum.currency, balance)
        .where(LedgerDailySum.account == account)
        .group_by(LedgerDailySum.currency)
    )
    return {currency: Money(int(minor), currency) for currency, minor in rows}


def funds(session: Session) -> Sequence[LedgerFund]:
    """All funds, by code; the closed ones too."""
    return session.scalars(select(LedgerFund).order_by(LedgerFund.code)).all()


def fund_for_gifts(session: Session, code: str) -> LedgerFund | None:
    """A fund that gifts may be made for; None when there is no such one, or it is closed."""
    found = session.get(LedgerFund, code)
    return None if found is None or found.closed_at is not None else found


def fund_name(session: Session, code: str, language: str) -> str:
    """What a fund is called in a language; the general one has no name of its own: empty."""
    found = session.get(LedgerFund, code)
    return found.name_in(language) if found else ""


def in_funds(session: Session) -> Mapping[str, Mapping[str, Money]]:
    """What is in every fund, by code and currency, from the monthly sums.

    That is its income less its expense, and what was moved; a gift of another currency counts as it
    was settled, and stands at zero in its own.
    """
    sums = LedgerMonthlySum
    rows = session.execute(
        select(sums.fund, sums.currency, func.sum(sums.credit_minor - sums.debit_minor))
        .join(LedgerAccount, LedgerAccount.code == sums.account)
        .where(LedgerAccount.kind.in_(OF_A_FUND))
        .group_by(sums.fund, sums.currency)
        .order_by(sums.fund, sums.currency)
    )
    found: dict[str, dict[str, Money]] = defaultdict(dict)
    for fund, currency, minor in rows:
        if minor:
            found[fund][currency] = Money(int(minor), currency)
    return found


def in_fund(session: Session, code: str) -> Mapping[str, Money]:
    """What is in one fund, by currency."""
    return in_funds(session).get(code, {})
