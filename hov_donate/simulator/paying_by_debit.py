"""A payer at the checkout page who gives leave to debit a bank account."""

from typing import Any

from hov_donate.simulator import debits, paying
from hov_donate.simulator.billing import subscribing
from hov_donate.simulator.charging import Payer
from hov_donate.simulator.objects import sessions
from hov_donate.simulator.objects.accounts import Account
from hov_donate.simulator.outcomes import NotPayableError, Outcome
from hov_donate.simulator.world import World

Json = dict[str, Any]

PROCESSING, UNPAID = "processing", "unpaid"


def pay(world: World, session_id: str, account: Account, payer: Payer) -> Outcome:
    """Someone gave leave. Raises NotPayableError when the session does not take it."""
    session = paying.open_session(world, session_id)
    if account.scheme not in session["payment_method_types"]:
        raise NotPayableError(f"{session_id} does not take {account.scheme}")
    payer = Payer(session["customer_email"] or payer.email, payer.name)
    intent = paying.intent_of(world, session)
    if session["customer_creation"] == "always":
        paying.make_customer(world, intent, payer)
    if session["mode"] == "subscription":
        subscribing.begin_by_debit(world, session, intent, account, payer)
    else:
        debits.begin(world, intent, account, payer)
        _complete(world, session, intent, payer)
    return Outcome(PROCESSING, intent["id"], paying.way_back(session))


def _complete(world: World, session: Json, intent: Json, payer: Payer) -> None:
    sessions.complete(
        session,
        email=payer.email,
        name=payer.name,
        customer=intent["customer"],
        payment_status=UNPAID,
    )
    world.save(session)
    world.events.emit("checkout.session.completed", session)
