"""What the passing of time brings about."""

from collections.abc import Callable
from typing import Any

from hov_donate.simulator import charging, complaining, debits, paying_out, refunding
from hov_donate.simulator.billing import collecting, renewing
from hov_donate.simulator.objects import intents, sessions
from hov_donate.simulator.timetable import (
    BOOK,
    COMPLAIN,
    END_PAUSE,
    EXPIRE,
    FINALIZE,
    GIVE_NOTICE,
    PAY_PAYOUT,
    RECONCILE,
    RENEW,
    RETRY,
    SETTLE_DEBIT,
    SETTLE_REFUND,
)
from hov_donate.simulator.world import World

Json = dict[str, Any]


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
    intent = world.store.find("payment_intent", session["_payment"])
    if intent is not None:
        intent.pop("_attempt", None)
        intents.cancel(intent, "expired", world.clock.now())
        world.save(intent)
        world.events.emit("payment_intent.canceled", intent)
    world.events.emit("checkout.session.expired", session)


def settle_debit(world: World, key: str) -> None:
    """The payer's bank answers, and whoever waits for it hears."""
    intent = debits.settle(world, key)
    if intent is not None:
        for hear in SETTLED:
            hear(world, intent)


# Who is told of a PaymentIntent that a bank has paid, or refused to pay.
SETTLED: tuple[Callable[[World, Json], None], ...] = (collecting.hear, debits.tell_session)

HAPPENINGS: dict[str, Callable[[World, str], None]] = {
    BOOK: charging.book,
    COMPLAIN: complaining.complain,
    EXPIRE: expire,
    FINALIZE: collecting.finalize,
    END_PAUSE: renewing.end_pause,
    PAY_PAYOUT: paying_out.pay,
    RECONCILE: paying_out.reconcile,
    SETTLE_DEBIT: settle_debit,
    GIVE_NOTICE: renewing.give_notice,
    RENEW: renewing.renew,
    RETRY: collecting.retry,
    SETTLE_REFUND: refunding.settle,
}
