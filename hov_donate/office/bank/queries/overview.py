"""Accounts, what their statements say, and what the books say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum, LedgerFund
from hov_donate.ledger.queries import funds
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.office.queries.paging import Page, Place, counted, page_of
from hov_donate.reconciliation.bank.models import (
    BankAccount,
    BankImport,
    BankLine,
    BankProfile,
    BankProposal,
)
from hov_donate.reconciliation.bank.rules.kinds import ImportStatus, LineStatus, Surety

BROUGHT_IN = (ImportStatus.MATCHING, ImportStatus.DONE)
UNSETTLED = (LineStatus.OPEN, LineStatus.PROPOSED)
IMPORTS_SHOWN = 20


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
    return counted(
        session,
        select(BankLine.id).where(
            BankLine.account_id == account.id, BankLine.status.in_(UNSETTLED)
        ),
    )


def compared(session: Session, kept: Iterable[Kept]) -> list[Compared]:
    """Each currency of which every account has a stated balance."""
    every = list(kept)
    found = []
    for currency in sorted({it.account.currency for it in every}):
        ours = [it for it in every if it.account.currency == currency]
        days = [it.closing_on for it in ours if it.closing_on is not None]
        if len(days) < len(ours):
            continue
        stated = sum(it.closing.minor for it in ours if it.closing)
        outside = sum(it.outside.minor for it in ours)
        on = max(days)
        books = _books(session, currency, on)
        found.append(
            Compared(currency, on, Money(stated, currency), Money(outside, currency), books)
        )
    return found


def _books(session: Session, currency: str, on: date) -> Money:
    balance = func.sum(LedgerDailySum.debit_minor - LedgerDailySum.credit_minor)
    query = select(balance).where(
        LedgerDailySum.account == Account.BANK,
        LedgerDailySum.currency == currency,
        LedgerDailySum.booked_on <= on,
    )
    return Money(int(session.scalar(query) or 0), currency)


def imports(session: Session, place: Place) -> Page[BankImport]:
    """Files, the last uploaded first."""
    kept = select(BankImport).where(BankImport.status != ImportStatus.DROPPED)
    return page_of(session, kept, BankImport.id, place, size=IMPORTS_SHOWN)


def profiles(session: Session) -> Sequence[BankProfile]:
    """Profiles of one's own, by name."""
    return session.scalars(select(BankProfile).order_by(BankProfile.name)).all()


def waiting_lines(session: Session) -> int:
    """How many lines nobody has said anything of, counted no further than anyone looks."""
    return counted(session, select(BankLine.id).where(BankLine.status.in_(UNSETTLED)))


def exact_lines(session: Session) -> int:
    """How many lines may be confirmed together."""
    return counted(session, select(BankProposal.line_id).where(BankProposal.surety == Surety.EXACT))


def open_funds(session: Session) -> Sequence[LedgerFund]:
    """Funds that take money, the general one first."""
    rows = [fund for fund in funds(session) if fund.closed_at is None]
    return sorted(rows, key=lambda fund: fund.code != GENERAL_FUND)
