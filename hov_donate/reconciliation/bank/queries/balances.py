"""What statements say stands on accounts, and what the books say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum
from hov_donate.reconciliation.bank.models import BankAccount, BankImport, BankLine
from hov_donate.reconciliation.bank.rules.kinds import ImportStatus, LineStatus

BROUGHT_IN = (ImportStatus.MATCHING, ImportStatus.DONE)
UNSETTLED = (LineStatus.OPEN, LineStatus.PROPOSED)
MOST_COUNTED = 100


@dataclass(frozen=True)
class Kept:
    """An account, the last balance that a file stated, and what of it is not in the books."""

    account: BankAccount
    closing: Money | None
    closing_on: date | None
    outside: Money
    waiting: int


@dataclass(frozen=True)
class Compared:
    """A currency: what statements say, less what is not in the books by a person's word."""

    currency: str
    on: date
    stated: Money
    outside: Money
    books: Money

    @property
    def difference(self) -> Money:
        """What statements say and nobody has explained."""
        return self.stated - self.outside - self.books


def accounts(session: Session) -> list[Kept]:
    """Every account, the first opened first."""
    rows = session.scalars(select(BankAccount).order_by(BankAccount.id)).all()
    return [_kept(session, account) for account in rows]


def _kept(session: Session, account: BankAccount) -> Kept:
    last = session.scalars(
        select(BankImport)
        .where(
            BankImport.account_id == account.id,
            BankImport.status.in_(BROUGHT_IN),
            BankImport.closing_minor.is_not(None),
        )
        .order_by(BankImport.closing_on.desc(), BankImport.id.desc())
        .limit(1)
    ).first()
    closing = Money(last.closing_minor or 0, account.currency) if last else None
    on = last.closing_on if last else None
    return Kept(account, closing, on, _outside(session, account, on), _waiting(session, account))


def _outside(session: Session, account: BankAccount, on: date | None) -> Money:
    """The sum of lines that are not in the books: open ones, and those that are left out."""
    status = (*UNSETTLED, LineStatus.IGNORED)
    query = select(func.sum(BankLine.amount_minor)).where(
        BankLine.account_id == account.id, BankLine.status.in_(status)
    )
    if on is not None:
        query = query.where(BankLine.booked_on <= on)
    return Money(int(session.scalar(query) or 0), account.currency)


def _waiting(session: Session, account: BankAccount) -> int:
    """Counted no further than anyone looks."""
    some = select(BankLine.id).where(
        BankLine.account_id == account.id, BankLine.status.in_(UNSETTLED)
    )
    seen = some.limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(seen)) or 0


def compared(session: Session, kept: Iterable[Kept]) -> list[Compared]:
    """Each currency of which every account has a stated balance.

    The books keep one account for all banks, so it is compared as of one day: the last one of which
    statements of all accounts tell. What younger ones state is reckoned back by their lines.
    """
    every = list(kept)
    found = []
    for currency in sorted({it.account.currency for it in every}):
        ours = [it for it in every if it.account.currency == currency]
        days = [it.closing_on for it in ours if it.closing_on is not None]
        if len(days) == len(ours):
            found.append(_compared(session, currency, ours, min(days)))
    return found


def _compared(session: Session, currency: str, ours: Iterable[Kept], on: date) -> Compared:
    stated = outside = 0
    for it in ours:
        stated += (it.closing.minor if it.closing else 0) - _since(session, it, on)
        outside += _outside(session, it.account, on).minor
    books = _books(session, currency, on)
    return Compared(currency, on, Money(stated, currency), Money(outside, currency), books)


def _since(session: Session, kept: Kept, on: date) -> int:
    """What came after a day on an account, less what went, until its stated balance."""
    query = select(func.sum(BankLine.amount_minor)).where(
        BankLine.account_id == kept.account.id,
        BankLine.booked_on > on,
        BankLine.booked_on <= (kept.closing_on or on),
    )
    return int(session.scalar(query) or 0)


def _books(session: Session, currency: str, on: date) -> Money:
    balance = func.sum(LedgerDailySum.debit_minor - LedgerDailySum.credit_minor)
    query = select(balance).where(
        LedgerDailySum.account == Account.BANK,
        LedgerDailySum.currency == currency,
        LedgerDailySum.booked_on <= on,
    )
    return Money(int(session.scalar(query) or 0), currency)
