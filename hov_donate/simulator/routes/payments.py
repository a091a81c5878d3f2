"""/v1/payment_intents, /v1/charges and /v1/refunds."""

from typing import Any

from hov_donate.simulator import refunding
from hov_donate.simulator.routes.route import Call, Route, listing, reading
from hov_donate.simulator.schema import Schema, integer, metadata, one_of, text, texts

REFUNDING: Schema = {
    "amount": integer,
    "charge": text,
    "expand": texts,
    "metadata": metadata,
    "payment_intent": text,
    "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
}


def refund(call: Call) -> dict[str, Any]:
    """Give money back."""
    return call.shown(refunding.refund(call.world, call.params))


ROUTES = [
    listing("/v1/payment_intents", "payment_intent", "customer"),
    reading("/v1/payment_intents", "payment_intent", "payment_intent"),
    listing("/v1/charges", "charge", "customer", "payment_intent"),
    reading("/v1/charges", "charge", "charge"),
    Route("POST", "/v1/refunds", refund, REFUNDING),
    listing("/v1/refunds", "refund", "charge", "payment_intent"),
    reading("/v1/refunds", "refund", "refund"),
    reading("/v1/mandates", "mandate", "mandate"),
]
