"""Giving money back."""

from typing import Any

from hov_donate.simulator import money
from hov_donate.simulator.errors import ApiError, missing, refused_late
from hov_donate.simulator.objects import charges, movements
from hov_donate.simulator.objects.refunds import new_refund
from hov_donate.simulator.timetable import SETTLE_REFUND
from hov_donate.simulator.world import World

Json = dict[str, Any]

SETTLES_AFTER = 3600


def refund(world: World, asked: Json) -> Json:
    """Give back all that is left, or `amount`. Raises ApiError when that cannot be."""
    charge = _charge(world, asked)
    amount = _amount(charge, asked)
    ending = charge["_refund"]
    status = "pending" if ending == "pending" else "succeeded"
    now = world.clock.now()
    made = new_refund(charge, amount, now, asked=asked, status=status)
    movement = _move(world, made, charge)
    made["balance_transaction"] = movement["id"]
    if ending != "succeeded":
        made |= {"_due": now + SETTLES_AFTER, "_ending": ending}
        world.timetable.add(made["_due"], SETTLE_REFUND, made["id"])
    before = {name: charge[name] for name in ("amount_refunded", "refunded")}
    charges.refund(charge, amount)
    for row in (movement, made, charge):
        world.save(row)
    world.events.emit("refund.created", made)
    world.events.emit("charge.refunded", charge, _changed(before, charge))
    return made


def settle(world: World, key: str) -> None:
    """A refund that was under way arrives, or comes back."""
    made = world.store.get("refund", key)
    ending = made.pop("_ending", None)
    made.pop("_due", None)
    if ending == "pending":
        before = {"status": "pending", "pending_reason": made["pending_reason"]}
        made |= {"status": "succeeded", "pending_reason": None}
        world.save(made)
        world.events.emit("refund.updated", made, before)
    elif ending == "failing":
        _fail(world, made)


def _fail(world: World, made: Json) -> None:
    charge = world.store.get("charge", made["charge"])
    taken = world.store.get("balance_transaction", made["balance_transaction"])
    returned = movements.of_failed_refund(made, taken, world.clock.now())
    before = {"status": made["status"], "failure_balance_transaction": None}
    made |= {
        "status": "failed",
        "failure_reason": "lost_or_stolen_card",
        "failure_balance_transaction": returned["id"],
    }
    charges.refund(charge, -made["amount"])
    for row in (returned, made, charge):
        world.save(row)
    world.events.emit("refund.updated", made, before)
    world.events.emit("refund.failed", made)


def _move(world: World, made: Json, charge: Json) -> Json:
    """A refund of money still on its way to the balance waits for it."""
    movement = movements.of_refund(made, world.settlement, world.clock.now())
    came = world.store.get("balance_transaction", charge["balance_transaction"])
    movement["available_on"] = max(movement["available_on"], came["available_on"])
    return movement


def _charge(world: World, asked: Json) -> Json:
    if "charge" in asked:
        found = world.store.find("charge", asked["charge"])
        if found is None:
            raise missing("charge", asked["charge"], "charge")
    elif "payment_intent" in asked:
        intent = world.store.find("payment_intent", asked["payment_intent"])
        if intent is None:
            raise missing("payment_intent", asked["payment_intent"], "payment_intent")
        found = world.store.find("charge", intent["latest_charge"])
    else:
        raise ApiError("One of the following params should be provided: payment_intent, charge.")
    if found is None or not found["paid"]:
        raise ApiError("This PaymentIntent does not have a successful charge to refund.")
    return found


def _amount(charge: Json, asked: Json) -> int:
    left = int(charge["amount"] - charge["amount_refunded"])
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise refused_late(message, code="charge_already_refunded")
    amount = int(asked.get("amount", left))
    if amount < 1:
        raise ApiError("Invalid positive integer", param="amount")
    if amount > left:
        currency = charge["currency"]
        raise refused_late(
            f"Refund amount ({money.shown(amount, currency)}) is greater than unrefunded amount "
            f"on charge ({money.shown(left, currency)})",
            param="amount",
        )
    return amount


def _changed(before: Json, after: Json) -> Json:
    return {name: value for name, value in before.items() if after[name] != value}
