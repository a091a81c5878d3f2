"""A line is a gift: recorded before, expected of a standing order, or new with the line."""

from dataclasses import dataclass
from datetime import date

from hov_donate.config import Settings
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.operations import (
    CameByOrder,
    GiftFacts,
    KnownGiver,
    meet,
    record_gift,
)
from hov_donate.donations.offline.remembered import SameGiver
from hov_donate.donations.offline.rules import IN_THE_BOX, GiftMethod, GiverKind
from hov_donate.ledger.rules import GENERAL_FUND
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


@dataclass(frozen=True)
class GivenByLine:
    """What a person knows of a gift on a line: who gave, None for nobody knows, and what for."""

    who: KnownGiver | SameGiver | None = None
    fund: str = GENERAL_FUND
    words: str = ""


def settle_gift(
    work: UnitOfWork,
    *,
    line_id: int,
    given: GivenByLine,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> BankSettlement:
    """The line is a gift that nobody has recorded: it is recorded as a transfer of the line's day.

    A known giver gets the receipt. Raises LineRefusedError, also where it was said to be another's
    or for another fund; OfflineRefusedError; LookupError.
    """
    line = lock_line(work, line_id)
    known = said_before(work, line, SettlementKind.GIFT)
    if known is not None:
        return _by(work, known, given, seal)
    check_incoming(line)
    refuse_payouts(work, line, seal)
    facts = GiftFacts(
        form=form_of(work, line),
        method=GiftMethod.BANK_TRANSFER,
        amount=line.amount,
        received_on=line.booked_on,
        giver=GiverKind.KNOWN if given.who else GiverKind.UNKNOWN,
        who=given.who,
        fund=given.fund,
        words=given.words,
    )
    gift = record_gift(work, facts=facts, actor=actor, settings=settings, seal=seal)
    return note(work, line, SettlementKind.GIFT, actor, gift_id=gift.id)


def _by(
    work: UnitOfWork, known: BankSettlement, given: GivenByLine, seal: IdentitySeal
) -> BankSettlement:
    """The same giver and fund, said before. Raises LineRefusedError when it was another."""
    gift = work.session.get_one(OfflineGift, known.gift_id)
    if gift.fund != given.fund or not _gave(work, gift, given.who, seal):
        raise LineRefusedError(LineFault.SETTLED_ALREADY)
    return known


def _gave(
    work: UnitOfWork, gift: OfflineGift, who: KnownGiver | SameGiver | None, seal: IdentitySeal
) -> bool:
    if who is None or gift.details_id is None:
        return who is None and gift.details_id is None
    if isinstance(who, SameGiver):
        return gift.details_id == who.details_id
    return identity(work.session, seal, gift.details_id) == who.identity


def settle_standing_order(  # noqa: PLR0913 (which line, order and day, said by whom)
    work: UnitOfWork,
    *,
    line_id: int,
    order_id: int,
    due_on: date,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> BankSettlement:
    """The line is what a standing order was to bring on a day: it is a gift of the order's giver.

    Raises LineRefusedError, OfflineRefusedError; LookupError.
    """
    line = lock_line(work, line_id)
    known = said_before(work, line, SettlementKind.STANDING_ORDER)
    if known is not None:
        return _of(work, known, order_id, due_on)
    check_incoming(line)
    refuse_payouts(work, line, seal)
    came = CameByOrder(form_of(work, line), line.amount, line.booked_on)
    gift = meet(
        work,
        order_id=order_id,
        due_on=due_on,
        came=came,
        actor=actor,
        settings=settings,
        seal=seal,
    )
    return note(work, line, SettlementKind.STANDING_ORDER, actor, gift_id=gift.id)


def _of(work: UnitOfWork, known: BankSettlement, order_id: int, due_on: date) -> BankSettlement:
    """The same order and day, said before. Raises LineRefusedError when it was another."""
    gift = work.session.get_one(OfflineGift, known.gift_id)
    if (gift.order_id, gift.due_on) != (order_id, due_on):
        raise LineRefusedError(LineFault.SETTLED_ALREADY)
    return known


def settle_gift_recorded(
    work: UnitOfWork, *, line_id: int, gift_id: int, actor: str
) -> BankSettlement:
    """The line is a gift that was recorded before: it is in the books already.

    Raises LineRefusedError, LookupError.
    """
    line = lock_line(work, line_id)
    gift = work.session.get(OfflineGift, gift_id, with_for_update=True)
    gone = work.session.get(OfflineReversal, gift_id)
    if gift is None or gone is not None or gift.method in IN_THE_BOX:
        raise LineRefusedError(LineFault.NOT_THERE)
    known = said_before(work, line, SettlementKind.GIFT_RECORDED, gift_id=gift_id)
    if known is not None:
        return known
    check_same(line, gift.amount)
    check_free(work, BankSettlement.gift_id, gift_id)
    return note(work, line, SettlementKind.GIFT_RECORDED, actor, gift_id=gift_id)
