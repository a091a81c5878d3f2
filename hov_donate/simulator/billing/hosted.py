"""A payer at an invoice's own page, or at the bank because of one."""

from typing import Any

from hov_donate.simulator import charging
from hov_donate.simulator.billing import collecting
from hov_donate.simulator.charging import Payer
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.outcomes import (
    MUST_AUTHENTICATE,
    PAID,
    NotPayableError,
    Outcome,
    declined,
)
from hov_donate.simulator.world import World

Json = dict[str, Any]

PAYABLE = ("open", "uncollectible")


def pay(world: World, invoice_id: str, card: Card) -> Outcome:
    """Someone pays with this card, which is not kept. Raises NotPayableError when none is due."""
    invoice = world.store.find("invoice", invoice_id)
    if invoice is None or invoice["status"] not in PAYABLE:
        raise NotPayableError(f"{invoice_id} is not to be paid")
    intent = world.store.get("payment_intent", invoice["_intent"])
    if intent["status"] == "processing":
        raise NotPayableError(f"{invoice_id} is being debited")
    method = new_id("pm")
    if card.behaviour.three_d_secure:
        url = collecting.ask_for_authentication(world, invoice, intent, card, method)
        return Outcome(MUST_AUTHENTICATE, intent["id"], url)
    return _charge(world, invoice, intent, card, method)


def authenticate(world: World, invoice_id: str, *, approve: bool) -> Outcome:
    """The payer came back from the bank. Raises NotPayableError when nobody was sent there."""
    invoice = world.store.get("invoice", invoice_id)
    intent = world.store.get("payment_intent", invoice["_intent"])
    if intent["status"] != "requires_action" or invoice["status"] not in PAYABLE:
        raise NotPayableError(f"{invoice_id} does not wait for authentication")
    attempt = intent.pop("_attempt")
    if not approve:
        charging.fail(world, intent, "authentication_failure", None)
        world.events.emit("invoice.payment_failed", invoice)
        return declined(intent["id"], "authentication_failure", charged=False)
    card = Card(attempt["number"], attempt["exp_month"], attempt["exp_year"])
    return _charge(world, invoice, intent, card, intent["payment_method"])


def _charge(world: World, invoice: Json, intent: Json, card: Card, method: str) -> Outcome:
    intent.pop("_attempt", None)
    payer = Payer(invoice["customer_email"], invoice["customer_name"])
    charge = charging.new_charge(world, intent, card, payer, method)
    decline = card.decline_at(world.clock.now())
    if decline:
        charging.refuse(world, intent, charge, decline)
        world.events.emit("invoice.payment_failed", invoice)
        return declined(intent["id"], decline)
    charging.take(world, intent, charge, at_once=card.behaviour.available_at_once)
    collecting.settle(world, invoice)
    return Outcome(PAID, intent["id"], invoice["hosted_invoice_url"])
