"""A person says what a line is. Each way books it once, and pressing twice says it once.

A new kind of money (a gift by transfer, say) gets a word in `SettlementKind` and a function here:
it locks the line, records what came through its own feature on the line's day, and ends in `note`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from hov_donate.affiliations.models import CreditUse, MoneyMethod, MoneyReceived, MoneyReversal
from hov_donate.affiliations.operations import ReceivedFacts, receive_money
from hov_donate.affiliations.queries.money import standing_of
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerFund
from hov_donate.ledger.operations import lock_books
from hov_donate.ledger.queries import in_fund
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.reconciliation.bank.models import BankLine, BankProposal, BankSettlement
from hov_donate.reconciliation.bank.operations.entries import book
from hov_donate.reconciliation.bank.operations.proposing import found_for
from hov_donate.reconciliation.bank.queries.around import NEVER_ARRIVES, taken
from hov_donate.reconciliation.bank.queries.lines import is_a_payout, standing
from hov_donate.reconciliation.bank.rules.booking import (
    ACROSS,
    TRANSFERS,
    BankEntry,
    booked,
    goes_that_way,
)
from hov_donate.reconciliation.bank.rules.kinds import (
    LineFault,
    LineRefusedError,
    LineStatus,
    ProposalKind,
    SettlementKind,
)
from hov_donate.reconciliation.bank.rules.matching import Proposal
from hov_donate.reconciliation.bank.texts import opened
from hov_donate.reconciliation.models import Payout

SAID = {
    ProposalKind.PAYOUT: SettlementKind.PAYOUT,
    ProposalKind.INVOICES: SettlementKind.INVOICES,
    ProposalKind.RECORDED: SettlementKind.RECORDED,
    ProposalKind.SENT_BACK: SettlementKind.SENT_BACK,
    ProposalKind.CHARGES: SettlementKind.BANK_CHARGES,
}


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


def settle_payout(work: UnitOfWork, *, line_id: int, payout_id: int, actor: str) -> BankSettlement:
    """The line is a payout of Stripe's: it arrived. Raises LineRefusedError, LookupError."""
    line = lock_line(work, line_id)
    payout = work.session.get(Payout, payout_id, with_for_update=True, populate_existing=True)
    if payout is None or payout.status in NEVER_ARRIVES:
        raise LineRefusedError(LineFault.NOT_THERE)
    known = said_before(work, line, SettlementKind.PAYOUT, payout_id=payout_id)
    if known is not None:
        return known
    _check_same(line, payout.amount)
    _check_free(work, BankSettlement.payout_id, payout_id)
    across = ACROSS[SettlementKind.PAYOUT]
    said = note(work, line, SettlementKind.PAYOUT, actor, payout_id=payout_id, account=across)
    _book(work, line, said)
    return said


def settle_invoices(
    work: UnitOfWork,
    *,
    line_id: int,
    shares: Sequence[tuple[int, Money]],
    owner_id: int,
    actor: str,
    settings: Settings,
) -> BankSettlement:
    """The line is for invoices, in these parts; the rest is its owner's credit.

    It is recorded as a transfer of the line's day, which books it. Raises LineRefusedError,
    MoneyRefusedError; LookupError.
    """
    line = lock_line(work, line_id)
    known = said_before(work, line, SettlementKind.INVOICES)
    if known is not None:
        return known
    if line.amount_minor <= 0:
        raise LineRefusedError(LineFault.WRONG_WAY)
    facts = ReceivedFacts(
        form=f"bankline{line.id}n{_next_number(work, line)}",
        affiliation_id=owner_id,
        method=MoneyMethod.BANK_TRANSFER,
        amount=line.amount,
        received_on=line.booked_on,
        # Names stay with the line, which keeps them sealed.
        payer="",
    )
    came = receive_money(work, facts=facts, shares=shares, actor=actor, settings=settings)
    return note(work, line, SettlementKind.INVOICES, actor, received_id=came.id)


