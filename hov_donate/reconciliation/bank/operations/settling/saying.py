"""What every way of settling a line has in common: it is held, said once, noted, and booked."""

from typing import Any

from sqlalchemy import delete, func, select

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.reconciliation.bank.models import BankLine, BankProposal, BankSettlement
from hov_donate.reconciliation.bank.operations.entries import book
from hov_donate.reconciliation.bank.queries.around import taken
from hov_donate.reconciliation.bank.queries.lines import is_a_payout, standing
from hov_donate.reconciliation.bank.rules.booking import BankEntry, booked
from hov_donate.reconciliation.bank.rules.kinds import (
    LineFault,
    LineRefusedError,
    LineStatus,
    SettlementKind,
)
from hov_donate.reconciliation.bank.texts import opened


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
        number=next_number(work, line),
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


def form_of(work: UnitOfWork, line: BankLine) -> str:
    """What names the row that a line makes in another feature, once for each time it is settled."""
    return f"bankline{line.id}n{next_number(work, line)}"


def book_line(work: UnitOfWork, line: BankLine, said: BankSettlement, amount: Money) -> None:
    """Book what the line itself moved, across from the account that was said."""
    assert said.account is not None  # noqa: S101 (each caller gave one)
    lines = booked(amount, said.account, said.fund)
    book(work, kind=BankEntry.LINE, source=source_of(said), lines=lines, day=line.booked_on)


def next_number(work: UnitOfWork, line: BankLine) -> int:
    """The number of a line's next settlement."""
    last = select(func.max(BankSettlement.number)).where(BankSettlement.line_id == line.id)
    return (work.session.scalar(last) or 0) + 1


def check_incoming(line: BankLine) -> None:
    """Raise LineRefusedError where no money came."""
    if line.amount_minor <= 0:
        raise LineRefusedError(LineFault.WRONG_WAY)


def check_same(line: BankLine, amount: Money) -> None:
    """Raise LineRefusedError where a line has another amount or currency."""
    check_currency(line, amount.currency)
    if line.amount != amount:
        raise LineRefusedError(LineFault.OTHER_AMOUNT)


def check_currency(line: BankLine, currency: str) -> None:
    """Raise LineRefusedError where a line has another currency."""
    if line.currency != currency:
        raise LineRefusedError(LineFault.OTHER_CURRENCY)


def check_free(work: UnitOfWork, column: Any, key: int) -> None:
    """Raise LineRefusedError where something stands on another line already."""
    if work.session.scalar(taken(column).where(column == key)) is not None:
        raise LineRefusedError(LineFault.TAKEN)
