"""A payer at the checkout page: every way a card payment can go."""

from typing import Any

from hov_donate.simulator import charging
from hov_donate.simulator.billing import subscribing
from hov_donate.simulator.charging import Payer
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects import intents, sessions
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.objects.customers import new_customer
from hov_donate.simulator.outcomes import (
    MUST_AUTHENTICATE,
    PAID,
    NotPayableError,
    Outcome,
    declined,
)
from hov_donate.simulator.world import World

Json = dict[str, Any]


def pay(world: World, session_id: str, card: Card, payer: Payer) -> Outcome:
    """Someone pressed the button. Raises NotPayableError when the session is not open."""
    session = open_session(world, session_id)
    intent = intent_of(world, session)
    email = session["customer_email"] or payer.email
    intent["_attempt"] = {**vars(card), "email": email, "name": payer.name}
    if card.behaviour.three_d_secure:
        return _ask_for_authentication(world, session, intent)
    return _charge(world, session, intent)


def authenticate(world: World, intent_id: str, *, approve: bool) -> Outcome:
    """The payer came back from the bank. Raises NotPayableError when nobody was sent there."""
    intent = world.store.find("payment_intent", intent_id)
    if intent is None or intent["status"] != "requires_action":
        raise NotPayableError(f"{intent_id} does not wait for authentication")
    session = session_of(world, intent_id)
    if approve:
        return _charge(world, session, intent)
    intent.pop("_attempt")
    charging.fail(world, intent, "authentication_failure", None)
    return declined(intent_id, "authentication_failure", charged=False)


def open_session(world: World, session_id: str) -> Json:
    """A session that waits for a payer. Raises NotPayableError when it does not."""
    session = world.store.find("checkout.session", session_id)
    if session is None or session["status"] != "open":
        raise NotPayableError(f"{session_id} is not open")
    return session


def session_of(world: World, intent_id: str) -> Json:
    """The session that a payment belongs to."""
    intent = world.store.get("payment_intent", intent_id)
    return world.store.get("checkout.session", intent["_session"])


def way_back(session: Json) -> str:
    """The success address with the session's id filled in."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def intent_of(world: World, session: Json) -> Json:
    """The session's PaymentIntent; made when someone first tries to pay."""
    known = world.store.find("payment_intent", session["_payment"])
    if known is not None:
        return known
    kinds = session["payment_method_types"]
    asked = {
        **session["_intent"],
        "customer": session["customer"],
        "payment_method_types": kinds,
    }
    now = world.clock.now()
    intent = intents.new_intent(session["amount_total"], session["currency"], asked, now)
    intent["_session"] = session["id"]
    world.save(intent)
    session["_payment"] = intent["id"]
    if session["mode"] == "payment":
        session["payment_intent"] = intent["id"]
    world.save(session)
    world.events.emit("payment_intent.created", intent)
    return intent


def _ask_for_authentication(world: World, session: Json, intent: Json) -> Outcome:
    url = f"{world.base}/3ds/{intent['id']}"
    back = way_back(session)
    attempt, method = intent["_attempt"], new_id("pm")
    card = Card(attempt["number"], attempt["exp_month"], attempt["exp_year"])
    payer = Payer(attempt["email"], attempt["name"])
    charging.note_method(world, intent, card, payer, method)
    intents.ask_for_authentication(intent, method=method, url=url, back=back)
    world.save(intent)
    world.events.emit("payment_intent.requires_action", intent)
    return Outcome(MUST_AUTHENTICATE, intent["id"], url)


def _charge(world: World, session: Json, intent: Json) -> Outcome:
    attempt = intent.pop("_attempt")
    card = Card(attempt["number"], attempt["exp_month"], attempt["exp_year"])
    payer = Payer(attempt["email"], attempt["name"])
    decline = card.behaviour.decline
    if decline is None and session["customer_creation"] == "always":
        make_customer(world, intent, payer)
    method = intent["payment_method"] or new_id("pm")
    charge = charging.new_charge(world, intent, card, payer, method)
    if decline:
        charging.refuse(world, intent, charge, decline)
        return declined(intent["id"], decline)
    if session["mode"] == "subscription":
        subscribing.begin(world, session, intent, charge, card)
        return Outcome(PAID, intent["id"], way_back(session))
    charging.take(world, intent, charge, at_once=card.behaviour.available_at_once)
    sessions.complete(session, email=payer.email, name=payer.name, customer=intent["customer"])
    world.save(session)
    world.events.emit("checkout.session.completed", session)
    return Outcome(PAID, intent["id"], way_back(session))


def make_customer(world: World, intent: Json, payer: Payer) -> None:
    """The payer becomes a customer, unless they are one."""
    if intent["customer"] is None:
        customer = new_customer(vars(payer), world.clock.now())
        intent["customer"] = customer["id"]
        world.save(customer)
        world.events.emit("customer.created", customer)
