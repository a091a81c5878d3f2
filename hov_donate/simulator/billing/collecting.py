"""Collecting an invoice with the card that is kept, and what follows when that fails."""

from typing import Any

from hov_donate.simulator import charging, debits
from hov_donate.simulator.billing import dunning, invoicing, standing
from hov_donate.simulator.charging import Payer
from hov_donate.simulator.objects import intents, invoices
from hov_donate.simulator.objects.accounts import CARD
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.objects.methods import account_of, card_of
from hov_donate.simulator.timetable import RETRY
from hov_donate.simulator.world import World

Json = dict[str, Any]


def finalize(world: World, key: str) -> None:
    """A draft's hour is over: it becomes final, and the card is charged."""
    invoice = world.store.get("invoice", key)
    if invoice["status"] == "draft" and invoice["automatically_finalizes_at"]:
        invoicing.finalize(world, invoice)
        collect(world, invoice)


def retry(world: World, key: str) -> None:
    """The day of another attempt has come, unless the invoice was settled meanwhile."""
    invoice = world.store.get("invoice", key)
    if invoice["status"] == "open" and invoice["next_payment_attempt"] == world.clock.now():
        collect(world, invoice)


def collect(world: World, invoice: Json) -> None:
    """Charge the card, or debit the account, that is kept; nobody is there to be asked."""
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1}
    intent = world.store.get("payment_intent", invoice["_intent"])
    method = kept_method(world, invoice)
    if method is None:
        fail(world, invoice)
        return
    if method["type"] != CARD:
        debit(world, invoice, intent, method)
        return
    card, now = card_of(method), world.clock.now()
    if card.behaviour.always_asks:
        ask_for_authentication(world, invoice, intent, card, method["id"])
        fail(world, invoice, needs_payer=True)
        return
    charge = charging.new_charge(world, intent, card, _payer(invoice), method["id"])
    decline = card.decline_at(now)
    if decline:
        charging.refuse(world, intent, charge, decline)
        fail(world, invoice)
        return
    charging.take(world, intent, charge, at_once=card.behaviour.available_at_once)
    settle(world, invoice)


def debit(world: World, invoice: Json, intent: Json, method: Json) -> None:
    """Ask the bank of the account that is kept. `hear` follows when it answers, days later."""
    invoice |= {"attempted": True, "next_payment_attempt": None}
    world.save(invoice)
    debits.begin(world, intent, account_of(method), _payer(invoice), method)


def hear(world: World, intent: Json) -> None:
    """The bank has answered; an invoice that the debit was for is paid, or is tried again."""
    invoice = world.store.find("invoice", intent.get("_invoice"))
    if invoice is None or invoice["status"] != "open":
        return
    if intent["status"] == "succeeded":
        settle(world, invoice)
    else:
        fail(world, invoice)


def kept_method(world: World, invoice: Json) -> Json | None:
    """The subscription's own card, else the customer's."""
    subscription = standing.subscription_of(world, invoice)
    customer = world.store.get("customer", invoice["customer"])
    default = customer["invoice_settings"]["default_payment_method"]
    key = subscription["default_payment_method"] or default
    return world.store.find("payment_method", key)


def ask_for_authentication(
    world: World, invoice: Json, intent: Json, card: Card, method: str
) -> str:
    """The bank wants to hear from the payer; the address at which it does."""
    payer = _payer(invoice)
    back = invoice["hosted_invoice_url"]
    url = f"{back}/bank"
    charging.note_method(world, intent, card, payer, method)
    intents.ask_for_authentication(intent, method=method, url=url, back=back)
    intent["_attempt"] = {**vars(card), "email": payer.email, "name": payer.name}
    world.save(intent)
    world.events.emit("payment_intent.requires_action", intent)
    return url


def settle(world: World, invoice: Json) -> None:
    """The money came: the invoice is paid, and the subscription in good standing."""
    now = world.clock.now()
    invoices.pay(invoice, now)
    payment = invoicing.payment_of(world, invoice)
    invoices.settle_payment(payment, now)
    for row in (invoice, payment):
        world.save(row)
    world.events.emit("invoice.paid", invoice)
    world.events.emit("invoice.payment_succeeded", invoice)
    world.events.emit("invoice_payment.paid", payment)
    subscription = standing.subscription_of(world, invoice)
    if standing.is_live(subscription) and standing.is_latest(subscription, invoice):
        standing.set_status(world, subscription, "active")


def fail(world: World, invoice: Json, *, needs_payer: bool = False) -> None:
    """An attempt of ours failed: try again some days later, or do what was chosen for the end."""
    now, rules = world.clock.now(), dunning.chosen(world)
    invoice["_failures"] += 1
    following = rules.next_attempt(invoice["_failures"], now)
    invoice["next_payment_attempt"] = following
    world.save(invoice)
    world.events.emit("invoice.payment_failed", invoice)
    if needs_payer:
        world.events.emit("invoice.payment_action_required", invoice)
    subscription = standing.subscription_of(world, invoice)
    if standing.is_latest(subscription, invoice) and subscription["status"] == "active":
        standing.set_status(world, subscription, "past_due")
    if following:
        world.timetable.add(following, RETRY, invoice["id"])
    elif standing.is_live(subscription):
        _finish(world, subscription, rules.then)


def _finish(world: World, subscription: Json, then: str) -> None:
    if then == dunning.CANCEL:
        standing.end(world, subscription, "payment_failed")
    elif then == dunning.UNPAID:
        standing.set_status(world, subscription, "unpaid")


def _payer(invoice: Json) -> Payer:
    return Payer(invoice["customer_email"], invoice["customer_name"])
