"""What people and tests may do to the simulator: its clock, its manners, its failures."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from hov_donate.simulator import passing, paying, paying_out, refunding, seeding
from hov_donate.simulator.clock import as_datetime
from hov_donate.simulator.faults import Fault
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.policy import Policy
from hov_donate.simulator.webhooks import KIND
from hov_donate.simulator.world import World

Json = dict[str, Any]

TABLES = [
    "checkout.session",
    "payment_intent",
    "charge",
    "refund",
    "balance_transaction",
    "payout",
    "customer",
    "event",
    "webhook_endpoint",
]
STEP = 0.01


class Control:
    """The same verbs as under /_sim/."""

    def __init__(self, world: World) -> None:
        """Acts on this world."""
        self._world = world

    def now(self) -> str:
        """The virtual time."""
        return as_datetime(self._world.clock.now()).isoformat()

    def advance(self, seconds: float) -> str:
        """Let time pass: sessions expire, money becomes available, refunds arrive."""
        world = self._world
        with world.changing():
            world.clock.advance(float(seconds))
            world.note_clock()
            passing.catch_up(world)
        return self.now()

    def pay(
        self, session_id: str, card: str = "4242424242424242", *, approve_3ds: bool = True
    ) -> Json:
        """Pay as a person would on the page, the visit to the bank included."""
        world = self._world
        with world.changing():
            passing.catch_up(world)
            payer = paying.Payer("payer@example.com", "Simulated Payer")
            outcome = paying.pay(world, session_id, Card(card.replace(" ", "")), payer)
            if outcome.status == paying.MUST_AUTHENTICATE:
                intent = outcome.payment_intent
                outcome = paying.authenticate(world, intent, approve=approve_3ds)
        return asdict(outcome)

    def refund(self, payment_intent: str, amount: int | None = None) -> Json:
        """Give money back, as the dashboard does."""
        asked = {"payment_intent": payment_intent} | ({"amount": amount} if amount else {})
        with self._world.changing():
            made = refunding.refund(self._world, asked)
            return self._world.renderer().shown(made)

    def run_payout(self, reconciled_after: int = 0) -> list[Json]:
        """Send what is available to the bank; itemised after so many seconds."""
        world = self._world
        with world.changing():
            passing.catch_up(world)
            made = paying_out.run(world, reconciled_after=int(reconciled_after))
            return [world.renderer().shown(each) for each in made]

    def set_webhook_policy(self, **policy: Any) -> Json:
        """Choose how webhooks behave; what is not named behaves well."""
        chosen = Policy(**policy)
        with self._world.changing():
            self._world.deliveries.choose(chosen)
        return asdict(chosen)

    def deliver_held(self) -> int:
        """Send what was held back, and hold nothing more."""
        with self._world.changing():
            return self._world.deliveries.release()

    def rotate_secret(self, new: str) -> None:
        """Every endpoint gets this secret; the old one signs too for a day."""
        with self._world.changing():
            self._world.deliveries.rotate(new)

    def set_fault(self, kind: str, times: int = 1, path: str = "", seconds: float = 30.0) -> None:
        """Let the next requests fail: 500, 429, 409, timeout or lost_reply."""
        self._world.faults.add(Fault(str(kind), int(times), path, float(seconds)))

    def clear_faults(self) -> None:
        """Let no more requests fail."""
        self._world.faults.clear()

    def add_endpoint(self, url: str, secret: str, enabled_events: Sequence[str] = ("*",)) -> Json:
        """Tell this address of events too."""
        with self._world.changing():
            row = self._world.deliveries.register(url, secret, list(enabled_events))
            return self._world.renderer().shown(row)

    def resend(self, event_id: str) -> int:
        """Deliver an event again to every endpoint; how many that are."""
        world = self._world
        with world.changing():
            event = world.store.get("event", event_id)
            endpoints = list(world.store.table("webhook_endpoint").rows)
            for endpoint in endpoints:
                world.deliveries.add(event["id"], endpoint)
        return len(endpoints)

    def events(self) -> list[Json]:
        """Every event, oldest first."""
        with self._world.store.lock:
            return [dict(row) for row in self._world.store.table("event").rows.values()]

    def deliveries(self) -> list[Json]:
        """Every delivery and how it went, oldest first."""
        with self._world.store.lock:
            return [dict(row) for row in self._world.store.table(KIND).rows.values()]

    def wait_idle(self, timeout: float = 10.0) -> bool:
        """Wait until no delivery is under way; whether that came about."""
        end = time.monotonic() + float(timeout)
        while time.monotonic() < end:
            with self._world.store.lock:
                if not self._world.deliveries.pending():
                    return True
            time.sleep(STEP)
        return False

    def reset(self) -> None:
        """Forget every object, event and failure; endpoints, policy and clock stay."""
        with self._world.changing():
            self._world.forget()

    def seed_charges(self, n: int, amount: int = 2000, currency: str = "gbp") -> int:
        """Many paid charges at once, without events."""
        with self._world.changing():
            return seeding.charges(self._world, int(n), int(amount), currency.lower())

    def make_stray_payment(self, amount: int, currency: str) -> Json:
        """Money that did not come through a checkout page, and says not what it is for."""
        with self._world.changing():
            intent = seeding.stray(self._world, int(amount), currency.lower())
            return self._world.renderer().shown(intent)

    def dump(self) -> Json:
        """Every object by kind, and the virtual time."""
        world = self._world
        with world.changing():
            passing.catch_up(world)
            show = world.renderer().shown
            objects = {
                kind: [show(row) for row in world.store.table(kind).rows.values()]
                for kind in TABLES
            }
        return {"now": self.now(), **objects}


VERBS = frozenset(name for name in vars(Control) if not name.startswith("_"))
