"""Charging a card, whatever for: the money comes, or the bank says no."""

from dataclasses import dataclass
from typing import Any

from hov_donate.simulator.objects import charges, intents, movements
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.world import World

Json = dict[str, Any]


@dataclass(frozen=True)
class Payer:
    """What was typed beside the card."""

    email: str | None = None
    name: str | None = None


def new_charge(world: World, intent: Json, card: Card, payer: Payer, method: str) -> Json:
    """A try to take the intent's amount from the card."""
    billing = {"email": payer.email, "name": payer.name}
    return charges.new_charge(intent, card, world.clock.now(), billing=billing, method=method)


def take(world: World, intent: Json, charge: Json, *, at_once: bool = False) -> None:
    """The charge succeeded: the balance grows and the intent is done."""
    movement = movements.of_charge(charge, world.settlement, world.clock.now(), at_once=at_once)
    charge["balance_transaction"] = movement["id"]
    charge["receipt_url"] = f"{world.base}/receipt/{charge['id']}"
    intents.succeed(intent, charge)
    for row in (movement, charge, intent):
        world.save(row)
    world.events.emit("charge.succeeded", charge)
    world.events.emit("payment_intent.succeeded", intent)


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
