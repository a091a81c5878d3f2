"""A line takes a cheque back that the bank had taken in."""

from hov_donate.affiliations.models import ReversalReason as AffiliatesReason
from hov_donate.affiliations.operations import reverse_money
from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.rules import ItemKind
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.donations.offline.operations import reverse_gift
from hov_donate.donations.offline.rules import ReversalReason
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.operations.settling.saying import (
    check_free,
    check_same,
    lock_line,
    note,
    said_before,
)
from hov_donate.reconciliation.bank.rules.kinds import LineFault, LineRefusedError, SettlementKind

GIFT = "gift"


def settle_bounced(  # noqa: PLR0913 (which line, which cheque, why, said by whom)
    work: UnitOfWork,
    *,
    line_id: int,
    item_id: int,
    words: str,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> BankSettlement:
    """The line is a cheque that bounced: what it brought is booked back on the line's day.

    A gift's receipt is corrected and its giver told; an invoice is owed again. Raises
    LineRefusedError, OfflineRefusedError, MoneyRefusedError, BoxRefusedError; LookupError.
    """
    line = lock_line(work, line_id)
    known = said_before(work, line, SettlementKind.BOUNCED, item_id=item_id)
    if known is not None:
        return known
    item = _item(work, line, item_id)
    if item.gone_on is not None or item.kind is not ItemKind.CHEQUE:
        raise LineRefusedError(LineFault.NOT_THERE)
    if not words:
        raise LineRefusedError(LineFault.NEEDS_WORDS)
    kind, _, number = item.source.partition("-")
    if kind == GIFT:
        reverse_gift(
            work,
            gift_id=int(number),
            reason=ReversalReason.BOUNCED,
            on=line.booked_on,
            words=words,
            actor=actor,
            settings=settings,
            seal=seal,
        )
    else:
        reverse_money(
            work,
            received_id=int(number),
            reason=AffiliatesReason.BOUNCED,
            on=line.booked_on,
            words=words,
            actor=actor,
            settings=settings,
        )
    return note(work, line, SettlementKind.BOUNCED, actor, item_id=item_id, words=words)


def settle_bounce_recorded(
    work: UnitOfWork, *, line_id: int, item_id: int, actor: str
) -> BankSettlement:
    """The line is what was booked back from the bank before: it is in the books already.

    Raises LineRefusedError, LookupError.
    """
    line = lock_line(work, line_id)
    known = said_before(work, line, SettlementKind.BOUNCE_RECORDED, item_id=item_id)
    if known is not None:
        return known
    item = _item(work, line, item_id)
    if item.gone_on is None:
        raise LineRefusedError(LineFault.NOT_THERE)
    return note(work, line, SettlementKind.BOUNCE_RECORDED, actor, item_id=item_id)


def _item(work: UnitOfWork, line: BankLine, item_id: int) -> BoxItem:
    """What the bank had taken in, of the line's amount, and that no other line takes back.

    It is not held here: whoever takes it out of the box holds what it is of first.
    """
    item = work.session.get(BoxItem, item_id, populate_existing=True)
    batch = work.session.get(Batch, item.batch_id) if item and item.batch_id else None
    if item is None or batch is None or batch.paid_in_on is None:
        raise LineRefusedError(LineFault.NOT_THERE)
    check_same(line, -item.amount)
    check_free(work, BankSettlement.item_id, item_id)
    return item
