"""Money of the demo that Stripe never saw: a collection, cheques, a transfer, standing orders."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import groupby

from sqlalchemy import select

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.operations import BatchFacts, clear, count, make_batch, pay_in
from hov_donate.cashbox.queries import lying_here
from hov_donate.cashbox.rules import ItemKind
from hov_donate.config import Settings
from hov_donate.contacts.models import ConsentPurpose
from hov_donate.contacts.operations import GivenConsent
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.core.spans import month_of
from hov_donate.donations.offline.expecting import met_days
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.donations.offline.operations import (
    CameByOrder,
    GiftFacts,
    KnownGiver,
    OrderFacts,
    SecondCounter,
    meet,
    record_gift,
    record_order,
    reverse_gift,
)
from hov_donate.donations.offline.rules import (
    Agreed,
    GiftMethod,
    GiverKind,
    ReversalReason,
    Rhythm,
)
from hov_donate.ledger.rules import booking_day
from hov_donate.web.parts import Parts

TREASURER, SECOND = "demo", "demo-2"
ON_PAPER = GivenConsent(ConsentPurpose.KEEP_DETAILS, "On the form.", "noted-by-staff-1", "en")
OLGA = KnownGiver(Identity("Olga Bright", "olga.bright@people.example"), "en", (ON_PAPER,))
PEDRO = KnownGiver(Identity("Pedro Salas", "pedro.salas@people.example"), "es", (ON_PAPER,))
WALTER = KnownGiver(Identity("Walter Price", ""), "en", (ON_PAPER,))
MEETING = "Public meeting, Leeds"
GOOD, BAD, COLLECTED = "demo-good", "demo-bad", "demo-collection"
NEW, NEWEST = "demo-new", "demo-newest"
STEADY, STOPPED = "demo-steady", "demo-stopped"
# When the bank statement is gone through; the second order stops coming after some of them.
# The next statement waits to be brought in: what came by order since is on that alone.
STATEMENTS, STOPS = (170, 140, 110, 80, 50, 32), 60
A_DAY = timedelta(days=1)

Act = Callable[[Parts, UnitOfWork], object]


def money_outside_stripe() -> list[tuple[float, Act]]:
    """What happens at the desk, so many days ago."""
    return [
        (190, _write_orders_down),
        *((days_ago, partial(_read_statement, days_ago)) for days_ago in STATEMENTS),
        (100, _count_a_collection),
        (99, partial(_cheque, GOOD, PEDRO, 60, "200117")),
        (98, partial(_cheque, BAD, OLGA, 45, "000482")),
        (97, _take_to_the_bank),
        (92, _hear_from_the_bank),
        (40, _transfer),
        (5, partial(_cheque, NEW, WALTER, 25, "300905")),
        (4, _make_a_batch),
        (2, partial(_cheque, NEWEST, PEDRO, 35, "200118")),
    ]


def pay_in_everything(work: UnitOfWork, settings: Settings) -> None:
    """Count what lies in the cash box, and take all of it to the bank."""
    for item in lying_here(work.session):
        if item.to_be_counted:
            count(work, item_id=item.id, actor=SECOND)
    for _currency, items in groupby(lying_here(work.session), key=lambda item: item.currency):
        _pay_in(work, settings, list(items))


def _pay_in(work: UnitOfWork, settings: Settings, items: list[BoxItem]) -> None:
    batch = _batch(work, settings, items)
    today = booking_day(work.now, settings.campaign.time_zone)
    pay_in(work, batch_id=batch.id, on=today, today=today, actor=TREASURER)


def _batch(work: UnitOfWork, settings: Settings, items: list[BoxItem]) -> Batch:
    account = settings.campaign.bank_accounts[0].iban.replace(" ", "")
    cash = sum(item.amount_minor for item in items if item.kind is ItemKind.CASH)
    facts = BatchFacts(
        form=f"demo-{items[0].id}",
        account=account,
        items=[item.id for item in items],
        notes_minor=cash - cash % 500,
    )
    return make_batch(work, facts=facts, accounts=[account], actor=TREASURER)


def _record(parts: Parts, work: UnitOfWork, facts: GiftFacts) -> OfflineGift:
    return record_gift(work, facts=facts, actor=TREASURER, settings=parts.settings, seal=parts.seal)


def _count_a_collection(parts: Parts, work: UnitOfWork) -> None:
    facts = GiftFacts(
        form=COLLECTED,
        method=GiftMethod.CASH,
        amount=_money(parts, "187.40"),
        received_on=_today(parts, work),
        giver=GiverKind.COLLECTION,
        collected_at=MEETING,
        second=SecondCounter(member=SECOND),
    )
    gift = _record(parts, work, facts)
    count(work, item_id=_item(work, gift.form).id, actor=SECOND)


def _cheque(
    form: str, who: KnownGiver, pounds: int, number: str, parts: Parts, work: UnitOfWork
) -> None:
    facts = GiftFacts(
        form=form,
        method=GiftMethod.CHEQUE,
        amount=_money(parts, pounds),
        received_on=_today(parts, work),
        giver=GiverKind.KNOWN,
        who=who,
        cheque_number=number,
    )
    _record(parts, work, facts)


def _transfer(parts: Parts, work: UnitOfWork) -> None:
    facts = GiftFacts(
        form="demo-transfer",
        method=GiftMethod.BANK_TRANSFER,
        amount=_money(parts, 120),
        received_on=_today(parts, work),
        giver=GiverKind.UNKNOWN,
        bank_reference="SOLIDARITY",
    )
    _record(parts, work, facts)


def _take_to_the_bank(parts: Parts, work: UnitOfWork) -> None:
    _pay_in(work, parts.settings, [_item(work, form) for form in (COLLECTED, GOOD, BAD)])


def _make_a_batch(parts: Parts, work: UnitOfWork) -> None:
    """A volunteer takes it to the counter; that the bank has it is on the next statement."""
    _batch(work, parts.settings, [_item(work, NEW)])


def _hear_from_the_bank(parts: Parts, work: UnitOfWork) -> None:
    today = _today(parts, work)
    clear(work, item_id=_item(work, GOOD).id, on=today, today=today)
    reverse_gift(
        work,
        gift_id=_gift(work, BAD).id,
        reason=ReversalReason.BOUNCED,
        on=today,
        words="Refer to drawer",
        actor=TREASURER,
        settings=parts.settings,
        seal=parts.seal,
    )


def _write_orders_down(parts: Parts, work: UnitOfWork) -> None:
    begins = month_of(_today(parts, work)).last + A_DAY
    for form, who, pounds, day in ((STEADY, OLGA, 15, 1), (STOPPED, PEDRO, 10, 5)):
        agreed = Agreed(day, Rhythm.MONTH, begins, None)
        facts = OrderFacts(form, who, _money(parts, pounds), agreed)
        record_order(work, facts=facts, actor=TREASURER, seal=parts.seal)


def _read_statement(days_ago: int, parts: Parts, work: UnitOfWork) -> None:
    """What was expected since the last statement has come, but for the order that stopped."""
    for order in work.session.scalars(select(StandingOrder).order_by(StandingOrder.id)).all():
        if order.form == STOPPED and days_ago < STOPS:
            continue
        met = met_days(work.session, [order.id]).get(order.id, {})
        for due_on in order.agreed.due_days(_today(parts, work)):
            if due_on not in met:
                came = CameByOrder(f"{order.form}-{due_on}", order.amount, due_on)
                _meet(parts, work, order, came)


def _meet(parts: Parts, work: UnitOfWork, order: StandingOrder, came: CameByOrder) -> None:
    meet(
        work,
        order_id=order.id,
        due_on=came.received_on,
        came=came,
        actor=TREASURER,
        settings=parts.settings,
        seal=parts.seal,
    )


def _money(parts: Parts, amount: int | str) -> Money:
    return Money.of_major(amount, parts.settings.campaign.base_currency)


def _today(parts: Parts, work: UnitOfWork) -> date:
    return booking_day(work.now, parts.settings.campaign.time_zone)


def _gift(work: UnitOfWork, form: str) -> OfflineGift:
    return work.session.scalars(select(OfflineGift).where(OfflineGift.form == form)).one()


def _item(work: UnitOfWork, form: str) -> BoxItem:
    source = _gift(work, form).source
    return work.session.scalars(select(BoxItem).where(BoxItem.source == source)).one()
