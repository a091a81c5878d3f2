"""What people and tests may do to the simulator: its clock, its manners, its failures."""

from hov_donate.simulator import passing
from hov_donate.simulator.control.billing import BillingVerbs
from hov_donate.simulator.control.clock import ClockVerbs
from hov_donate.simulator.control.debits import DebitVerbs
from hov_donate.simulator.control.disputes import DisputeVerbs
from hov_donate.simulator.control.hooks import HookVerbs
from hov_donate.simulator.control.matter import Json, Matter
from hov_donate.simulator.control.mishaps import MishapVerbs
from hov_donate.simulator.control.payments import PaymentVerbs

TABLES = [
    "checkout.session",
    "payment_intent",
    "charge",
    "refund",
    "dispute",
    "radar.early_fraud_warning",
    "mandate",
    "balance_transaction",
    "payout",
    "customer",
    "payment_method",
    "product",
    "price",
    "subscription",
    "invoice",
    "invoice_payment",
    "billing_portal.session",
    "event",
    "webhook_endpoint",
]
MATTERS: tuple[type[Matter], ...] = (
    Matter,
    ClockVerbs,
    PaymentVerbs,
    BillingVerbs,
    DebitVerbs,
    DisputeVerbs,
    MishapVerbs,
    HookVerbs,
)


class Control(
    ClockVerbs, PaymentVerbs, BillingVerbs, DebitVerbs, DisputeVerbs, MishapVerbs, HookVerbs
):
    """The same verbs as under /_sim/."""

    def reset(self) -> None:
        """Forget every object, event and failure; endpoints, clock and what was chosen stay."""
        with self._world.changing():
            self._world.forget()

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


VERBS = frozenset(
    name for matter in (*MATTERS, Control) for name in vars(matter) if not name.startswith("_")
)
