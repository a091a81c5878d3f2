"""A treasurer and a secretary with a cash box, on an empty installation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.operations import BatchFacts, make_batch, pay_in, undo_batch
from hov_donate.config import Settings
from hov_donate.contacts.models import ConsentPurpose
from hov_donate.contacts.operations import GivenConsent
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal, StandingOrder
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
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.wiring.reactions import reactions
from tests.support.office import office_settings
from tests.support.words import NOON

TODAY = NOON.date()
TREASURER, SECRETARY = "staff:1", "staff:2"
ROSA = Identity("Rosa Giver", "rosa@people.example")
KEEP = GivenConsent(ConsentPurpose.KEEP_DETAILS, "By letter of 3 May.", "noted-by-staff-1", "en")
BY_BOTH = SecondCounter(member=SECRETARY)


@dataclass
class Till:
    """Records money that came, each step in a transaction of its own."""

    database: Database
    settings: Settings
    seal: IdentitySeal
    clock: FixedClock

    @property
    def account(self) -> str:
        """The campaign's own bank account."""
        return self.settings.campaign.bank_accounts[0].iban

    def gives(
        self,
        amount: Money,
        method: GiftMethod = GiftMethod.BANK_TRANSFER,
        *,
        identity: Identity | None = ROSA,
        meeting: str = "",
        **more: object,
    ) -> OfflineGift:
        """Somebody whom we know gives, or nobody knows who, or many at a meeting."""
        known = KnownGiver(identity, "en", (KEEP,)) if identity and not meeting else None
        kind = GiverKind.COLLECTION if meeting else GiverKind.UNKNOWN
        told: dict[str, object] = {
            "form": new_reference(),
            "received_on": TODAY,
            "cheque_number": "100200" if method is GiftMethod.CHEQUE else "",
            "second": BY_BOTH if method is GiftMethod.CASH else SecondCounter(),
            **more,
        }
        facts = GiftFacts(
            method=method,
            amount=amount,
            giver=GiverKind.KNOWN if known else kind,
            who=known,
            collected_at=meeting,
            **told,  # type: ignore[arg-type]
        )
        with self.database.writing() as work:
            return record_gift(
                work, facts=facts, actor=TREASURER, settings=self.settings, seal=self.seal
            )

    def takes_back(
        self,
        gift: OfflineGift,
        reason: ReversalReason = ReversalReason.RECORDED_WRONGLY,
        on: date = TODAY,
    ) -> OfflineReversal:
        """A gift is not there after all."""
        with self.database.writing() as work:
            return reverse_gift(
                work,
                gift_id=gift.id,
                reason=reason,
                on=on,
                words="It is not there.",
                actor=TREASURER,
                settings=self.settings,
                seal=self.seal,
            )

    def orders(self, amount: Money, begins: date, **more: object) -> StandingOrder:
        """Somebody tells that they have an order at their bank."""
        agreed = Agreed(
            day=begins.day,
            begins=begins,
            **{"rhythm": Rhythm.MONTH, "ends": None, **more},  # type: ignore[arg-type]
        )
        facts = OrderFacts(new_reference(), KnownGiver(ROSA, "en", (KEEP,)), amount, agreed)
        with self.database.writing() as work:
            return record_order(work, facts=facts, actor=TREASURER, seal=self.seal)

    def meets(self, order: StandingOrder, due_on: date, amount: Money | None = None) -> OfflineGift:
        """What was expected on a day came on that day."""
        came = CameByOrder(new_reference(), amount or order.amount, min(due_on, TODAY))
        with self.database.writing() as work:
            return meet(
                work,
                order_id=order.id,
                due_on=due_on,
                came=came,
                actor=TREASURER,
                settings=self.settings,
                seal=self.seal,
            )

    def item(self, gift: OfflineGift) -> BoxItem:
        """A gift's cash or cheque, as it stands."""
        with self.database.reading() as session:
            return session.scalars(select(BoxItem).where(BoxItem.source == gift.source)).one()

    def batch(self, items: Sequence[BoxItem], notes: int = 0, form: str = "") -> Batch:
        """Items go into a batch."""
        ids = [item.id for item in items]
        facts = BatchFacts(form or new_reference(), self.account, ids, notes)
        with self.database.writing() as work:
            return make_batch(work, facts=facts, accounts=[self.account], actor=TREASURER)

    def pays_in(self, batch: Batch, difference: int = 0, words: str = "", on: date = TODAY) -> None:
        """The bank takes a batch."""
        with self.database.writing() as work:
            pay_in(
                work,
                batch_id=batch.id,
                on=on,
                today=TODAY,
                difference_minor=difference,
                words=words,
                actor=TREASURER,
            )

    def undoes(self, batch: Batch) -> None:
        """A batch is laid back."""
        with self.database.writing() as work:
            undo_batch(work, batch_id=batch.id, actor=TREASURER)

    def on(self, account: Account, currency: str = "GBP") -> Money:
        """What stands on an account."""
        with self.database.reading() as session:
            return balances(session, account).get(currency, Money(0, currency))


def make_till(url: str) -> Till:
    """A till on a migrated database."""
    chosen, clock = office_settings(url), FixedClock(NOON)
    database = Database(make_engine(url), clock, reactions(chosen))
    return Till(database, chosen, IdentitySeal(chosen.identity_keys), clock)


@pytest.fixture
def till(database_url: str) -> Iterator[Till]:
    """An empty till, on each engine."""
    made = make_till(database_url)
    yield made
    made.database.engine.dispose()
