"""Workers and sweeps are killed with `kill -9`, two of each at once, and nothing comes of it.

Real processes here: `test_any_order.py` kills at each commit, and this one wherever chance strikes.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hov_donate.app import build_parts, build_worker
from hov_donate.config import Settings
from hov_donate.contacts.sealing import Identity
from hov_donate.core.clock import SystemClock
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.donations.operations import GiftRequest
from hov_donate.gateway.port import Interval
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.outbox.operations import LEASE
from hov_donate.payments.models import Dispute, Payment
from hov_donate.payments.rules import DisputeStatus, PaymentStatus
from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.serve import RunningSimulator, start
from tests.support.clock import StoryClock
from tests.support.databases import Databases
from tests.support.house import SECRET
from tests.support.machine import PATIENCE_SECONDS, Machine
from tests.support.mail_server import Letterbox, mail_server
from tests.support.twins import (
    Twins,
    assert_books_agree,
    assert_one_receipt_each,
    assert_same,
    every,
    living,
    state,
)

DAY = 86_400
DAYS = 40
BLOWS = 4
FAULTS = ("500", "429", "lost_reply")
CARDS = (
    *["4242424242424242"] * 8,
    "4000000000000002",  # declined
    "4000000000000259",  # disputed soon after
    "4000000000005423",  # an early warning of fraud
    "4000000000005126",  # its refund fails after it succeeded
)
CARDS_FOR_MORE = ("4242424242424242", "4000000000000341")
ACCOUNTS = ("AT611904300234573201", "AT861904300235473202", "AT591904300235473203")
# What a watchman writes depends on when he looked, not on what happened to money.
WATCHMEN = (MailKind.WATCH_ALERT, MailKind.ATTACK_ALERT)


@dataclass
class Place:
    """Stripe, both installations, the machine of the lossy one, and where its letters arrive."""

    twins: Twins
    machine: Machine
    letterbox: Letterbox
    settings: Settings
    chance: random.Random

    def give(self, currency: str, interval: Interval | None = None) -> str:
        """Both hear of a gift; of some, the lossy one loses Stripe's answer. Its page."""
        units = self.chance.randint(5, 90)
        someone = Identity("Rosa", f"rosa{units}@people.example")
        amount = Money.of_major(units, currency)
        asked = GiftRequest(new_reference(), amount, someone, (), "en", interval)
        self.twins.ask(asked, silent=self.chance.random() < 0.2)
        return self.twins.session_of(asked.reference)

    def live(self) -> None:
        """Some weeks of gifts of every kind and of what becomes of them."""
        control = self.twins.simulator.control
        for card in CARDS * 2:
            control.pay(self.give("GBP"), card=card)
        for card in CARDS_FOR_MORE * 2:
            control.pay(self.give("EUR", Interval.MONTH), card=card)
        for account in ACCOUNTS * 2:
            control.pay_by_debit(self.give("EUR"), account)
        self.give("GBP")  # nobody pays this one
        self.later(7)
        self.complain()
        control.make_stray_payment(1234, "gbp")
        self.later(26)
        self.decide()
        control.run_payout()
        self.later(6)

    def later(self, days: float) -> None:
        """Time passes, and the one who hears all hears it."""
        self.twins.simulator.control.advance(days * DAY)
        self.twins.tell()

    def complain(self) -> None:
        """Money is asked back, of us and of banks."""
        control = self.twins.simulator.control
        paid = select(Payment).where(Payment.status == PaymentStatus.PAID).order_by(Payment.id)
        for number, payment in enumerate(every(self.twins.perfect, paid)):
            intent = payment.stripe_payment_intent_id
            if number % 4 == 1:
                control.refund(intent, payment.amount_minor // 2 if number % 8 == 1 else None)
            if number % 5 == 2 and payment.method == "card":
                # A payment that is asked about already is not disputed again.
                with suppress(ApiError):
                    control.open_dispute(intent)
        self.twins.tell()

    def decide(self) -> None:
        """Banks decide, one way and the other."""
        control = self.twins.simulator.control
        waiting = select(Dispute).where(Dispute.status == DisputeStatus.NEEDS_RESPONSE)
        for number, dispute in enumerate(every(self.twins.perfect, waiting)):
            [control.win_dispute, control.lose_dispute][number % 2](dispute.stripe_dispute_id)
        self.twins.tell()

    def kill_again_and_again(self) -> Counter[str]:
        """Two workers and two sweeps; each that dies or ends is followed by another."""
        killed: Counter[str] = Counter()
        for word in ("worker", "sweep") * 2:
            self.machine.start(word)
        for word in ("worker", "sweep") * BLOWS:
            victim = self.chance.choice(self.machine.at_work(word))
            self.twins.deliver(self.chance, lost=0.2, doubled=0.3)
            time.sleep(self.chance.uniform(0.0, 0.3))
            victim.process.kill()
            killed[word] += victim.process.wait(PATIENCE_SECONDS) < 0
            while len(self.machine.alive(word)) < 2:
                self.machine.start(word)
        return killed

    def stop_all(self) -> None:
        """Sweeps are killed a last time; workers are told to stop, and do."""
        for sweep in self.machine.alive("sweep"):
            sweep.process.kill()
        for _ in self.machine.alive("worker"):
            worker = self.machine.at_work("worker")[0]
            worker.process.terminate()
            assert worker.process.wait(PATIENCE_SECONDS) == 0
            assert worker.said.read_text().endswith("worker: stopped\n")

    def when_claims_have_ended(self) -> None:
        """The next worker does what killed ones had taken and not finished."""
        parts = build_parts(
            self.settings, self.twins.lossy.parts.database.engine, StoryClock(2 * LEASE)
        )
        build_worker(parts).drain()


@contextmanager
def a_place(engine: str, databases: Databases, folder: Path) -> Iterator[Place]:
    """Two installations at one Stripe, whose time began some weeks ago."""
    with ExitStack() as stack:
        simulator: RunningSimulator = start(now=SystemClock().now() - timedelta(days=DAYS))
        stack.callback(simulator.stop)
        twins = stack.enter_context(living(simulator, databases, engine, folder))
        box = Letterbox()
        address = stack.enter_context(mail_server(box))
        settings = {
            "DATABASE_URL": twins.lossy.parts.settings.database_url,
            "STRIPE_SECRET_KEY": simulator.api_key,
            "STRIPE_API_BASE": simulator.url,
            "STRIPE_WEBHOOK_SECRET": SECRET,
            "SWEEP_CALLS_PER_MINUTE": "3000",
            "MAIL_URL": f"smtp://{address}",
            "INSTANCE_FOLDER": str(folder),
            "SECRET_KEY": "a secret of the tests, 32 characters",
        }
        machine = Machine(folder, settings)
        stack.callback(machine.end)
        chance = random.Random(7)  # noqa: S311 (chance that can be repeated)
        yield Place(twins, machine, box, Settings.from_environment(settings), chance)


def without_watchmen(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """What both must have in common."""
    letters = [
        each
        for each in found["letters"]
        if not each.startswith(tuple(f"('{kind}'" for kind in WATCHMEN))
    ]
    return found | {"letters": letters}


def message_id(letter: bytes) -> bytes:
    """By which a mail program knows a letter that came before."""
    named = re.search(rb"^Message-ID:\s*(\S+)", letter, re.MULTILINE | re.IGNORECASE)
    assert named is not None
    return named[1]


def assert_letters_arrived(place: Place) -> None:
    """Each letter came; twice only if whoever had sent it was killed before noting it."""
    letters = every(place.twins.lossy, select(OutboxMessage))
    assert {each.status for each in letters} <= {OutboxStatus.SENT, OutboxStatus.DROPPED}
    sent = [each for each in letters if each.status is OutboxStatus.SENT]
    came = place.letterbox.received
    assert len({message_id(letter) for letter in came}) == len(sent)
    twice = len(came) - len(sent)
    assert twice <= sum(each.attempts - 1 for each in sent)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_workers_and_sweeps_leave_what_undisturbed_ones_leave(engine, databases, tmp_path):
    with a_place(engine, databases, tmp_path) as place:
        twins = place.twins
        place.live()
        twins.perfect.parts.reconciler.run()
        twins.simulator.control.set_fault_rate(0.05, kinds=FAULTS, seed=1)
        killed = place.kill_again_and_again()
        assert min(killed["worker"], killed["sweep"]) >= 2, killed
        place.stop_all()

        status, said = place.machine.run("sweep")
        assert status == 0, said
        assert "left to the worker: 0" in said
        twins.simulator.control.clear_faults()
        place.when_claims_have_ended()
        perfect, lossy = state(twins.perfect), state(twins.lossy)
        assert_same(without_watchmen(perfect), without_watchmen(lossy))
        assert_one_receipt_each(twins.lossy)
        assert_books_agree(twins.lossy)
        assert_letters_arrived(place)
        left = select(InboxEvent).where(
            InboxEvent.status.in_([InboxStatus.WAITING, InboxStatus.FAILED])
        )
        assert every(twins.lossy, left) == []
        assert "stood otherwise here: 0" in place.machine.run("sweep")[1]
