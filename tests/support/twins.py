"""Two installations that are one to Stripe: one hears everything at once, the other what is left.

They share the installation's stamp, the keys and the clock, so that a gift asked for by both is the
same page at Stripe to the letter. What differs is only what they are told.
"""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event as sql_event
from sqlalchemy import text, update

from hov_donate.app import build_parts
from hov_donate.core.clock import Clock
from hov_donate.core.db import make_engine
from hov_donate.core.errors import HovDonateError
from hov_donate.donations.operations import GiftRequest
from hov_donate.gateway.reading.events import hint
from hov_donate.inbox.operations import receive
from hov_donate.inbox.processes import apply_waiting
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.payments.models import Installation
from hov_donate.payments.queries import last_attempt, payment_by_reference
from hov_donate.simulator.serve import RunningSimulator
from hov_donate.web.parts import Parts
from hov_donate.wiring.syncs import EVENT_TYPES, syncs
from tests.support.databases import Databases
from tests.support.house import story_settings

STAMP = "twins"


class Killed(BaseException):
    """The process was killed here: nothing of ours may catch it."""


@dataclass
class SharedClock(Clock):
    """Stands where the simulator's clock stood when it was last set."""

    moment: datetime

    def now(self) -> datetime:
        """The moment."""
        return self.moment


@dataclass
class Twin:
    """One of the two installations."""

    parts: Parts

    def hear(self, event: dict[str, Any]) -> None:
        """An event reaches the webhook."""
        told = hint(event)
        with self.parts.database.engine.begin() as connection:
            receive(connection, told, self.parts.clock.now())

    def work(self) -> None:
        """The worker applies what is due."""
        every = syncs(self.parts.database, self.parts.gateway)
        while apply_waiting(self.parts.database, every):
            pass


@dataclass
class Twins:
    """Stripe, the twin who hears all at once, and the twin who hears what chance leaves."""

    simulator: RunningSimulator
    clock: SharedClock
    perfect: Twin
    lossy: Twin
    heard: int = 0
    undelivered: list[dict[str, Any]] = field(default_factory=list)

    def set_clock(self) -> None:
        """Both live in the simulator's time."""
        self.clock.moment = datetime.fromisoformat(self.simulator.control.now())

    def ask(self, asked: GiftRequest, *, silent: bool) -> None:
        """A donor's form reaches both; of a silent one, the lossy twin loses Stripe's answer."""
        self.set_clock()
        self.perfect.parts.giving.give(asked)
        if silent:
            self.simulator.control.set_fault("lost_reply", 3, "checkout/sessions")
        with suppress(HovDonateError):
            self.lossy.parts.giving.give(asked)
        self.simulator.control.clear_faults()

    def session_of(self, reference: str) -> str:
        """The page of a gift."""
        with self.perfect.parts.database.reading() as session:
            payment = payment_by_reference(session, reference)
            assert payment is not None
            found = last_attempt(session, payment.id)
        assert found is not None
        assert found.stripe_session_id is not None
        return found.stripe_session_id

    def tell(self) -> None:
        """The perfect twin hears what happened and applies it; the other's events wait."""
        while self.tell_once():
            pass

    def tell_once(self) -> bool:
        """Whether anything had happened; asking Stripe lets its time pass."""
        self.set_clock()
        every = self.simulator.control.events()
        fresh = [each for each in every[self.heard :] if each["type"] in EVENT_TYPES]
        self.heard = len(every)
        for each in fresh:
            self.perfect.hear(each)
        self.perfect.work()
        self.undelivered += fresh
        return bool(fresh)

    def deliver(self, chance: random.Random, *, lost: float, doubled: float) -> None:
        """What waits reaches the lossy twin in any order, some of it twice, some never."""
        chance.shuffle(self.undelivered)
        keep = []
        for each in self.undelivered:
            if chance.random() < lost:
                continue
            if chance.random() < 0.3:
                keep.append(each)
                continue
            self.lossy.hear(each)
            if chance.random() < doubled:
                keep.append(each)
        self.undelivered = keep


def make_twins(simulator: RunningSimulator, urls: tuple[str, str], folder: Path) -> Twins:
    """Two installations on two fresh databases."""
    clock = SharedClock(datetime.fromisoformat(simulator.control.now()))

    def twin(url: str) -> Twin:
        settings = story_settings(url, simulator, folder)
        # What fails by chance is retried without the pauses that suit real outages.
        parts = build_parts(settings, make_engine(url), clock)
        with parts.database.engine.begin() as connection:
            connection.execute(update(Installation).values(id=STAMP))
        sweeper = replace(parts.sweeper, sleep=lambda _: None)
        return Twin(replace(parts, sweeper=sweeper))

    return Twins(simulator, clock, twin(urls[0]), twin(urls[1]))


