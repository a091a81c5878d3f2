"""Changing a running subscription: its price, its pause, its end, the card it is paid with."""

from collections.abc import Callable
from typing import Any

from hov_donate.simulator.billing import standing
from hov_donate.simulator.objects import methods, subscriptions
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.objects.prices import new_price
from hov_donate.simulator.timetable import END_PAUSE
from hov_donate.simulator.world import World

Json = dict[str, Any]

REQUESTED = "cancellation_requested"


def change(world: World, subscription: Json, given: Json) -> None:
    """Do what the caller asked for, all at once, and tell of it once."""
    before = dict(subscription)
    for name, value in given.items():
        if name in CHANGES:
            CHANGES[name](world, subscription, value)
    standing.tell_change(world, subscription, before)


def _set_metadata(_world: World, subscription: Json, value: Json) -> None:
    merged = subscription["metadata"] | value
    subscription["metadata"] = {name: each for name, each in merged.items() if each}


def _set_description(_world: World, subscription: Json, value: str) -> None:
    subscription["description"] = value or None


def _set_items(world: World, subscription: Json, value: list[Json]) -> None:
    asked = value[0].get("price_data")
    if asked:
        price = new_price(asked, asked["product"], world.clock.now())
        world.save(price)
        subscriptions.set_price(subscription, price)
    if "quantity" in value[0]:
        subscriptions.set_quantity(subscription, value[0]["quantity"])


def _set_pause(world: World, subscription: Json, value: Json | None) -> None:
    if not value:
        subscription["pause_collection"] = None
        return
    subscription["pause_collection"] = {"resumes_at": None} | value
    if "resumes_at" in value:
        subscription["_resumes_at"] = value["resumes_at"]
        world.timetable.add(value["resumes_at"], END_PAUSE, subscription["id"])


def _set_end(world: World, subscription: Json, value: bool) -> None:  # noqa: FBT001 - a table's form
    if value and not subscription["cancel_at_period_end"]:
        subscriptions.cancel_later(subscription, world.clock.now())
    elif not value and subscription["cancel_at_period_end"]:
        subscriptions.keep(subscription)


def _set_reasons(_world: World, subscription: Json, value: Json) -> None:
    subscription["cancellation_details"] = subscription["cancellation_details"] | value


def _set_method(_world: World, subscription: Json, value: str) -> None:
    subscription["default_payment_method"] = value


CHANGES: dict[str, Callable[[World, Json, Any], None]] = {
    "metadata": _set_metadata,
    "description": _set_description,
    "items": _set_items,
    "pause_collection": _set_pause,
    "cancel_at_period_end": _set_end,
    "cancellation_details": _set_reasons,
    "default_payment_method": _set_method,
}


def refusal(card: Card) -> str | None:
    """Why the bank lets a card not even be kept, if it does not."""
    return None if card.behaviour.may_be_kept else card.behaviour.decline


def keep_card(world: World, customer: Json, card: Card) -> Json:
    """A new card for the customer and all that still runs."""
    now = world.clock.now()
    billing = {"email": customer["email"], "name": customer["name"]}
    method = world.save(methods.new_method(card, customer["id"], billing, now))
    world.events.emit("payment_method.attached", method)
    before = {"invoice_settings": customer["invoice_settings"]}
    customer["invoice_settings"] = customer["invoice_settings"] | {
        "default_payment_method": method["id"]
    }
    world.save(customer)
    world.events.emit("customer.updated", customer, before)
    for subscription in running(world, customer["id"]):
        change(world, subscription, {"default_payment_method": method["id"]})
    return method


def running(world: World, customer: str) -> list[Json]:
    """The customer's subscriptions that have not ended."""
    found = world.store.table("subscription").having("customer", customer)
    return [each for each in found if standing.is_live(each)]
