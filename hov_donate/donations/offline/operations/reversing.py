"""A gift that was written down is not there after all."""

from datetime import date

from hov_donate.cashbox.models import Batch
from hov_donate.cashbox.operations import take_out
from hov_donate.cashbox.queries import item_of, state_of
from hov_donate.cashbox.rules import ItemState
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.documents.operations import CorrectionFacts, issue_correction
from hov_donate.documents.queries import receipt_of
from hov_donate.donations.offline.events import OfflineGiftTakenBack
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.operations.writing import tell
from hov_donate.donations.offline.rules import (
    IN_THE_BOX,
    REVERSED,
    GiftMethod,
    OfflineFault,
    OfflineRefusedError,
    ReversalReason,
    given,
    place_of,
)
from hov_donate.donations.review.operations import note_gone
from hov_donate.donations.review.queries import held_offline, review_of_offline
from hov_donate.donations.review.rules import ReviewState, held
from hov_donate.ledger.chart import Account
from hov_donate.ledger.own import book_own
from hov_donate.ledger.rules import Line, booking_day
from hov_donate.outbox.models import MailKind

AT_THE_BANK = frozenset({ItemState.PAID_IN, ItemState.CLEARED})


def reverse_gift(  # noqa: PLR0913 (what, why, since when, said and done by whom)
    work: UnitOfWork,
    *,
    gift_id: int,
    reason: ReversalReason,
    on: date,
    words: str,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> OfflineReversal:
    """Book a gift back from where its money stands, and correct its receipt.

    A cheque bounces at the bank, so it must have been paid in; a bank may take it back even after
    it cleared. Only what was refused is handed back. A second time changes nothing. Raises
    OfflineRefusedError; BoxRefusedError while it is on its way to the bank; LookupError when there
    is no such gift.
    """
    gift = work.session.get(OfflineGift, gift_id, with_for_update=True)
    if gift is None:
        raise LookupError(f"no gift {gift_id}")
    known = work.session.get(OfflineReversal, gift_id)
    if known is not None:
        return known
    _check(work, gift, reason, on, booking_day(work.now, settings.campaign.time_zone))
    reversal = OfflineReversal(
        gift_id=gift.id, reason=reason, reversed_on=on, words=words, actor=actor, at=work.now
    )
    work.session.add(reversal)
    work.session.flush()
    _correct(work, gift, on)
    boxed = gift.method in IN_THE_BOX
    place = take_out(work, source=gift.source, on=on) if boxed else place_of(gift.method)
    book_own(work, category=REVERSED, source=gift.source, lines=_lines(work, gift, place), day=on)
    note_gone(work, offline_gift_id=gift.id, on=on)
    handed_back = reason is ReversalReason.NOT_ACCEPTED
    kind = MailKind.GIFT_REFUSED if handed_back else MailKind.OFFLINE_TAKEN_BACK
    tell(work, gift, kind, seal=seal)
    work.tell(OfflineGiftTakenBack(gift.id))
    return reversal


def _lines(work: UnitOfWork, gift: OfflineGift, place: Account) -> list[Line]:
    """A gift is taken back from where it stands in the books: income, or held."""
    if held_offline(work.session, [gift.id]):
        return held(place, -gift.amount)
    return given(gift.method, place, -gift.amount, gift.fund)


def _check(
    work: UnitOfWork, gift: OfflineGift, reason: ReversalReason, on: date, today: date
) -> None:
    if on > today:
        raise OfflineRefusedError(OfflineFault.IN_THE_FUTURE)
    if on < gift.received_on:
        raise OfflineRefusedError(OfflineFault.BEFORE_IT_CAME)
    if reason is ReversalReason.NOT_ACCEPTED and not _refused(work, gift):
        raise OfflineRefusedError(OfflineFault.NOT_REFUSED)
    if reason is not ReversalReason.BOUNCED:
        return
    if gift.method is not GiftMethod.CHEQUE:
        raise OfflineRefusedError(OfflineFault.ONLY_CHEQUES_BOUNCE)
    if not _at_the_bank(work, gift):
        raise OfflineRefusedError(OfflineFault.NOT_PAID_IN)


def _refused(work: UnitOfWork, gift: OfflineGift) -> bool:
    review = review_of_offline(work.session, gift.id)
    return review is not None and review.state is ReviewState.REFUSED


def _at_the_bank(work: UnitOfWork, gift: OfflineGift) -> bool:
    item = item_of(work.session, gift.source)
    if item is None or item.batch_id is None:
        return False
    return state_of(item, work.session.get_one(Batch, item.batch_id)) in AT_THE_BANK


def _correct(work: UnitOfWork, gift: OfflineGift, on: date) -> None:
    receipt = receipt_of(work.session, gift.reference)
    if receipt is not None:
        facts = CorrectionFacts(gift.reference, gift.amount, on)
        issue_correction(work, receipt=receipt, facts=facts)
