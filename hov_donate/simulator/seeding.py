"""Payments that nobody made on a page: many at once, or one that is not ours."""

from typing import Any

from hov_donate.simulator import money
from hov_donate.simulator.charging import take
from hov_donate.simulator.objects import charges as charge_objects
from hov_donate.simulator.objects import intents, methods, movements
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.world import World

Json = dict[str, Any]

GOOD = Card("4242424242424242")
NOBODY = {"email": None, "name": None}


def charges(world: World, count: int, amount: int, currency: str) -> int:
    """Paid charges with their intents and movements, without events."""
    now = world.clock.now()
    method = world.save(methods.new_method(GOOD, None, NOBODY, now))["id"]
    for _ in range(count):
        intent = intents.new_intent(amount, currency, {}, now)
        charge = charge_objects.new_charge(intent, GOOD, now, billing=NOBODY, method=method)
        movement = movements.of_charge(charge, world.settlement, now, at_once=False)
        charge["balance_transaction"] = movement["id"]
        intents.succeed(intent, charge)
        for row in (intent, charge, movement):
            world.save(row)
    return count


def stray(world: World, amount: int, currency: str) -> Json:
    """A payment without metadata, with its events."""
    money.check_chargeable(amount, money.check_currency(currency, "currency"), world.settlement, "")
    now = world.clock.now()
    intent = world.save(intents.new_intent(amount, currency, {}, now))
    world.events.emit("payment_intent.created", intent)
    method = world.save(methods.new_method(GOOD, None, NOBODY, now))["id"]
    charge = charge_objects.new_charge(intent, GOOD, now, billing=NOBODY, method=method)
    take(world, intent, charge)
    return intent
