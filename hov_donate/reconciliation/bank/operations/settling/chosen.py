"""A line is what a person chose from the list, or nothing that the books should have."""

from dataclasses import dataclass

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerFund
from hov_donate.ledger.operations import lock_books
from hov_donate.ledger.queries import in_fund
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.operations.settling.saying import (
    book_line,
    lock_line,
    note,
    refuse_payouts,
    said_before,
)
from hov_donate.reconciliation.bank.rules.booking import (
    ACROSS,
    HOLDS_PAYOUTS,
    TRANSFERS,
    goes_that_way,
)
from hov_donate.reconciliation.bank.rules.kinds import LineFault, LineRefusedError, SettlementKind


@dataclass(frozen=True)
class Said:
    """What a person chose from the list: `across` is where a transfer went or came from."""

    kind: SettlementKind
    words: str
    fund: str = GENERAL_FUND
    across: Account | None = None

    @property
    def account(self) -> Account:
        """What stands across from the bank. Raises LineRefusedError for no such account."""
        account = self.across if self.kind is SettlementKind.TRANSFER else ACROSS[self.kind]
        if account is None or (self.kind is SettlementKind.TRANSFER and account not in TRANSFERS):
            raise LineRefusedError(LineFault.NO_SUCH_ACCOUNT)
        return account


def settle_as(
    work: UnitOfWork, *, line_id: int, said: Said, actor: str, seal: IdentitySeal
) -> BankSettlement:
    """The line is what a person chose from the list, with words and for a fund.

    Raises LineRefusedError: also where Stripe's money would become income a second time, or make
    what was spent less.
    """
    line = lock_line(work, line_id)
    account = said.account
    known = said_before(work, line, said.kind, account=account, fund=said.fund)
    if known is not None:
        return known
    if not goes_that_way(said.kind, line.amount):
        raise LineRefusedError(LineFault.WRONG_WAY)
    _check_fund(work, line, said)
    if line.amount_minor > 0 and account not in HOLDS_PAYOUTS:
        refuse_payouts(work, line, seal)
    made = note(work, line, said.kind, actor, account=account, fund=said.fund, words=said.words)
    book_line(work, line, made, line.amount)
    return made


def ignore_line(work: UnitOfWork, *, line_id: int, words: str, actor: str) -> BankSettlement:
    """The line is nothing that the books should have; `words` say why. Raises LineRefusedError."""
    line = lock_line(work, line_id)
    known = said_before(work, line, SettlementKind.IGNORED)
    return known or note(work, line, SettlementKind.IGNORED, actor, words=words)


def _check_fund(work: UnitOfWork, line: BankLine, said: Said) -> None:
    """It takes money, and no restricted one falls below zero by a line that is spent from it."""
    fund = work.session.get(LedgerFund, said.fund)
    if fund is None or fund.closed_at is not None:
        raise LineRefusedError(LineFault.NO_SUCH_FUND)
    if not fund.restricted or line.amount_minor > 0 or said.kind is SettlementKind.TRANSFER:
        return
    lock_books(work)
    there = in_fund(work.session, said.fund).get(line.currency, Money(0, line.currency))
    if there < -line.amount:
        raise LineRefusedError(LineFault.NOT_SO_MUCH)
