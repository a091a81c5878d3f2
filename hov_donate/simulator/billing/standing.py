"""How a subscription stands: changed in one place, told with what it was before."""

from typing import Any

from hov_donate.simulator.objects import subscriptions
from hov_donate.simulator.world import World

Json = dict[str, Any]


def tell_change(world: World, subscription: Json, before: Json) -> None:
    """Save it; an event only when something is other than `before`."""
    world.save(subscription)
    previous = {
        name: value
        for name, value in before.items()
        if name[0] != "_" and subscription[name] != value
    }
    if previous:
        world.events.emit("customer.subscription.updated", subscription, previous)


def set_status(world: World, subscription: Json, status: str) -> None:
    """Active, past due, unpaid."""
    before = {"status": subscription["status"]}
    subscription["status"] = status
    tell_change(world, subscription, before)


def end(world: World, subscription: Json, reason: str, said: Json | None = None) -> None:
    """It is over at once. What is owed stays owed, but nobody tries to collect it any more."""
    subscriptions.cancel(subscription, world.clock.now(), reason, said or {})
    world.save(subscription)
    for invoice in world.store.table("invoice").having("_subscription", subscription["id"]):
        if invoice["status"] in ("draft", "open") and invoice["auto_advance"]:
            invoice |= {
                "auto_advance": False,
                "automatically_finalizes_at": None,
                "next_payment_attempt": None,
            }
            world.save(invoice)
    world.events.emit("customer.subscription.deleted", subscription)


def subscription_of(world: World, invoice: Json) -> Json:
    """What an invoice is for."""
    return world.store.get("subscription", invoice["_subscription"])


def is_latest(subscription: Json, invoice: Json) -> bool:
    """Whether the subscription stands or falls with this invoice."""
    return bool(subscription["_latest_finalized"] == invoice["id"])


def is_live(subscription: Json) -> bool:
    """Whether it still runs."""
    return subscription["status"] not in subscriptions.ENDED
