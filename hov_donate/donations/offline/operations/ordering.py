"""Standing orders: written down, met by what comes, and ended."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hov_donate.config import Settings
from hov_donate.contacts.operations import record_details
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.free_references import free_reference
from hov_donate.core.money import Money
from hov_donate.donations.offline.expecting import met_days
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.donations.offline.operations.recording import KnownGiver
from hov_donate.donations.offline.operations.writing import (
    check_fund,
    fresh_reference,
    issue_and_book,
)
from hov_donate.donations.offline.rules import (
    Agreed,
    GiftMethod,
    GiverKind,
    OfflineFault,
    OfflineRefusedError,
)
from hov_donate.ledger.rules import GENERAL_FUND, booking_day


@dataclass(frozen=True)
class OrderFacts:
    """What a giver tells of an order to their bank; `form` makes pressing twice one order."""

    form: str
    who: KnownGiver
    amount: Money
    agreed: Agreed
    fund: str = GENERAL_FUND
    words: str = ""


@dataclass(frozen=True)
class CameByOrder:
    """A sum on the bank statement; `form` names the page, or the statement's line, it came from."""

    form: str
    amount: Money
    received_on: date
    bank_reference: str = ""
    words: str = ""


def record_order(
    work: UnitOfWork, *, facts: OrderFacts, actor: str, seal: IdentitySeal
) -> StandingOrder:
    """Write down what is expected from now on. Raises OfflineRefusedError."""
    known = work.session.scalars(
        select(StandingOrder).where(StandingOrder.form == facts.form)
    ).one_or_none()
    if known is not None:
        return known
    if facts.amount.minor <= 0:
        raise OfflineRefusedError(OfflineFault.NOT_A_SUM)
    if facts.agreed.ends is not None and facts.agreed.ends < facts.agreed.begins:
        raise OfflineRefusedError(OfflineFault.ENDS_TOO_EARLY)
    check_fund(work, facts.fund)
    details = record_details(
        work, identity=facts.who.identity, consents=facts.who.consents, seal=seal
    )
    order = StandingOrder(
        form=facts.form,
        reference=free_reference(work.session, StandingOrder.reference),
        details_id=details.id,
        language=facts.who.language,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        fund=facts.fund,
        words=facts.words,
        recorded_by=actor,
        recorded_at=work.now,
        **vars(facts.agreed),
    )
    work.session.add(order)
    work.session.flush()
    return order


def meet(  # noqa: PLR0913 (which order, which day, by what, by whom)
    work: UnitOfWork,
    *,
    order_id: int,
    due_on: date,
    came: CameByOrder,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> OfflineGift:
    """What was expected on a day has come: it is a gift of the order's giver, booked and receipted.

    It may be another sum than was agreed. Each day is met once; the same form twice is one gift.
    Raises OfflineRefusedError; LookupError when there is no such order.
    """
    order = work.session.get(StandingOrder, order_id, with_for_update=True)
    if order is None:
        raise LookupError(f"no standing order {order_id}")
    known = work.session.scalars(
        select(OfflineGift).where(OfflineGift.form == came.form)
    ).one_or_none()
    if known is not None:
        return known
    _check(work, order, due_on, came, booking_day(work.now, settings.campaign.time_zone))
    gift = OfflineGift(
        form=came.form,
        reference=fresh_reference(work),
        method=GiftMethod.STANDING_ORDER,
        amount_minor=came.amount.minor,
        currency=came.amount.currency,
        fund=order.fund,
        received_on=came.received_on,
        giver=GiverKind.KNOWN,
        details_id=order.details_id,
        language=order.language,
        bank_reference=came.bank_reference,
        order_id=order.id,
        due_on=due_on,
        words=came.words,
        recorded_by=actor,
        recorded_at=work.now,
    )
    work.session.add(gift)
    work.session.flush()
    issue_and_book(work, gift, settings=settings, seal=seal)
    return gift


def end_order(
    work: UnitOfWork, *, order_id: int, last_day: date, words: str, actor: str
) -> StandingOrder:
    """Nothing is expected after a day, and nothing that was missed is asked for any more.

    A second time changes nothing. Raises OfflineRefusedError; LookupError.
    """
    order = work.session.get(StandingOrder, order_id, with_for_update=True)
    if order is None:
        raise LookupError(f"no standing order {order_id}")
    if order.ended_at is not None:
        return order
    if last_day < order.begins:
        raise OfflineRefusedError(OfflineFault.ENDS_TOO_EARLY)
    order.ends, order.ended_words = last_day, words
    order.ended_by, order.ended_at = actor, work.now
    work.session.flush()
    return order


def _check(
    work: UnitOfWork, order: StandingOrder, due_on: date, came: CameByOrder, today: date
) -> None:
    if came.amount.currency != order.currency:
        raise OfflineRefusedError(OfflineFault.OTHER_CURRENCY)
    if came.amount.minor <= 0:
        raise OfflineRefusedError(OfflineFault.NOT_A_SUM)
    if came.received_on > today:
        raise OfflineRefusedError(OfflineFault.IN_THE_FUTURE)
    if due_on not in set(order.agreed.due_days(due_on)):
        raise OfflineRefusedError(OfflineFault.NOT_EXPECTED)
    if due_on in met_days(work.session, [order.id]).get(order.id, {}):
        raise OfflineRefusedError(OfflineFault.MET_ALREADY)
