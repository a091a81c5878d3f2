"""The first instalment on the checkout page: everything that it brings into the world."""

from typing import Any

from hov_donate.simulator import charging
from hov_donate.simulator.billing import collecting, invoicing, renewing
from hov_donate.simulator.charging import Payer
from hov_donate.simulator.objects import methods, sessions, subscriptions
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.world import World

Json = dict[str, Any]


def begin(world: World, session: Json, intent: Json, charge: Json, card: Card) -> None:
    """The charge went through: customer, subscription and invoice are made, and told in order."""
    now = world.clock.now()
    billing = charge["billing_details"]
    payer = Payer(billing["email"], billing["name"])
    customer = world.store.get("customer", intent["customer"])
    customer["currency"] = session["currency"]
    method = methods.new_method(
        card, customer["id"], vars(payer), now, key=charge["payment_method"]
    )
    world.save(method)
    world.events.emit("payment_method.attached", method)
    subscription = _subscription(world, session, customer, method)
    invoice = invoicing.draft(world, subscription, reason=invoicing.CREATE, since=now)
    world.save(subscription)
    world.events.emit("invoice.created", invoice)
    world.events.emit("customer.subscription.created", subscription)
    invoicing.finalize(world, invoice, intent)
    charging.take(world, intent, charge, at_once=card.behaviour.available_at_once)
    _complete(world, session, invoice, payer)
    collecting.settle(world, invoice)
    renewing.renew_later(world, subscription)


def _subscription(world: World, session: Json, customer: Json, method: Json) -> Json:
    now, line = world.clock.now(), session["_line_items"][0]
    item = subscriptions.new_item(line["price"], line["quantity"], now)
    return subscriptions.new_subscription(
        customer["id"],
        method["id"],
        item,
        now,
        asked=session["_subscription"],
        currency=session["currency"],
    )


def _complete(world: World, session: Json, invoice: Json, payer: Payer) -> None:
    customer = invoice["customer"]
    sessions.complete(session, email=payer.email, name=payer.name, customer=customer)
    session |= {"subscription": invoice["_subscription"], "invoice": invoice["id"]}
    world.save(session)
    world.events.emit("checkout.session.completed", session)
