"""A payer at the checkout page: every way a card payment can go."""

from dataclasses import dataclass
from typing import Any

from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects import charges, intents, movements, sessions
from hov_donate.simulator.objects.cards import DECLINES, Card
from hov_donate.simulator.objects.customers import new_customer
from hov_donate.simulator.world import World

Json = dict[str, Any]

PAID, DECLINED, MUST_AUTHENTICATE = "paid", "declined", "requires_action"


class NotPayableError(Exception):
    """The session or payment is not waiting for a payer."""


@dataclass(frozen=True)
class Outcome:
    """What the payer meets next: `url` leads there."""

    status: str
    payment_intent: str
    url: str | None = None
    decline_code: str | None = None
    message: str | None = None


@dataclass(frozen=True)
class Payer:
    """What else was typed."""

    email: str | None = None
    name: str | None = None


def pay(world: World, session_id: str, card: Card, payer: Payer) -> Outcome:
    """Someone pressed the button. Raises NotPayableError when the session is not open."""
    session = world.store.find("checkout.session", session_id)
    if session is None or session["status"] != "open":
        raise NotPayableError(f"{session_id} is not open")
    intent = _intent_of(world, session)
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
    return _declined(world, intent, "authentication_failure", None)


def session_of(world: World, intent_id: str) -> Json:
    """The session that a payment belongs to."""
    (session,) = world.store.table("checkout.session").having("payment_intent", intent_id)
    return session


def way_back(session: Json) -> str:
    """The success address with the session's id filled in."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _intent_of(world: World, session: Json) -> Json:
    """The session's PaymentIntent; made when someone first tries to pay."""
    known = world.store.find("payment_intent", session["payment_intent"])
    if known is not None:
        return known
    asked = {**session["_intent"], "customer": session["customer"]}
    now = world.clock.now()
    intent = intents.new_intent(session["amount_total"], session["currency"], asked, now)
    world.save(intent)
    session["payment_intent"] = intent["id"]
    world.save(session)
    world.events.emit("payment_intent.created", intent)
    return intent


def _ask_for_authentication(world: World, session: Json, intent: Json) -> Outcome:
    url = f"{world.base}/3ds/{intent['id']}"
    back = way_back(session)
    intents.ask_for_authentication(intent, method=new_id("pm"), url=url, back=back)
    world.save(intent)
    world.events.emit("payment_intent.requires_action", intent)
    return Outcome(MUST_AUTHENTICATE, intent["id"], url)


def _charge(world: World, session: Json, intent: Json) -> Outcome:
    attempt = intent.pop("_attempt")
    card = Card(attempt["number"], attempt["exp_month"], attempt["exp_year"])
    payer = Payer(attempt["email"], attempt["name"])
    decline = card.behaviour.decline
    if decline is None and session["customer_creation"] == "always":
        _make_customer(world, intent, payer)
    charge = _new_charge(world, intent, card, payer)
    if decline:
        charges.mark_declined(charge, decline)
        world.save(charge)
        world.events.emit("charge.failed", charge)
        return _declined(world, intent, decline, charge)
    take(world, intent, charge, at_once=card.behaviour.available_at_once)
    sessions.complete(session, email=payer.email, name=payer.name, customer=intent["customer"])
    world.save(session)
    world.events.emit("checkout.session.completed", session)
    return Outcome(PAID, intent["id"], way_back(session))


def _new_charge(world: World, intent: Json, card: Card, payer: Payer) -> Json:
    billing = {"email": payer.email, "name": payer.name}
    method = intent["payment_method"] or new_id("pm")
    now = world.clock.now()
    return charges.new_charge(intent, card, now, billing=billing, method=method)


def take(world: World, intent: Json, charge: Json, *, at_once: bool = False) -> None:
    """The charge succeeded: the balance grows and the intent is done."""
    movement = movements.of_charge(charge, world.settlement, world.clock.now(), at_once=at_once)
    charge["balance_transaction"] = movement["id"]
    charge["receipt_url"] = f"{world.base}/receipt/{charge['id']}"
    intents.succeed(intent, charge)
    for row in (movement, charge, intent):
        world.save(row)
    world.events.emit("charge.succeeded", charge)
    world.events.emit("payment_intent.succeeded", intent)


def _make_customer(world: World, intent: Json, payer: Payer) -> None:
    if intent["customer"] is None:
        customer = new_customer(vars(payer), world.clock.now())
        intent["customer"] = customer["id"]
        world.save(customer)
        world.events.emit("customer.created", customer)


def _declined(world: World, intent: Json, decline: str, charge: Json | None) -> Outcome:
    intents.fail(intent, decline, charge)
    world.save(intent)
    world.events.emit("payment_intent.payment_failed", intent)
    code, message = DECLINES[decline]
    return Outcome(DECLINED, intent["id"], None, decline if charge else code, message)
