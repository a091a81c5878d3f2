"""A line is a batch of cash and cheques that the bank has taken."""

from hov_donate.cashbox.models import Batch
from hov_donate.cashbox.operations import check_difference, pay_in
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.operations.settling.saying import (
    book_line,
    check_currency,
    check_free,
    check_incoming,
    lock_line,
    note,
    refuse_payouts,
    said_before,
)
from hov_donate.reconciliation.bank.rules.kinds import LineFault, LineRefusedError, SettlementKind


def settle_batch(
    work: UnitOfWork,
    *,
    line_id: int,
    batch_id: int,
    words: str = "",
    actor: str,
    seal: IdentitySeal,
) -> BankSettlement:
    """The line is a batch; one that was on its way is paid in with it, on the line's day.

    What the bank counted otherwise of the cash is an adjustment, and `words` say what is known of
    it. Raises LineRefusedError, also where what was counted more would be Stripe's money;
    BoxRefusedError; LookupError.
    """
    line = lock_line(work, line_id)
    batch = work.session.get(Batch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None or batch.undone_at is not None:
        raise LineRefusedError(LineFault.NOT_THERE)
    known = said_before(work, line, SettlementKind.BATCH, batch_id=batch_id)
    if known is not None:
        return known
    check_incoming(line)
    check_currency(line, batch.currency)
    check_free(work, BankSettlement.batch_id, batch_id)
    if batch.total + batch.difference < line.amount:
        refuse_payouts(work, line, seal)
    if batch.paid_in_on is None:
        return _pay_in(work, line, batch, words, actor)
    return _paid_in_before(work, line, batch, words, actor)


def _pay_in(
    work: UnitOfWork, line: BankLine, batch: Batch, words: str, actor: str
) -> BankSettlement:
    more = line.amount - batch.total
    pay_in(
        work,
        batch_id=batch.id,
        on=line.booked_on,
        today=line.booked_on,
        difference_minor=more.minor,
        words=words,
        actor=actor,
    )
    kept = words if more.minor else ""
    return note(work, line, SettlementKind.BATCH, actor, batch_id=batch.id, words=kept)


def _paid_in_before(
    work: UnitOfWork, line: BankLine, batch: Batch, words: str, actor: str
) -> BankSettlement:
    """A batch that is over never changes, so what the statement has more is the line's to book."""
    more = line.amount - batch.total - batch.difference
    if not more.minor:
        return note(work, line, SettlementKind.BATCH, actor, batch_id=batch.id)
    check_difference(batch, (batch.difference + more).minor, words)
    facts = {"batch_id": batch.id, "account": Account.ADJUSTMENTS, "words": words}
    said = note(work, line, SettlementKind.BATCH, actor, **facts)
    book_line(work, line, said, more)
    return said


def booked_by(work: UnitOfWork, line: BankLine, said: BankSettlement) -> Money:
    """What of a line its own entry has: all of it, or what a batch was miscounted by."""
    if said.batch_id is None:
        return line.amount
    batch = work.session.get_one(Batch, said.batch_id)
    return line.amount - batch.total - batch.difference
