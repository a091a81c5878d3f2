"""/v1/invoices and /v1/invoice_payments; what an invoice names: products, prices, cards."""

from typing import Any

from hov_donate.simulator import expand, lists
from hov_donate.simulator.routes.route import Call, Route, listing, reading
from hov_donate.simulator.schema import PAGING, Schema, nested, one_of, required, span, text

Json = dict[str, Any]

INVOICES, PAYMENTS = "/v1/invoices", "/v1/invoice_payments"
LISTING: Schema = {
    **PAGING,
    "created": span,
    "invoice": text,
    "payment": nested({"type": one_of("payment_intent"), "payment_intent": text}),
    "status": one_of("canceled", "open", "paid"),
}


def list_payments(call: Call) -> Json:
    """Which invoice a payment was for, and the reverse."""
    params = dict(call.params)
    if "payment" in params:
        asked = params.pop("payment")
        required(asked, "type", "payment_intent")
        params["_payment_intent"] = asked["payment_intent"]
    matches = lists.equal_to(params, "invoice", "status", "_payment_intent")
    rows, more = lists.page(call.world.store, "invoice_payment", params, matches)
    branches = expand.tree(params.get("expand", ()))
    return call.world.renderer().listed(rows, call.path, branches, more=more)


ROUTES = [
    listing(INVOICES, "invoice", "customer", "status", subscription="_subscription"),
    reading(INVOICES, "invoice", "invoice"),
    Route("GET", PAYMENTS, list_payments, LISTING),
    reading(PAYMENTS, "invoice_payment", "invoice_payment"),
    reading("/v1/payment_methods", "payment_method", "PaymentMethod"),
    reading("/v1/prices", "price", "price"),
    reading("/v1/products", "product", "product"),
]
