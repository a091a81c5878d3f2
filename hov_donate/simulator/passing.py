"""What the passing of time brings about."""

from collections.abc import Callable

from hov_donate.simulator import paying_out, refunding
from hov_donate.simulator.objects import intents, sessions
from hov_donate.simulator.timetable import EXPIRE, RECONCILE, SETTLE_REFUND
from hov_donate.simulator.world import World


def catch_up(world: World) -> None:
    """Do all that was due by now, each thing at its own time."""
    for due, what, key in world.timetable.take_due(world.clock.now()):
        with world.clock.at(due):
            HAPPENINGS[what](world, key)


def expire(world: World, key: str) -> None:
    """A session that is still open closes, and the payment that was tried in it is over."""
    session = world.store.get("checkout.session", key)
    if session["status"] != "open":
        return
    sessions.expire(session)
    world.save(session)
    intent = world.store.find("payment_intent", session["payment_intent"])
    if intent is not None:
        intent.pop("_attempt", None)
        intents.cancel(intent, "expired", world.clock.now())
        world.save(intent)
        world.events.emit("payment_intent.canceled", intent)
    world.events.emit("checkout.session.expired", session)


HAPPENINGS: dict[str, Callable[[World, str], None]] = {
    EXPIRE: expire,
    RECONCILE: paying_out.reconcile,
    SETTLE_REFUND: refunding.settle,
}
