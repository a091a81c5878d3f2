"""What was said of a line is taken back, by an entry that reverses it."""

from sqlalchemy import select

from hov_donate.affiliations.models import MoneyReceived, MoneyReversal, ReversalReason
from hov_donate.affiliations.operations import reverse_money
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.donations.offline.models import OfflineGift
from hov_donate.donations.offline.operations import reverse_gift
from hov_donate.donations.offline.rules import ReversalReason as GiftReason
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.operations.entries import book
from hov_donate.reconciliation.bank.operations.proposing import propose_for
from hov_donate.reconciliation.bank.operations.settling.batches import booked_by
from hov_donate.reconciliation.bank.operations.settling.saying import lock_line, source_of
from hov_donate.reconciliation.bank.queries.lines import standing
from hov_donate.reconciliation.bank.rules.booking import BankEntry, booked
from hov_donate.reconciliation.bank.rules.kinds import (
    LineFault,
    LineRefusedError,
    LineStatus,
    SettlementKind,
)

# What a line brought into the books as a gift.
MADE_BY_LINE = frozenset({SettlementKind.GIFT, SettlementKind.STANDING_ORDER})


def take_back(
    work: UnitOfWork,
    *,
    line_id: int,
    words: str,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> BankSettlement:
    """The line is not what was said: its entry is reversed on its own day, and it is open again.

    What it had settled is owed again, and a gift that it brought is taken back. A batch stays paid
    in and a cheque bounced: they wait for their own line. Raises LineRefusedError;
    MoneyRefusedError when some of it was sent back meanwhile; LookupError.
    """
    line = lock_line(work, line_id)
    said = standing(work.session, line_id)
    if said is None:
        raise LineRefusedError(LineFault.NOT_SETTLED)
    _undo(work, line, said, actor=actor, words=words)
    if said.account is not None:
        lines = booked(-booked_by(work, line, said), said.account, said.fund)
        source = source_of(said)
        book(work, kind=BankEntry.TAKEN_BACK, source=source, lines=lines, day=line.booked_on)
    if said.kind is SettlementKind.INVOICES and said.received_id is not None:
        _reverse_received(work, said.received_id, words, actor, settings)
    if said.kind in MADE_BY_LINE and said.gift_id is not None:
        _reverse_gift(work, said.gift_id, words, actor, settings, seal)
    propose_for(work, lines=[line], seal=seal)
    return said


def _reverse_received(
    work: UnitOfWork, received_id: int, words: str, actor: str, settings: Settings
) -> None:
    came = work.session.get_one(MoneyReceived, received_id)
    reverse_money(
        work,
        received_id=came.id,
        reason=ReversalReason.RECORDED_WRONGLY,
        on=came.received_on,
        words=words,
        actor=actor,
        settings=settings,
    )


def _reverse_gift(
    work: UnitOfWork, gift_id: int, words: str, actor: str, settings: Settings, seal: IdentitySeal
) -> None:
    gift = work.session.get_one(OfflineGift, gift_id)
    reverse_gift(
        work,
        gift_id=gift.id,
        reason=GiftReason.RECORDED_WRONGLY,
        on=gift.received_on,
        words=words,
        actor=actor,
        settings=settings,
        seal=seal,
    )


def let_go_of_lines(work: UnitOfWork, *, affiliation_id: int, actor: str) -> None:
    """Money that was recorded turned out not to be there: its line is open again."""
    rows = work.session.scalars(
        select(BankSettlement)
        .join(MoneyReceived, MoneyReceived.id == BankSettlement.received_id)
        .join(MoneyReversal, MoneyReversal.received_id == MoneyReceived.id)
        .where(BankSettlement.undone_at.is_(None), MoneyReceived.affiliation_id == affiliation_id)
    ).all()
    for said in rows:
        _undo(work, lock_line(work, said.line_id), said, actor=actor, words="")


def let_go_of_gift(work: UnitOfWork, *, gift_id: int, actor: str) -> None:
    """A gift by bank was taken back: its line is open again."""
    rows = work.session.scalars(
        select(BankSettlement).where(
            BankSettlement.undone_at.is_(None), BankSettlement.gift_id == gift_id
        )
    ).all()
    for said in rows:
        _undo(work, lock_line(work, said.line_id), said, actor=actor, words="")


def _undo(
    work: UnitOfWork, line: BankLine, said: BankSettlement, *, actor: str, words: str
) -> None:
    said.undone_at, said.undone_by, said.undone_words = work.now, actor, words
    line.status = LineStatus.OPEN
    work.session.flush()
