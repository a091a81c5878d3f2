"""Debits of bank accounts: the bank answers days later, and may change its mind.

Facts: docs.stripe.com/payments/sepa-debit and docs.stripe.com/payments/bacs-debit.
"""

from typing import Any

from hov_donate.simulator import charging
from hov_donate.simulator.charging import Payer
from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.objects import charges, intents, methods, movements
from hov_donate.simulator.objects.accounts import Account
from hov_donate.simulator.objects.mandates import new_mandate
from hov_donate.simulator.timetable import SETTLE_DEBIT
from hov_donate.simulator.world import World

Json = dict[str, Any]

RECALLED = "debit_not_authorized"


def begin(
    world: World, intent: Json, account: Account, payer: Payer, method: Json | None = None
) -> Json:
    """Ask the payer's bank; the pending charge. `settle` follows when the bank answers.

    A `method` that is kept is used again, with the leave that was given for it.
    """
    now = world.clock.now()
    method = method or methods.new_account(account, intent["customer"], vars(payer), now)
    charge = charges.new_debit(
        intent,
        account,
        now,
        billing=vars(payer),
        method=method["id"],
        mandate=_mandate(world, intent, account, method),
    )
    intents.process(intent, charge)
    world.timetable.add(charge["_due"], SETTLE_DEBIT, charge["id"])
    for row in (method, charge, intent):
        world.save(row)
    world.events.emit("charge.pending", charge)
    world.events.emit("payment_intent.processing", intent)
    return charge


def settle(world: World, key: str) -> Json | None:
    """The bank answers: the PaymentIntent, now succeeded or in need of another way to pay."""
    charge = world.store.get("charge", key)
    if charge["status"] != "pending":
        return None
    charge.pop("_due")
    intent = world.store.get("payment_intent", charge["payment_intent"])
    failure = charge.pop("_failure")
    if failure is None:
        charge |= {"paid": True, "status": "succeeded"}
        charging.take(world, intent, charge)
    else:
        charges.mark_failed(charge, failure)
        world.save(charge)
        world.events.emit("charge.failed", charge)
        _fail(world, intent, charge)
    return intent


def tell_session(world: World, intent: Json) -> None:
    """The page that the debit was agreed to on hears how it ended."""
    session = world.store.find("checkout.session", intent.get("_session"))
    if session is None:
        return
    if intent["status"] == "succeeded":
        session["payment_status"] = "paid"
        world.save(session)
        world.events.emit("checkout.session.async_payment_succeeded", session)
    else:
        world.events.emit("checkout.session.async_payment_failed", session)


def recall(world: World, intent_id: str) -> Json:
    """The payer's bank takes back what it had paid. Raises ApiError when it cannot."""
    intent = world.store.get("payment_intent", intent_id)
    charge = world.store.get("charge", intent["latest_charge"])
    if not charges.is_debit(charge) or charge["status"] != "succeeded":
        raise ApiError("Only a debit that succeeded can be recalled.")
    if charge["amount_refunded"] or charge["disputed"]:
        raise ApiError("A debit that was refunded or disputed cannot be recalled.")
    charging.book(world, charge["id"])
    brought = world.store.get("balance_transaction", charge["balance_transaction"])
    taken = movements.of_failed_debit(charge, brought, world.clock.now())
    before = {
        name: charge[name]
        for name in (
            "failure_balance_transaction",
            "failure_code",
            "failure_message",
            "paid",
            "status",
        )
    }
    charges.mark_failed(charge, RECALLED)
    charge["failure_balance_transaction"] = taken["id"]
    world.save(taken)
    world.save(charge)
    world.events.emit("charge.failed", charge)
    world.events.emit("charge.updated", charge, before)
    _fail(world, intent, charge)
    return charge


def _mandate(world: World, intent: Json, account: Account, method: Json) -> str:
    known = method.get("_mandate")
    if known is None:
        now = world.clock.now()
        known = world.save(new_mandate(intent, account, method["id"], now, world.base))["id"]
        method["_mandate"] = known
    return str(known)


def _fail(world: World, intent: Json, charge: Json) -> None:
    intents.fail_debit(intent, charge)
    world.save(intent)
    world.events.emit("payment_intent.payment_failed", intent)
