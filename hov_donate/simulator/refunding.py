"""Giving money back.

Facts: docs.stripe.com/refunds and docs.stripe.com/api/refunds/object (`pending_reason`,
`failure_reason`).
"""

from typing import Any

from hov_donate.simulator import charging, money, warnings_of_fraud
from hov_donate.simulator.clock import midnight_after
from hov_donate.simulator.errors import ApiError, missing, refused_late
from hov_donate.simulator.objects import charges, movements
from hov_donate.simulator.objects.refunds import new_refund
from hov_donate.simulator.timetable import SETTLE_REFUND
from hov_donate.simulator.world import World

Json = dict[str, Any]

SETTLES_AFTER = 3600
# Noted: what happens to a refund that the balance cannot cover.
NEEDS_BALANCE, REFUSED, WAITING = "refund_needs_balance", "refused", "waiting"
LOST_CARD, DISPUTED = "lost_or_stolen_card", "charge_for_pending_refund_disputed"


def refund(world: World, asked: Json) -> Json:
    """Give back all that is left, or `amount`. Raises ApiError when that cannot be."""
    charge = _charge(world, asked)
    amount = _amount(charge, asked)
    _check_undisputed(world, charge)
    ending = _ending(world, charge, amount)
    charging.book(world, charge["id"])
    pending = ending in ("pending", WAITING)
    status = "pending" if pending else "succeeded"
    made = new_refund(charge, amount, world.clock.now(), asked=asked, status=status)
    if ending == WAITING:
        made["pending_reason"] = "insufficient_funds"
        _wait(world, made, midnight_after(world.clock.now(), 1), ending)
    else:
        _move(world, made, charge)
        if ending != "succeeded":
            _wait(world, made, world.clock.now() + SETTLES_AFTER, ending)
    before = {name: charge[name] for name in ("amount_refunded", "refunded")}
    charges.refund(charge, amount)
    world.save(made)
    world.save(charge)
    world.events.emit("refund.created", made)
    world.events.emit("charge.refunded", charge, _changed(before, charge))
    warnings_of_fraud.settle(world, charge)
    return made


def settle(world: World, key: str) -> None:
    """A refund that was under way arrives, comes back, or goes on waiting for money."""
    made = world.store.get("refund", key)
    ending = made.get("_ending")
    if ending is None:
        return
    if ending == WAITING and not _covers(world, made):
        _wait(world, made, midnight_after(world.clock.now(), 1), ending)
        world.save(made)
        return
    made.pop("_ending")
    made.pop("_due")
    if ending == "failing":
        fail(world, made)
    else:
        _arrive(world, made)


def fail(world: World, made: Json, reason: str = LOST_CARD) -> None:
    """A refund comes back, even one that had succeeded. Raises ApiError when it is over."""
    _give_up(world, made, {"status": "failed", "failure_reason": reason})
    world.events.emit("refund.failed", made)


def cancel(world: World, made: Json) -> None:
    """A refund that is under way is called off. Raises ApiError when it is not."""
    if made["status"] != "pending":
        raise ApiError(f"{made['id']} is {made['status']}; only a pending refund can be canceled.")
    _give_up(world, made, {"status": "canceled"})


def fail_pending(world: World, charge: Json) -> None:
    """A dispute overtakes the refunds that are under way."""
    for made in world.store.table("refund").having("charge", charge["id"]):
        if made["status"] == "pending":
            fail(world, made, DISPUTED)


def found(world: World, key: str) -> Json:
    """The refund. Raises ApiError when there is none."""
    made = world.store.find("refund", key)
    if made is None:
        raise missing("refund", key)
    return made


def _arrive(world: World, made: Json) -> None:
    before = {"status": "pending", "pending_reason": made["pending_reason"]}
    if made["balance_transaction"] is None:
        before["balance_transaction"] = None
        _move(world, made, world.store.get("charge", made["charge"]))
    made |= {"status": "succeeded", "pending_reason": None}
    world.save(made)
    world.events.emit("refund.updated", made, before)


def _give_up(world: World, made: Json, how: Json) -> None:
    """What was taken for it comes back to the balance, and the charge has more left."""
    if made["status"] not in ("pending", "succeeded"):
        raise ApiError(f"{made['id']} is {made['status']} already.")
    made.pop("_ending", None)
    made.pop("_due", None)
    after = {**how, "pending_reason": None, "failure_balance_transaction": None}
    taken = world.store.find("balance_transaction", made["balance_transaction"])
    if taken is not None:
        returned = world.save(movements.of_failed_refund(made, taken, world.clock.now()))
        after["failure_balance_transaction"] = returned["id"]
    before = {name: made.get(name) for name in after if made.get(name) != after[name]}
    made |= after
    charge = world.store.get("charge", made["charge"])
    charges.refund(charge, -made["amount"])
    world.save(made)
    world.save(charge)
    world.events.emit("refund.updated", made, before)


def _wait(world: World, made: Json, due: int, ending: str) -> None:
    made |= {"_due": due, "_ending": ending}
    world.timetable.add(due, SETTLE_REFUND, made["id"])


def _move(world: World, made: Json, charge: Json) -> None:
    """A refund of money still on its way to the balance waits for it."""
    movement = movements.of_refund(made, world.settlement, world.clock.now())
    came = world.store.get("balance_transaction", charge["balance_transaction"])
    movement["available_on"] = max(movement["available_on"], came["available_on"])
    made["balance_transaction"] = movement["id"]
    world.save(movement)


def _ending(world: World, charge: Json, amount: int) -> str:
    needs = world.store.noted(NEEDS_BALANCE)
    asked = {"amount": amount, "currency": charge["currency"]}
    if not needs or _covers(world, asked):
        return str(charge["_refund"])
    if needs == WAITING:
        return WAITING
    raise refused_late(
        "Insufficient funds in your Stripe balance to refund this amount.",
        code="balance_insufficient",
    )


def _covers(world: World, asked: Json) -> bool:
    """Whether what is available would not fall below nothing."""
    now = world.clock.now()
    rows = world.store.table("balance_transaction").having("_payout", None)
    available = sum(row["net"] for row in rows if row["available_on"] <= now)
    at = money.rate(asked["currency"], world.settlement, shift=money.REFUND_RATE_SHIFT)
    needed = money.converted(asked["amount"], asked["currency"], world.settlement, at)
    return bool(available >= needed)


def _check_undisputed(world: World, charge: Json) -> None:
    if not charge["disputed"]:
        return
    for dispute in world.store.table("dispute").having("charge", charge["id"]):
        if not dispute["is_charge_refundable"]:
            raise refused_late(
                f"Charge {charge['id']} has been charged back; cannot issue a refund.",
                code="charge_disputed",
            )


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
