"""An invoice's way: drafted, an hour later final, or set aside while collection is paused."""

from typing import Any

from hov_donate.simulator.billing import standing
from hov_donate.simulator.objects import intents, invoices, subscriptions
from hov_donate.simulator.timetable import FINALIZE
from hov_donate.simulator.world import World

Json = dict[str, Any]

CREATE, CYCLE, UPCOMING = "subscription_create", "subscription_cycle", "upcoming"


def draft(world: World, subscription: Json, *, reason: str, since: int) -> Json:
    """For the period that has just begun."""
    made = _new(world, subscription, world.clock.now(), reason=reason, since=since)
    subscription["latest_invoice"] = made["id"]
    return world.save(made)


def preview(world: World, subscription: Json) -> Json:
    """What the next one will be, if nothing changes. It is told of, but not kept."""
    following = dict(subscription)
    subscriptions.begin_next_period(following)
    running = subscriptions.item_of(subscription)
    due, since = running["current_period_end"], running["current_period_start"]
    made = _new(world, following, due, reason=UPCOMING, since=since)
    finalizes_at = made["automatically_finalizes_at"]
    return made | {"id": f"upcoming_{made['id']}", "next_payment_attempt": finalizes_at}


def _new(world: World, subscription: Json, now: int, *, reason: str, since: int) -> Json:
    customer = world.store.get("customer", subscription["customer"])
    price = subscriptions.item_of(subscription)["price"]
    name = world.store.get("product", price["product"])["name"]
    return invoices.new_invoice(
        subscription, customer, now, reason=reason, since=since, product=name
    )


def finalize_later(world: World, invoice: Json) -> None:
    """In an hour."""
    world.timetable.add(invoice["automatically_finalizes_at"], FINALIZE, invoice["id"])


def keep_as_draft(world: World, invoice: Json) -> None:
    """Until someone decides otherwise."""
    invoice |= {"auto_advance": False, "automatically_finalizes_at": None}
    world.save(invoice)


def finalize(world: World, invoice: Json, intent: Json | None = None) -> None:
    """Now it is owed, and has a PaymentIntent: without any metadata of ours, as at Stripe."""
    now = world.clock.now()
    subscription = standing.subscription_of(world, invoice)
    customer = world.store.get("customer", invoice["customer"])
    invoices.finalize(invoice, customer, subscription["metadata"], world.base, now)
    subscription["_latest_finalized"] = invoice["id"]
    known = intent is not None
    intent = intent or new_intent(world, invoice)
    intent["_invoice"] = invoice["id"]
    invoice["_intent"] = intent["id"]
    payment = invoices.new_invoice_payment(invoice, intent, now)
    for row in (invoice, customer, intent, payment, subscription):
        world.save(row)
    world.events.emit("invoice.finalized", invoice)
    if not known:
        world.events.emit("payment_intent.created", intent)


def new_intent(world: World, invoice: Json) -> Json:
    """What an invoice is paid through."""
    asked = {"customer": invoice["customer"], "description": "Subscription update"}
    return intents.new_intent(invoice["amount_due"], invoice["currency"], asked, world.clock.now())


def void(world: World, invoice: Json) -> None:
    """Nobody owes it."""
    invoices.void(invoice, world.clock.now())
    world.save(invoice)
    world.events.emit("invoice.voided", invoice)


def give_up(world: World, invoice: Json, why: str) -> None:
    """It is not expected any more."""
    invoices.give_up(invoice, world.clock.now(), why)
    world.save(invoice)
    world.events.emit("invoice.marked_uncollectible", invoice)


def payment_of(world: World, invoice: Json) -> Json:
    """The way in which a final invoice is to be paid."""
    (payment,) = world.store.table("invoice_payment").having("invoice", invoice["id"])
    return payment