def settle_recorded(
    work: UnitOfWork, *, line_id: int, received_id: int, actor: str
) -> BankSettlement:
    """The line is money that was recorded before: it is in the books already.

    Raises LineRefusedError, LookupError.
    """
    line = lock_line(work, line_id)
    came = work.session.get(MoneyReceived, received_id, with_for_update=True)
    gone = work.session.get(MoneyReversal, received_id)
    if came is None or gone is not None or came.method is not MoneyMethod.BANK_TRANSFER:
        raise LineRefusedError(LineFault.NOT_THERE)
    known = said_before(work, line, SettlementKind.RECORDED, received_id=received_id)
    if known is not None:
        return known
    _check_same(line, came.amount)
    _check_free(work, BankSettlement.received_id, received_id)
    return note(work, line, SettlementKind.RECORDED, actor, received_id=received_id)


def settle_sent_back(
    work: UnitOfWork, *, line_id: int, credit_use_id: int, actor: str
) -> BankSettlement:
    """The line is credit that was noted as sent back: it is in the books already.

    `credit_use_id` is the first of the parts it was taken from. Raises LineRefusedError.
    """
    line = lock_line(work, line_id)
    use = work.session.get(CreditUse, credit_use_id, with_for_update=True)
    if use is None:
        raise LineRefusedError(LineFault.NOT_THERE)
    known = said_before(work, line, SettlementKind.SENT_BACK, credit_use_id=credit_use_id)
    if known is not None:
        return known
    parts = select(func.sum(CreditUse.amount_minor)).where(
        CreditUse.affiliation_id == use.affiliation_id,
        CreditUse.at == use.at,
        CreditUse.kind == use.kind,
        CreditUse.currency == use.currency,
    )
    _check_same(line, Money(-int(work.session.scalar(parts) or 0), use.currency))
    _check_free(work, BankSettlement.credit_use_id, credit_use_id)
    return note(work, line, SettlementKind.SENT_BACK, actor, credit_use_id=credit_use_id)


def settle_as(
    work: UnitOfWork, *, line_id: int, said: Said, actor: str, seal: IdentitySeal
) -> BankSettlement:
    """The line is what a person chose from the list, with words and for a fund.

    Raises LineRefusedError: also where Stripe's money would become income a second time.
    """
    line = lock_line(work, line_id)
    account = said.account
    known = said_before(work, line, said.kind, account=account, fund=said.fund)
    if known is not None:
        return known
    if not goes_that_way(said.kind, line.amount):
        raise LineRefusedError(LineFault.WRONG_WAY)
    _check_fund(work, line, said)
    if said.kind is SettlementKind.OTHER_INCOME:
        refuse_payouts(work, line, seal)
    made = note(work, line, said.kind, actor, account=account, fund=said.fund, words=said.words)
    _book(work, line, made)
    return made


def ignore_line(work: UnitOfWork, *, line_id: int, words: str, actor: str) -> BankSettlement:
    """The line is nothing that the books should have; `words` say why. Raises LineRefusedError."""
    line = lock_line(work, line_id)
    known = said_before(work, line, SettlementKind.IGNORED)
    return known or note(work, line, SettlementKind.IGNORED, actor, words=words)


