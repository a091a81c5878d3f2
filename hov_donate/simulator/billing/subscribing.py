"""The first instalment on the checkout page: everything that it brings into the world."""

from typing import Any

from hov_donate.simulator import charging
from hov_donate.simulator.billing import collecting, invoicing, renewing, standing
from hov_donate.simulator.charging import Payer
from hov_donate.simulator.objects import methods, sessions, subscriptions
from hov_donate.simulator.objects.accounts import Account
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.world import World

Json = dict[str, Any]


def begin(world: World, session: Json, intent: Json, charge: Json, card: Card) -> None:
    """The charge went through: customer, subscription and invoice are made, and told in order."""
    now = world.clock.now()
    billing = charge["billing_details"]
    payer = Payer(billing["email"], billing["name"])
    method = methods.new_method(
        card, intent["customer"], vars(payer), now, key=charge["payment_method"]
    )
    subscription, invoice = _owe(world, session, intent, method)
    charging.take(world, intent, charge, at_once=card.behaviour.available_at_once)
    _complete(world, session, invoice, payer)
    collecting.settle(world, invoice)
    renewing.renew_later(world, subscription)


def begin_by_debit(
    world: World, session: Json, intent: Json, account: Account, payer: Payer
) -> None:
    """The subscription is active while the bank is asked for the first instalment."""
    now = world.clock.now()
    method = methods.new_account(account, intent["customer"], vars(payer), now)
    subscription, invoice = _owe(world, session, intent, method)
    intent["setup_future_usage"] = "off_session"
    invoice["attempt_count"] = 1
    collecting.debit(world, invoice, intent, method)
    _complete(world, session, invoice, payer, payment_status="unpaid")
    standing.set_status(world, subscription, "active")
    renewing.renew_later(world, subscription)


def _owe(world: World, session: Json, intent: Json, method: Json) -> tuple[Json, Json]:
    """The subscription and its first invoice, which the intent is to pay."""
    customer = world.store.get("customer", intent["customer"])
    customer["currency"] = session["currency"]
    world.save(method)
    world.events.emit("payment_method.attached", method)
    subscription = _subscription(world, session, customer, method)
    now = world.clock.now()
    invoice = invoicing.draft(world, subscription, reason=invoicing.CREATE, since=now)
    world.save(subscription)
    world.events.emit("invoice.created", invoice)
    world.events.emit("customer.subscription.created", subscription)
    invoicing.finalize(world, invoice, intent)
    return subscription, invoice


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


def _complete(
    world: World, session: Json, invoice: Json, payer: Payer, payment_status: str = "paid"
) -> None:
    sessions.complete(
        session,
        email=payer.email,
        name=payer.name,
        customer=invoice["customer"],
        payment_status=payment_status,
    )
    session |= {"subscription": invoice["_subscription"], "invoice": invoice["id"]}
    world.save(session)
    world.events.emit("checkout.session.completed", session)
