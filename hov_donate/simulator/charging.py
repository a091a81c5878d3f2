"""Charging a card, whatever for: the money comes, or the bank says no."""

from dataclasses import dataclass
from typing import Any

from hov_donate.simulator.objects import charges, intents, methods, movements
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.timetable import BOOK, COMPLAIN
from hov_donate.simulator.world import World

Json = dict[str, Any]

# Noted: how many seconds a charge takes to reach the balance.
LATE_BALANCE = "late_balance"


@dataclass(frozen=True)
class Payer:
    """What was typed beside the card."""

    email: str | None = None
    name: str | None = None


def new_charge(world: World, intent: Json, card: Card, payer: Payer, method: str) -> Json:
    """A try to take the intent's amount from the card."""
    note_method(world, intent, card, payer, method)
    billing = {"email": payer.email, "name": payer.name}
    return charges.new_charge(intent, card, world.clock.now(), billing=billing, method=method)


def note_method(world: World, intent: Json, card: Card, payer: Payer, key: str) -> None:
    """A card that was typed can be read as a payment method, whether or not it is kept."""
    if world.store.find("payment_method", key) is None:
        now, customer = world.clock.now(), intent["customer"]
        world.save(methods.new_method(card, customer, vars(payer), now, key=key))


def take(world: World, intent: Json, charge: Json, *, at_once: bool = False) -> None:
    """The charge succeeded: the balance grows, now or later, and the intent is done."""
    now = world.clock.now()
    charge["receipt_url"] = f"{world.base}/receipt/{charge['id']}"
    charge["_at_once"] = at_once
    late = world.store.noted(LATE_BALANCE)
    if late:
        charge["_book_due"] = now + late
        world.timetable.add(charge["_book_due"], BOOK, charge["id"])
    else:
        _move(world, charge)
    if charge.get("_complaint"):
        charge["_complaint_due"] = now
        world.timetable.add(now, COMPLAIN, charge["id"])
    intents.succeed(intent, charge)
    world.save(charge)
    world.save(intent)
    world.events.emit("charge.succeeded", charge)
    world.events.emit("payment_intent.succeeded", intent)


def book(world: World, key: str) -> None:
    """A charge that was taken reaches the balance, if it has not yet."""
    charge = world.store.get("charge", key)
    if charge["balance_transaction"] is not None:
        return
    _move(world, charge)
    world.save(charge)
    world.events.emit("charge.updated", charge, {"balance_transaction": None})


def _move(world: World, charge: Json) -> None:
    at_once = charge.pop("_at_once")
    charge.pop("_book_due", None)
    movement = movements.of_charge(charge, world.settlement, world.clock.now(), at_once=at_once)
    charge["balance_transaction"] = movement["id"]
    world.save(movement)


def refuse(world: World, intent: Json, charge: Json, decline: str) -> None:
    """The bank said no."""
    charges.mark_declined(charge, decline)
    world.save(charge)
    world.events.emit("charge.failed", charge)
    fail(world, intent, decline, charge)


def fail(world: World, intent: Json, decline: str, charge: Json | None) -> None:
    """The payment did not come about; without a charge, it did not even get as far as one."""
    intents.fail(intent, decline, charge)
    world.save(intent)
    world.events.emit("payment_intent.payment_failed", intent)
