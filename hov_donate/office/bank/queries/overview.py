"""Accounts, what their statements say, and what the books say."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.ledger.models import LedgerFund
from hov_donate.ledger.queries import funds
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.office.queries.paging import Page, Place, counted, page_of
from hov_donate.reconciliation.bank.models import (
    BankImport,
    BankLine,
    BankProfile,
    BankProposal,
)
from hov_donate.reconciliation.bank.queries.balances import UNSETTLED
from hov_donate.reconciliation.bank.rules.kinds import ImportStatus, Surety

IMPORTS_SHOWN = 20


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