@contextmanager
def living(
    simulator: RunningSimulator, databases: Databases, engine: str, folder: Path
) -> Iterator[Twins]:
    """Twins on databases of their own, gone afterwards."""
    with ExitStack() as stack:
        urls = []
        for name in ("perfect", "lossy"):
            (folder / name).mkdir()
            urls.append(stack.enter_context(databases.fresh(engine, folder / name)))
        twins = make_twins(simulator, (urls[0], urls[1]), folder)
        for twin in (twins.perfect, twins.lossy):
            stack.callback(twin.parts.database.engine.dispose)
        yield twins


@contextmanager
def killed_after(twin: Twin, commits: int) -> Iterator[None]:
    """Kill the twin's process at a commit to come: what it had not committed never was."""
    left = [commits]

    def strike(_connection: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    engine = twin.parts.database.engine
    sql_event.listen(engine, "commit", strike)
    try:
        yield
    except Killed:
        engine.dispose()
    finally:
        sql_event.remove(engine, "commit", strike)


# What both must have in common at the end, in one query each. Instalments are named by their
# invoice: each twin gives them a reference of its own.
NAME = "COALESCE(CASE WHEN p.interval IS NULL THEN p.stripe_invoice_id END, p.reference)"
SAME = {
    "payments": f"""
        SELECT {NAME}, p.status, p.amount_minor, p.currency, p.refunded_minor, p.disputed_minor,
            p.lost_minor, p.stripe_payment_intent_id, p.stripe_charge_id, p.method, p.interval,
            s.stripe_subscription_id, p.held
        FROM payments p LEFT JOIN subscriptions s ON s.id = p.subscription_id
    """,
    "subscriptions": """
        SELECT stripe_subscription_id, reference, status, stripe_status, amount_minor, currency,
            end_reason FROM subscriptions
    """,
    "refunds": "SELECT stripe_refund_id, amount_minor, status FROM refunds",
    "disputes": "SELECT stripe_dispute_id, amount_minor, withdrawn_minor, status FROM disputes",
    "warnings": "SELECT stripe_warning_id, kind FROM fraud_warnings",
    "payouts": "SELECT stripe_payout_id, status, amount_minor, items, items_minor FROM payouts",
    "unmatched": """
        SELECT stripe_payment_intent_id, reason, resolution FROM unmatched_payments
    """,
    "books": f"""
        SELECT e.stripe_balance_transaction_id, {NAME}, l.account, l.amount_minor, l.currency
        FROM ledger_entries e JOIN ledger_postings l ON l.entry_id = e.id
        LEFT JOIN payments p ON p.reference = e.payment_reference
    """,
    "reviews": f"""
        SELECT {NAME}, r.action, r.state, r.came_on, r.decide_by, r.amount_minor
        FROM gift_reviews r JOIN payments p ON p.id = r.payment_id
    """,
    "documents": f"""
        SELECT d.kind, CASE WHEN d.subject = d.payment_reference THEN {NAME} ELSE d.subject END,
            {NAME}, d.amount_minor, d.currency, d.paid_on, d.language
        FROM documents d JOIN payments p ON p.reference = d.payment_reference
    """,
    "letters": f"""
        SELECT m.kind, CASE WHEN p.id IS NULL THEN m.object_id
            ELSE REPLACE(m.object_id, p.reference, {NAME}) END
        FROM outbox_messages m
        LEFT JOIN payments p ON p.reference = SUBSTR(m.object_id, 1, 8)
    """,
}


def state(twin: Twin) -> dict[str, list[str]]:
    """Books, statuses, documents and letters of an installation, in an order of their own."""
    with twin.parts.database.reading() as session:
        return {
            name: sorted(str(tuple(row)) for row in session.execute(text(query)))
            for name, query in SAME.items()
        }


def assert_same(perfect: dict[str, list[str]], lossy: dict[str, list[str]]) -> None:
    """Two states have everything in common; what is missing or too much is shown first."""
    for name, rows in perfect.items():
        assert set(lossy[name]) == set(rows), name
        assert lossy[name] == rows, name


def assert_one_receipt_each(twin: Twin) -> None:
    """Every received gift that is not held has exactly one receipt, and nothing else has one."""
    received = """
        SELECT p.reference, p.paid_at IS NOT NULL AND NOT p.held, COUNT(d.id) FROM payments p
        LEFT JOIN documents d ON d.payment_reference = p.reference AND d.kind = 'receipt'
        GROUP BY p.reference, p.paid_at IS NOT NULL AND NOT p.held
    """
    with twin.parts.database.reading() as session:
        for reference, paid, receipts in session.execute(text(received)):
            assert receipts == int(paid), reference


def assert_books_agree(twin: Twin) -> None:
    """The books hold what Stripe says that it holds."""
    with twin.parts.database.reading() as session:
        ours = balances(session, Account.STRIPE)
    theirs = twin.parts.gateway.balances()
    assert {c: m for c, m in ours.items() if m.minor} == {
        c: m for c, m in theirs.items() if m.minor
    }


def every(twin: Twin, query: Any) -> list[Any]:
    """What a query of the ORM finds."""
    with twin.parts.database.reading() as session:
        return list(session.scalars(query))
