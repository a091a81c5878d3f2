"""What donors, banks and Stripe do for two years."""

import random
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import func, select

from bench.chaos.house import House, working
from bench.chaos.plan import (
    ACCOUNTS,
    AMOUNTS,
    CARDS,
    DAY,
    DAYS_OF_A_STEP,
    FAILING_CARD,
    GOOD_CARD,
    OFTEN,
    Plan,
)
from hov_donate.contacts.sealing import Identity
from hov_donate.core.errors import HovDonateError
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.donations.operations import GiftRequest
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import last_attempt, payment_by_reference
from hov_donate.simulator.errors import ApiError

TRIES = 20
AT_ONCE = 8
# Every so many steps the worker is killed without warning, and another begins.
STEPS_OF_A_WORKER = 9


@dataclass(frozen=True)
class Donor:
    """What somebody is about to do."""

    asked: GiftRequest
    goes_away: bool
    account: str | None
    card: str


@dataclass
class Life:
    """One run; `counts` tells what happened in it."""

    home: House
    plan: Plan
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Chance that can be repeated, and Stripe at its worst."""
        self.chance = random.Random(self.plan.seed)  # noqa: S311 (chance that can be repeated)
        self.control = self.home.simulator.control
        self.control.set_webhook_policy(
            drop=self.plan.dropped, duplicate=self.plan.doubled, reorder=True, seed=self.plan.seed
        )
        self.control.set_fault_rate(
            self.plan.faults,
            kinds=["500", "429", "409", "timeout", "lost_reply"],
            seed=self.plan.seed,
            seconds=0.05,
        )

    def live(self) -> Iterator[int]:
        """Walk through the years; after each stride, how many gifts there are."""
        step = 0
        while step < self.plan.steps:
            with working(self.home) as worker:
                for _ in range(min(STEPS_OF_A_WORKER, self.plan.steps - step)):
                    step += 1
                    yield self.stride(step)
                worker.send_signal(signal.SIGKILL)
                self.counts["workers killed"] += 1

    def stride(self, step: int) -> int:
        """Some days: gifts up to the share of the time that has passed, and what befalls them."""
        wanted = self.plan.gifts * step // self.plan.steps
        there = self.gifts()
        donors = [self.donor() for _ in range(max(0, wanted - there))]
        with ThreadPoolExecutor(AT_ONCE) as at_once:
            list(at_once.map(self.give, donors))
        self.mishaps()
        self.control.advance(DAYS_OF_A_STEP * DAY)
        if self.chance.random() < 0.5:
            self.pay_out()
        return self.gifts()

    def gifts(self) -> int:
        """How many there are, instalments too."""
        with self.home.parts.database.reading() as session:
            return session.scalars(select(func.count()).select_from(Payment)).one()

    def donor(self) -> Donor:
        """Somebody, with all that chance decides about them."""
        currency, least, most = self.chance.choice(AMOUNTS)
        interval = self.chance.choice(OFTEN)
        amount = Money.of_major(self.chance.randint(least, most), currency)
        someone = Identity("", f"donor{self.chance.randrange(2000)}@people.example")
        by_debit = currency == "EUR" and self.chance.random() < 0.25
        return Donor(
            GiftRequest(new_reference(), amount, someone, (), "en", interval),
            goes_away=self.chance.random() < 0.05,
            account=self.chance.choice(ACCOUNTS) if by_debit else None,
            card=GOOD_CARD if interval else self.chance.choice(CARDS),
        )

    def give(self, donor: Donor) -> None:
        """A donor fills in the form, and presses again while Stripe is out of order."""
        for _ in range(TRIES):
            try:
                self.home.parts.giving.give(donor.asked)
            except HovDonateError:
                self.counts["pressed again"] += 1
            else:
                self.pay(donor)
                return
        self.counts["given up"] += 1

    def pay(self, donor: Donor) -> None:
        """At Stripe's page."""
        if donor.goes_away:
            self.counts["pages abandoned"] += 1
            return
        session_id = self.session_of(donor.asked.reference)
        if donor.account:
            self.control.pay_by_debit(session_id, donor.account)
            self.counts["debits"] += 1
            return
        if self.control.pay(session_id, card=donor.card)["status"] != "paid":
            self.counts["cards declined"] += 1
            self.control.pay(session_id, card=GOOD_CARD)
        self.counts["monthly gifts" if donor.asked.interval else "card gifts"] += 1

    def session_of(self, reference: str) -> str:
        """The page that was opened for a gift."""
        with self.home.parts.database.reading() as session:
            payment = payment_by_reference(session, reference)
            found = last_attempt(session, payment.id) if payment else None
        if found is None or found.stripe_session_id is None:
            raise LookupError(f"no page for {reference}")
        return found.stripe_session_id

    def mishaps(self) -> None:
        """Some of Stripe's newest payments go back, and some cards fail from now on."""
        rows = self.home.simulator.newest("payment_intent", self.plan.gifts // self.plan.steps)
        fresh = [row for row in rows if row["status"] == "succeeded"]
        for row in fresh:
            if self.chance.random() < self.plan.refunded:
                self.refund(row)
            if self.chance.random() < self.plan.taken_back:
                self.take_back(row)
        for customer in self.home.simulator.newest("customer", 5):
            if self.chance.random() < 0.05:
                self.counts["cards gone bad"] += 1
                self.control.change_card(customer["id"], FAILING_CARD)

    def refund(self, intent: dict[str, object]) -> None:
        """In the dashboard: all of it, or the half of it in whole units."""
        amount = int(str(intent["amount_received"]))
        half = amount // 200 * 100 or amount
        with suppress(ApiError):
            self.control.refund(str(intent["id"]), self.chance.choice([None, half]))
            self.counts["refunds"] += 1

    def take_back(self, intent: dict[str, object]) -> None:
        """A payer disputes, or a bank recalls a debit."""
        with suppress(ApiError, LookupError, ValueError):
            if self.chance.random() < 0.5:
                dispute = self.control.open_dispute(str(intent["id"]))
                verb = self.chance.choice([self.control.win_dispute, self.control.lose_dispute])
                verb(dispute["id"])
                self.counts["disputes decided"] += 1
            else:
                self.control.fail_after_success(str(intent["id"]))
                self.counts["debits recalled"] += 1

    def pay_out(self) -> None:
        """Stripe sends what is available to the bank; the bank may not take it."""
        for payout in self.control.run_payout():
            self.counts["payouts"] += 1
            if self.chance.random() < 0.15:
                self.control.fail_payout(payout["id"])
                self.counts["payouts failed"] += 1
