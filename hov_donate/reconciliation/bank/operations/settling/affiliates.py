"""A line is money of affiliates: for invoices, recorded before, or credit sent back."""

from collections.abc import Sequence

from sqlalchemy import func, select

from hov_donate.affiliations.models import CreditUse, MoneyMethod, MoneyReceived, MoneyReversal
from hov_donate.affiliations.operations import ReceivedFacts, receive_money
from hov_donate.affiliations.queries.sources import shares_of
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.reconciliation.bank.models import BankSettlement
from hov_donate.reconciliation.bank.operations.settling.saying import (
    check_free,
    check_incoming,
    check_same,
    form_of,
    lock_line,
    note,
    refuse_payouts,
    said_before,
)
from hov_donate.reconciliation.bank.rules.kinds import LineFault, LineRefusedError, SettlementKind


def settle_invoices(  # noqa: PLR0913 (which line, for what, the rest whose, said by whom)
    work: UnitOfWork,
    *,
    line_id: int,
    shares: Sequence[tuple[int, Money]],
    owner_id: int,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> BankSettlement:
    """The line is for invoices, in these parts; the rest is its owner's credit.

    It is recorded as a transfer of the line's day, which books it. Raises LineRefusedError, also
    where it was said to be for others or in other parts; MoneyRefusedError; LookupError.
    """
    line = lock_line(work, line_id)
    known = said_before(work, line, SettlementKind.INVOICES)
    if known is not None:
        return _of(work, known, shares, owner_id)
    check_incoming(line)
    refuse_payouts(work, line, seal)
    facts = ReceivedFacts(
        form=form_of(work, line),
        affiliation_id=owner_id,
        method=MoneyMethod.BANK_TRANSFER,
        amount=line.amount,
        received_on=line.booked_on,
        # Names stay with the line, which keeps them sealed.
        payer="",
    )
    came = receive_money(work, facts=facts, shares=shares, actor=actor, settings=settings)
    return note(work, line, SettlementKind.INVOICES, actor, received_id=came.id)


def _of(
    work: UnitOfWork, known: BankSettlement, shares: Sequence[tuple[int, Money]], owner_id: int
) -> BankSettlement:
    """The same parts and owner, said before. Raises LineRefusedError when they were others."""
    came = work.session.get_one(MoneyReceived, known.received_id)
    if (came.affiliation_id, dict(shares_of(work.session, came))) != (owner_id, dict(shares)):
        raise LineRefusedError(LineFault.SETTLED_ALREADY)
    return known


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
    check_same(line, came.amount)
    check_free(work, BankSettlement.received_id, received_id)
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
    check_same(line, Money(-int(work.session.scalar(parts) or 0), use.currency))
    check_free(work, BankSettlement.credit_use_id, credit_use_id)
    return note(work, line, SettlementKind.SENT_BACK, actor, credit_use_id=credit_use_id)