def confirm_proposal(
    work: UnitOfWork,
    *,
    line_id: int,
    seen: str,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> BankSettlement:
    """The line is what was proposed; `seen` is that proposal's name on the page.

    It is found anew: what has changed since is refused with CHANGED_MEANWHILE. Raises
    LineRefusedError, MoneyRefusedError; LookupError.
    """
    line = lock_line(work, line_id)
    known = standing(work.session, line_id)
    if known is not None:
        kind = _kind_of(seen)
        if kind is not None and SAID[kind] is known.kind:
            return known
        raise LineRefusedError(LineFault.SETTLED_ALREADY)
    found = found_for(work.session, [line], seal)[line_id]
    meant = next((it for it in found if name_of(it) == seen), None)
    if meant is None:
        raise LineRefusedError(LineFault.CHANGED_MEANWHILE)
    return _carry_out(work, line, meant, actor=actor, settings=settings, seal=seal)


def _carry_out(
    work: UnitOfWork,
    line: BankLine,
    meant: Proposal,
    *,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> BankSettlement:
    target = meant.target or 0
    if meant.kind is ProposalKind.PAYOUT:
        return settle_payout(work, line_id=line.id, payout_id=target, actor=actor)
    if meant.kind is ProposalKind.RECORDED:
        return settle_recorded(work, line_id=line.id, received_id=target, actor=actor)
    if meant.kind is ProposalKind.SENT_BACK:
        return settle_sent_back(work, line_id=line.id, credit_use_id=target, actor=actor)
    if meant.kind is ProposalKind.CHARGES:
        said = Said(SettlementKind.BANK_CHARGES, words="")
        return settle_as(work, line_id=line.id, said=said, actor=actor, seal=seal)
    shares = [(key, Money(minor, line.currency)) for key, minor in meant.shares]
    return settle_invoices(
        work,
        line_id=line.id,
        shares=shares,
        owner_id=_owner(work, shares[0][0]),
        actor=actor,
        settings=settings,
    )


def name_of(proposal: Proposal) -> str:
    """What names a proposal on a page, so that only what was seen is confirmed."""
    shares = ".".join(f"{key}-{minor}" for key, minor in proposal.shares)
    return f"{proposal.kind.value}:{proposal.target or ''}:{shares}"


def _kind_of(seen: str) -> ProposalKind | None:
    word = seen.partition(":")[0]
    return next((kind for kind in ProposalKind if kind.value == word), None)


def lock_line(work: UnitOfWork, line_id: int) -> BankLine:
    """The line, held until the transaction ends. Raises LookupError."""
    line = work.session.get(BankLine, line_id, with_for_update=True, populate_existing=True)
    if line is None:
        raise LookupError(f"no bank line {line_id}")
    return line


def said_before(
    work: UnitOfWork, line: BankLine, kind: SettlementKind, **facts: Any
) -> BankSettlement | None:
    """The same word about the line, said before. Raises LineRefusedError when it was another."""
    known = standing(work.session, line.id)
    if known is None:
        if line.amount_minor == 0 and kind is not SettlementKind.IGNORED:
            raise LineRefusedError(LineFault.NOTHING_MOVED)
        return None
    same = all(getattr(known, name) == value for name, value in facts.items())
    if known.kind is not kind or not same:
        raise LineRefusedError(LineFault.SETTLED_ALREADY)
    return known


def note(
    work: UnitOfWork, line: BankLine, kind: SettlementKind, actor: str, **facts: Any
) -> BankSettlement:
    """Keep what was said of a line that is held; what else it might have been is forgotten."""
    said = BankSettlement(
        line_id=line.id,
        number=_next_number(work, line),
        kind=kind,
        made_at=work.now,
        made_by=actor,
        **{"fund": GENERAL_FUND, "words": "", **facts},
    )
    work.session.add(said)
    ignored = kind is SettlementKind.IGNORED
    line.status = LineStatus.IGNORED if ignored else LineStatus.SETTLED
    work.session.execute(delete(BankProposal).where(BankProposal.line_id == line.id))
    work.session.flush()
    return said


def refuse_payouts(work: UnitOfWork, line: BankLine, seal: IdentitySeal) -> None:
    """Raise LineRefusedError where a line is Stripe's money: its gifts are in the books already."""
    if is_a_payout(work.session, line, opened(seal, [line])[line.id].together):
        raise LineRefusedError(LineFault.IS_A_PAYOUT)


def source_of(said: BankSettlement) -> str:
    """What names a settlement's entries in the ledger."""
    return f"line-{said.line_id}-{said.number}"


def _book(work: UnitOfWork, line: BankLine, said: BankSettlement) -> None:
    assert said.account is not None  # noqa: S101 (each caller gave one)
    lines = booked(line.amount, said.account, said.fund)
    book(work, kind=BankEntry.LINE, source=source_of(said), lines=lines, day=line.booked_on)


def _next_number(work: UnitOfWork, line: BankLine) -> int:
    last = select(func.max(BankSettlement.number)).where(BankSettlement.line_id == line.id)
    return (work.session.scalar(last) or 0) + 1


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


def _check_same(line: BankLine, amount: Money) -> None:
    if line.currency != amount.currency:
        raise LineRefusedError(LineFault.OTHER_CURRENCY)
    if line.amount != amount:
        raise LineRefusedError(LineFault.OTHER_AMOUNT)


def _check_free(work: UnitOfWork, column: Any, key: int) -> None:
    if work.session.scalar(taken(column).where(column == key)) is not None:
        raise LineRefusedError(LineFault.TAKEN)


def _owner(work: UnitOfWork, invoice_id: int) -> int:
    """Whose credit the rest is: of whoever the first invoice is for."""
    return standing_of(work.session, invoice_id).invoice.affiliation_id
