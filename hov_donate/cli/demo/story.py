"""Telling the demo's story: the clock is moved on from one happening to the next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from hov_donate.affiliations.processes import open_invoice_page
from hov_donate.affiliations.queries.paying import payments_for
from hov_donate.cli.demo.affiliates.cards import CardPayment, card_payments
from hov_donate.cli.demo.lives import Turn, demo_lives
from hov_donate.cli.demo.offline import Act, money_outside_stripe
from hov_donate.cli.demo.people import (
    DECLINED_FIRST,
    DELEGATION,
    LEFT_OPEN,
    REFUNDED,
    DemoGift,
    demo_gifts,
)
from hov_donate.cli.house import House
from hov_donate.contacts.sealing import Identity
from hov_donate.core.clock import FixedClock, SystemClock
from hov_donate.core.i18n import translator
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.donations.consents import KEEP_DETAILS, NEWS
from hov_donate.donations.operations import GiftRequest
from hov_donate.inbox import operations as inbox
from hov_donate.ledger.funds import TransferFacts, open_fund, transfer
from hov_donate.ledger.rules import GENERAL_FUND, booking_day
from hov_donate.payments.models import Payment
from hov_donate.payments.processes import cancel
from hov_donate.payments.queries import (
    last_attempt,
    payment_by_reference,
    subscription_by_reference,
)
from hov_donate.simulator.serve import RunningSimulator
from hov_donate.web.parts import Parts

GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
FAILING_LATER_CARD = "4000000000000341"
PAYOUT_EVERY = timedelta(days=7)
# The payout of that week comes back from the bank, and goes out again a week later.
FAILED_PAYOUT = 9
# Stripe's event of something is as old as it; clocks may differ a little.
OVERLAP = timedelta(minutes=5)
FUND_NAMES = {"en": "Delegation to Caracas", "es": "Delegación a Caracas"}
MOVED_DAYS_AGO = 200


@dataclass
class Story:
    """Moves the clock on, makes gifts and lets things happen to them."""

    house: House
    parts: Parts
    clock: FixedClock
    simulator: RunningSimulator
    references: dict[str, str] = field(default_factory=dict)
    payouts: int = 0
    last_payout: datetime | None = None
    heard: datetime | None = None

    def give(self, days_ago: float, *, gift: DemoGift) -> None:
        """Someone gives, and pays as the gift's story wants it."""
        self._move_to(SystemClock().now() - timedelta(days=days_ago))
        request = _request(gift, self.parts.settings.campaign.name)
        self.references[gift.email] = request.reference
        self.parts.giving.give(request)
        self._pay(gift, self._session_of(request.reference))
        self._hear()
        if gift.story == REFUNDED:
            self.simulator.control.refund(self._intent_of(gift))
            self._hear()

    def pay_invoice(self, days_ago: float, *, payment: CardPayment) -> None:
        """An affiliate pays an invoice by card, once or every year."""
        self._move_to(SystemClock().now() - timedelta(days=days_ago))
        with self.parts.database.reading() as session:
            invoice_id = payment.invoice(session)
        open_invoice_page(
            self.parts.database,
            self.parts.gateway,
            invoice_id=invoice_id,
            return_address=self.parts.settings.public_url,
            seal=self.parts.seal,
            interval=payment.interval,
        )
        with self.parts.database.reading() as session:
            [asked] = payments_for(session, invoice_id)
        self.simulator.control.pay(self._session_of(asked.reference), card=GOOD_CARD)
        self._hear()

    def turn(self, days_ago: float, *, gift: DemoGift, turn: Turn) -> None:
        """Something happens to a gift that was made before."""
        self._move_to(SystemClock().now() - timedelta(days=days_ago))
        TURNS[turn](self, gift)
        self._hear()

    def stop_card(self, gift: DemoGift) -> None:
        """Every later instalment fails."""
        customer = self._customer_of(gift)
        self.simulator.control.change_card(customer, FAILING_LATER_CARD)

    def cancel(self, gift: DemoGift) -> None:
        """The donor ends it on their own page."""
        cancel(
            self.parts.database,
            self.parts.gateway,
            reference=self.references[gift.email],
            actor="donor",
            reason="cancelled by the donor",
        )

    def refund_half(self, gift: DemoGift) -> None:
        """Some of the money goes back."""
        self.simulator.control.refund(self._intent_of(gift), gift.amount.minor // 2)

    def dispute(self, gift: DemoGift) -> None:
        """The payer's bank wants the money back."""
        self.simulator.control.open_dispute(self._intent_of(gift))

    def lose(self, gift: DemoGift) -> None:
        """The payer's bank keeps the money."""
        intent = self._intent_of(gift)
        disputes = self.simulator.control.dump()["dispute"]
        [dispute] = [each["id"] for each in disputes if each["payment_intent"] == intent]
        self.simulator.control.lose_dispute(dispute)

    def open_fund(self) -> None:
        """A fund for one purpose alone, asked for on a page of its own."""
        with self.parts.database.writing() as work:
            open_fund(work, code=DELEGATION, names=FUND_NAMES, restricted=True)

    def move_money(self, days_ago: float) -> None:
        """A meeting adds to the fund from what was given for anything."""
        self._move_to(SystemClock().now() - timedelta(days=days_ago))
        time_zone = self.parts.settings.campaign.time_zone
        with self.parts.database.writing() as work:
            facts = TransferFacts(
                form="demo",
                source=GENERAL_FUND,
                target=DELEGATION,
                amount=Money.of_major(75, self.parts.settings.campaign.base_currency),
                minute="Committee, minute 7",
                words="For the flights that the appeal did not cover.",
                on=booking_day(work.now, time_zone),
            )
            transfer(work, facts=facts, actor="demo")

    def at_the_desk(self, days_ago: float, *, act: Act) -> None:
        """The treasurer opens envelopes and goes through the bank statement."""
        self._move_to(SystemClock().now() - timedelta(days=days_ago))
        with self.parts.database.writing() as work:
            act(self.parts, work)
        self.house.worker(self.parts).drain()

    def finish(self) -> None:
        """Come to today: the newest gifts are still on the balance, and all agrees."""
        self.last_payout = SystemClock().now()
        self._move_to(self.last_payout)
        self._hear()
        self.parts.sweeper.run()
        self.house.worker(self.parts).drain()

    def _pay(self, gift: DemoGift, session_id: str) -> None:
        control = self.simulator.control
        if gift.account:
            control.pay_by_debit(session_id, gift.account)
            return
        if gift.story == DECLINED_FIRST:
            control.pay(session_id, card=DECLINED_CARD)
        if gift.story != LEFT_OPEN:
            control.pay(session_id, card=GOOD_CARD)

    def _move_to(self, moment: datetime) -> None:
        while self.clock.now() < moment:
            step = min(moment - self.clock.now(), PAYOUT_EVERY)
            self.simulator.control.advance(step.total_seconds())
            self.clock.advance(step)
            if self.last_payout is None or self.clock.now() - self.last_payout >= PAYOUT_EVERY:
                self._pay_out()

    def _pay_out(self) -> None:
        self.last_payout = self.clock.now()
        made = self.simulator.control.run_payout()
        self.payouts += 1
        if self.payouts == FAILED_PAYOUT:
            self._hear()
            self.simulator.control.fail_payout(made[0]["id"])
            self._hear()

    def _hear(self) -> None:
        """What Stripe would have told by now is heard, applied and written about."""
        since, self.heard = self.heard, self.clock.now() - OVERLAP
        after: str | None = None
        while True:
            page = self.parts.gateway.sightings("event", since=since, after=after)
            with self.parts.database.writing() as work:
                for hint in page.hints:
                    if hint.type in self.parts.sweeper.event_types:
                        inbox.receive(work.session.connection(), hint, work.now)
            after = page.next_after
            if after is None:
                break
        self.house.worker(self.parts).drain()

    def _payment_of(self, reference: str) -> Payment:
        with self.parts.database.reading() as session:
            payment = payment_by_reference(session, reference)
        if payment is None:
            raise LookupError(f"no gift {reference}")
        return payment

    def _session_of(self, reference: str) -> str:
        payment = self._payment_of(reference)
        with self.parts.database.reading() as session:
            last = last_attempt(session, payment.id)
        if last is None or last.stripe_session_id is None:
            raise LookupError(f"no page was opened for {reference}")
        return last.stripe_session_id

    def _intent_of(self, gift: DemoGift) -> str:
        intent = self._payment_of(self.references[gift.email]).stripe_payment_intent_id
        if intent is None:
            raise LookupError(f"{gift.name} has not paid")
        return intent

    def _customer_of(self, gift: DemoGift) -> str:
        with self.parts.database.reading() as session:
            found = subscription_by_reference(session, self.references[gift.email])
        if found is None:
            raise LookupError(f"{gift.name} does not give monthly")
        return found.stripe_customer_id


TURNS: dict[Turn, Callable[[Story, DemoGift], None]] = {
    Turn.CARD_STOPS_WORKING: Story.stop_card,
    Turn.DONOR_CANCELS: Story.cancel,
    Turn.HALF_IS_REFUNDED: Story.refund_half,
    Turn.BANK_ASKS: Story.dispute,
    Turn.BANK_DECIDES_FOR_DONOR: Story.lose,
}
Happening = Callable[[Story, float], None]


def what_happens() -> list[tuple[float, Happening]]:
    """Everything that happens, so many days ago, the oldest first."""
    rows: list[tuple[float, Happening]] = [
        (gift.days_ago, partial(Story.give, gift=gift)) for gift in demo_gifts()
    ]
    for life in demo_lives():
        rows.append((life.gift.days_ago, partial(Story.give, gift=life.gift)))
        for days_ago, turn in life.turns:
            rows.append((days_ago, partial(Story.turn, gift=life.gift, turn=turn)))
    for days_ago, payment in card_payments():
        rows.append((days_ago, partial(Story.pay_invoice, payment=payment)))
    rows.append((MOVED_DAYS_AGO, Story.move_money))
    for days_ago, act in money_outside_stripe():
        rows.append((days_ago, partial(Story.at_the_desk, act=act)))
    return sorted(rows, key=lambda row: -row[0])


def _request(gift: DemoGift, campaign: str) -> GiftRequest:
    speak = translator(gift.language)
    texts = [KEEP_DETAILS] * gift.keeps_details + [NEWS] * gift.wants_news
    return GiftRequest(
        reference=new_reference(),
        amount=gift.amount,
        identity=Identity(gift.name, gift.email),
        consents=tuple(text.given(speak, campaign) for text in texts),
        language=gift.language,
        interval=gift.interval,
        fund=gift.fund,
    )
