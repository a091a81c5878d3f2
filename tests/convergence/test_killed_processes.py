"""Workers and sweeps are killed with `kill -9`, two of each at once, and nothing comes of it.

Real processes here: `test_any_order.py` kills at each commit, and this one wherever chance strikes.
"""

import os
import random
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from hov_donate.app import build_parts, build_worker
from hov_donate.config import Settings
from hov_donate.contacts.sealing import Identity
from hov_donate.core.clock import SystemClock
from hov_donate.core.errors import HovDonateError
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.donations.operations import GiftRequest
from hov_donate.gateway.port import Interval
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.outbox.operations import LEASE
from hov_donate.payments.models import Dispute, Payment
from hov_donate.payments.queries import last_attempt, payment_by_reference
from hov_donate.payments.rules import DisputeStatus, PaymentStatus
from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.serve import RunningSimulator, start
from tests.support.clock import StoryClock
from tests.support.databases import Databases
from tests.support.house import SECRET
from tests.support.twins import Twin, Twins, assert_one_receipt_each, every, make_twins, state

PROGRAM = str(Path(sys.executable).with_name("hov-donate"))
PATIENCE_SECONDS = 60.0
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


class Letterbox:
    """A mail server that remembers how often each letter came."""

    def __init__(self) -> None:
        self.letters: Counter[str] = Counter()

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        named = re.search(rb"^Message-ID:\s*(\S+)", envelope.content, re.MULTILINE | re.IGNORECASE)
        assert named is not None
        self.letters[named[1].decode()] += 1
        return "250 taken"


@dataclass
class Running:
    """A process that was started, and what it says."""

    word: str
    process: subprocess.Popen[bytes]
    said: Path

    @property
    def has_spoken(self) -> bool:
        """Whether it has begun."""
        return bool(self.said.stat().st_size)


@dataclass
class Machine:
    """Where processes of one installation run, with the settings that people would give it."""

    folder: Path
    settings: dict[str, str]
    started: list[Running] = field(default_factory=list)

    def start(self, word: str, **settings: str) -> Running:
        """Start a command, as a service manager would."""
        said = self.folder / f"said-{len(self.started)}"
        environment = os.environ | self.settings | settings
        with said.open("wb") as file:
            process = subprocess.Popen([PROGRAM, word], env=environment, stdout=file, stderr=file)
        self.started.append(Running(word, process, said))
        return self.started[-1]

    def alive(self, word: str) -> list[Running]:
        """The processes of a command that have not ended."""
        return [each for each in self.started if each.word == word and each.process.poll() is None]

    def at_work(self, word: str) -> list[Running]:
        """Those that have begun; waits until one has."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := [each for each in self.alive(word) if each.has_spoken]):
            assert time.monotonic() < deadline, self.started[-1].said.read_text()
            if not self.alive(word):
                self.start(word)
            time.sleep(0.02)
        return found

    def run(self, word: str) -> tuple[int, str]:
        """Run a command to its end, undisturbed and as fast as can be: its status and words."""
        running = self.start(word, SWEEP_CALLS_PER_MINUTE="1000000")
        return running.process.wait(PATIENCE_SECONDS), running.said.read_text()

    def end(self) -> None:
        """Leave nothing behind."""
        for each in self.started:
            each.process.kill()
            each.process.wait()


@dataclass
class Place:
    """Stripe, both installations, the machine of the lossy one, and where its letters arrive."""

    twins: Twins
    machine: Machine
    letterbox: Letterbox
    settings: Settings
    chance: random.Random

    def session_of(self, reference: str) -> str:
        """The page of a gift."""
        with self.twins.perfect.parts.database.reading() as session:
            payment = payment_by_reference(session, reference)
            assert payment is not None
            found = last_attempt(session, payment.id)
        assert found is not None
        assert found.stripe_session_id is not None
        return found.stripe_session_id

    def give(self, currency: str, interval: Interval | None = None) -> str:
        """Both hear of a gift; of some, the lossy one loses Stripe's answer. Its page."""
        units = self.chance.randint(5, 90)
        someone = Identity("Rosa", f"rosa{units}@people.example")
        amount = Money.of_major(units, currency)
        asked = GiftRequest(new_reference(), amount, someone, (), "en", interval)
        self.twins.set_clock()
        self.twins.perfect.parts.giving.give(asked)
        if self.chance.random() < 0.2:
            self.twins.simulator.control.set_fault("lost_reply", 3, "checkout/sessions")
        with suppress(HovDonateError):
            self.twins.lossy.parts.giving.give(asked)
        self.twins.simulator.control.clear_faults()
        return self.session_of(asked.reference)

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


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def letterbox() -> Iterator[tuple[Letterbox, str]]:
    """A mail server on this machine, and its address."""
    box = Letterbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield box, f"smtp://127.0.0.1:{server.port}"
    finally:
        server.stop()


@contextmanager
def a_place(engine: str, databases: Databases, folder: Path) -> Iterator[Place]:
    """Two installations at one Stripe, whose time began some weeks ago."""
    with ExitStack() as stack:
        simulator: RunningSimulator = start(now=SystemClock().now() - timedelta(days=DAYS))
        stack.callback(simulator.stop)
        urls = []
        for name in ("perfect", "lossy"):
            (folder / name).mkdir()
            urls.append(stack.enter_context(databases.fresh(engine, folder / name)))
        twins = make_twins(simulator, (urls[0], urls[1]), folder)
        for twin in (twins.perfect, twins.lossy):
            stack.callback(twin.parts.database.engine.dispose)
        box, address = stack.enter_context(letterbox())
        settings = {
            "DATABASE_URL": urls[1],
            "STRIPE_SECRET_KEY": simulator.api_key,
            "STRIPE_API_BASE": simulator.url,
            "STRIPE_WEBHOOK_SECRET": SECRET,
            "SWEEP_CALLS_PER_MINUTE": "3000",
            "MAIL_URL": address,
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


def assert_same(twins: Twins) -> None:
    perfect, lossy = (without_watchmen(state(twin)) for twin in (twins.perfect, twins.lossy))
    for name, rows in perfect.items():
        assert lossy[name] == rows, name


def assert_books_agree(twin: Twin) -> None:
    with twin.parts.database.reading() as session:
        ours = balances(session, Account.STRIPE)
    theirs = twin.parts.gateway.balances()
    assert {c: m for c, m in ours.items() if m.minor} == {
        c: m for c, m in theirs.items() if m.minor
    }


def assert_letters_arrived(place: Place) -> None:
    """Each letter came; twice only if whoever had sent it was killed before noting it."""
    letters = every(place.twins.lossy, select(OutboxMessage))
    assert {each.status for each in letters} <= {OutboxStatus.SENT, OutboxStatus.DROPPED}
    sent = [each for each in letters if each.status is OutboxStatus.SENT]
    assert len(place.letterbox.letters) == len(sent)
    twice = sum(place.letterbox.letters.values()) - len(sent)
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
        assert_same(twins)
        assert_one_receipt_each(twins.lossy)
        assert_books_agree(twins.lossy)
        assert_letters_arrived(place)
        left = select(InboxEvent).where(
            InboxEvent.status.in_([InboxStatus.WAITING, InboxStatus.FAILED])
        )
        assert every(twins.lossy, left) == []
        assert "stood otherwise here: 0" in place.machine.run("sweep")[1]
