"""A line is a payout of Stripe's."""

from hov_donate.core.db import UnitOfWork
from hov_donate.reconciliation.bank.models import BankSettlement
from hov_donate.reconciliation.bank.operations.settling.saying import (
    book_line,
    check_free,
    check_same,
    lock_line,
    note,
    said_before,
)
from hov_donate.reconciliation.bank.queries.around import NEVER_ARRIVES
from hov_donate.reconciliation.bank.rules.booking import ACROSS
from hov_donate.reconciliation.bank.rules.kinds import LineFault, LineRefusedError, SettlementKind
from hov_donate.reconciliation.models import Payout


def settle_payout(work: UnitOfWork, *, line_id: int, payout_id: int, actor: str) -> BankSettlement:
    """The line is a payout of Stripe's: it arrived. Raises LineRefusedError, LookupError."""
    line = lock_line(work, line_id)
    payout = work.session.get(Payout, payout_id, with_for_update=True, populate_existing=True)
    if payout is None or payout.status in NEVER_ARRIVES:
        raise LineRefusedError(LineFault.NOT_THERE)
    known = said_before(work, line, SettlementKind.PAYOUT, payout_id=payout_id)
    if known is not None:
        return known
    check_same(line, payout.amount)
    check_free(work, BankSettlement.payout_id, payout_id)
    across = ACROSS[SettlementKind.PAYOUT]
    said = note(work, line, SettlementKind.PAYOUT, actor, payout_id=payout_id, account=across)
    book_line(work, line, said, line.amount)
    return said
