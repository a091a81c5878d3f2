"""Debits of bank accounts: asked for on the page, answered by the bank days later.

Facts: docs.stripe.com/payments/sepa-debit and docs.stripe.com/payments/bacs-debit.
"""

from typing import Any

from hov_donate.simulator import charging, paying
from hov_donate.simulator.charging import Payer
from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects import charges, intents, movements, sessions
from hov_donate.simulator.objects.accounts import Account
from hov_donate.simulator.objects.mandates import new_mandate
from hov_donate.simulator.outcomes import NotPayableError, Outcome
from hov_donate.simulator.timetable import SETTLE_DEBIT
from hov_donate.simulator.world import World

Json = dict[str, Any]

PROCESSING = "processing"
RECALLED = "debit_not_authorized"


def pay(world: World, session_id: str, account: Account, payer: Payer) -> Outcome:
    """Someone gave leave on the page. Raises NotPayableError when the session does not take it."""
    session = paying.open_session(world, session_id)
    if account.scheme not in session["payment_method_types"]:
        raise NotPayableError(f"{session_id} does not take {account.scheme}")
    payer = Payer(session["customer_email"] or payer.email, payer.name)
    intent = paying.intent_of(world, session)
    if session["customer_creation"] == "always":
        paying.make_customer(world, intent, payer)
    begin(world, intent, account, payer)
    sessions.complete(
        session,
        email=payer.email,
        name=payer.name,
        customer=intent["customer"],
        payment_status="unpaid",
    )
    world.save(session)
    world.events.emit("checkout.session.completed", session)
    return Outcome(PROCESSING, intent["id"], paying.way_back(session))


def begin(world: World, intent: Json, account: Account, payer: Payer, method: str = "") -> Json:
    """Ask the payer's bank; the pending charge. `settle` follows when the bank answers."""
    now, method = world.clock.now(), method or new_id("pm")
    mandate = world.save(new_mandate(intent, account, method, now, world.base))
    charge = charges.new_debit(
        intent,
        account,
        now,
        billing={"email": payer.email, "name": payer.name},
        method=method,
        mandate=mandate["id"],
    )
    intents.process(intent, charge)
    world.timetable.add(charge["_due"], SETTLE_DEBIT, charge["id"])
    world.save(charge)
    world.save(intent)
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
    for session in world.store.table("checkout.session").having("payment_intent", intent["id"]):
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


def _fail(world: World, intent: Json, charge: Json) -> None:
    intents.fail_debit(intent, charge)
    world.save(intent)
    world.events.emit("payment_intent.payment_failed", intent)
