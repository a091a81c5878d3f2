"""/v1/checkout/sessions."""

from typing import Any
from urllib.parse import urlsplit

from hov_donate.simulator import expand, money, passing
from hov_donate.simulator.clock import DAY
from hov_donate.simulator.errors import ApiError, missing, refused_late
from hov_donate.simulator.objects import sessions
from hov_donate.simulator.objects.prices import new_product
from hov_donate.simulator.routes.route import Call, Route, listing, reading
from hov_donate.simulator.schema import (
    PAGING,
    READING,
    Schema,
    flag,
    integer,
    many,
    metadata,
    nested,
    one_of,
    required,
    text,
    texts,
)
from hov_donate.simulator.timetable import EXPIRE

Json = dict[str, Any]

PATH = "/v1/checkout/sessions"
SHORTEST, LONGEST = 30 * 60, DAY
# The caller's clock and the way to us take a moment.
GRACE = 60

ONLY_FOR_PAYMENT = ("payment_intent_data", "customer_creation")
LOCALES = [
    "auto",
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "en-GB",
    "es",
    "es-419",
    "et",
    "fi",
    "fil",
    "fr",
    "fr-CA",
    "hi-IN",
    "hr",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "lt",
    "lv",
    "ms",
    "mt",
    "nb",
    "nl",
    "pl",
    "pt",
    "pt-BR",
    "ro",
    "ru",
    "sk",
    "sl",
    "sv",
    "th",
    "tr",
    "vi",
    "zh",
    "zh-HK",
    "zh-TW",
]

LINE_ITEM: Schema = {
    "quantity": integer,
    "price_data": nested(
        {
            "currency": text,
            "unit_amount": integer,
            "product_data": nested({"name": text, "description": text, "metadata": metadata}),
            "recurring": nested({"interval": one_of("month", "year")}),
        }
    ),
}
INTENT_DATA: Schema = {
    "description": text,
    "metadata": metadata,
    "receipt_email": text,
    "statement_descriptor_suffix": text,
}
SUBSCRIPTION_DATA: Schema = {"description": text, "metadata": metadata}
CREATING: Schema = {
    "adaptive_pricing": nested({"enabled": flag}),
    "allowed_payment_method_types": texts,
    "automatic_tax": nested({"enabled": one_of("false")}),
    "billing_address_collection": one_of("auto", "required"),
    "cancel_url": text,
    "client_reference_id": text,
    "currency": text,
    "customer": text,
    "customer_creation": one_of("always", "if_required"),
    "customer_email": text,
    "excluded_payment_method_types": texts,
    "expand": texts,
    "expires_at": integer,
    "line_items": many(LINE_ITEM),
    "locale": one_of(*LOCALES),
    "metadata": metadata,
    "mode": one_of("payment", "subscription"),
    "payment_intent_data": nested(INTENT_DATA),
    "submit_type": one_of("auto", "book", "donate", "pay", "subscribe"),
    "subscription_data": nested(SUBSCRIPTION_DATA),
    "success_url": text,
    "ui_mode": one_of("hosted_page"),
}


def create(call: Call) -> Json:
    """Open a page to pay on."""
    world, params, now = call.world, call.params, call.world.clock.now()
    required(params, "mode", "line_items", "success_url")
    params["expires_at"] = _expiry(call, now)
    _check_addresses(params)
    _check_expiry(params["expires_at"], now)
    _check_mode(params)
    _check_payer(call)
    products = [
        new_product(_checked_item(call, item)["price_data"]["product_data"], now)
        for item in params["line_items"]
    ]
    items = [
        sessions.new_line_item(item, product["id"], now)
        for item, product in zip(params["line_items"], products, strict=True)
    ]
    _check_total(items, world.settlement)
    if not sessions.ways_to_pay(params, items):
        raise ApiError("No valid payment method types for this Checkout Session.")
    session = sessions.new_session(params, items, world.base, now)
    reply = call.shown(session)
    for row in (*products, *(item["price"] for item in items), session):
        world.save(row)
    world.timetable.add(session["expires_at"], EXPIRE, session["id"])
    return reply


def expire(call: Call) -> Json:
    """Close a page before its time."""
    session = call.found("checkout.session", "checkout.session")
    if session["status"] != "open":
        raise refused_late(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
    passing.expire(call.world, session["id"])
    return call.shown(session)


def line_items(call: Call) -> Json:
    """What is paid for."""
    session = call.found("checkout.session", "checkout.session")
    branches = expand.tree(call.params.get("expand", ()))
    return call.world.renderer().listed(session["_line_items"], call.path, branches, more=False)


def _check_addresses(params: Json) -> None:
    for name in ("success_url", "cancel_url"):
        if name in params and urlsplit(params[name]).scheme not in {"http", "https"}:
            raise ApiError("Not a valid URL", code="url_invalid", param=name)


def _expiry(call: Call, now: int) -> int:
    """When the page closes. Once this clock was moved on, callers still reckon by real time."""
    asked: int = call.params.get("expires_at", now + LONGEST)
    return call.world.clock.by_this_clock(asked) if asked < now + SHORTEST - GRACE else asked


def _check_expiry(expires_at: int, now: int) -> None:
    if expires_at < now + SHORTEST - GRACE:
        message = (
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        )
        raise ApiError(message, param="expires_at")
    if expires_at > now + LONGEST + GRACE:
        message = (
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        )
        raise ApiError(message, param="expires_at")


def _check_payer(call: Call) -> None:
    params = call.params
    if "customer" in params:
        if "customer_email" in params or "customer_creation" in params:
            message = "You may only specify one of these parameters: customer, customer_email."
            raise ApiError(message, param="customer")
        found = call.world.store.find("customer", params["customer"])
        if found is None or "_deleted" in found:
            raise missing("customer", params["customer"], "customer")


def _check_mode(params: Json) -> None:
    """Each mode has parameters that the other refuses."""
    recurring = params["mode"] == "subscription"
    for name in ONLY_FOR_PAYMENT if recurring else ("subscription_data",):
        if name in params:
            raise ApiError(f"You can not pass `{name}` in `{params['mode']}` mode.", param=name)
    if recurring and params.get("submit_type", "auto") not in ("auto", "subscribe"):
        message = "`submit_type` can not be used in `subscription` mode."
        raise ApiError(message, param="submit_type")
    for item in params["line_items"]:
        if ("recurring" in item.get("price_data", {})) != recurring:
            raise ApiError(
                "You must provide at least one recurring price in `subscription` mode."
                if recurring
                else "You can not use a recurring price in `payment` mode.",
                param="line_items",
            )


def _checked_item(call: Call, item: Json) -> Json:
    required(item, "price_data")
    price = item["price_data"]
    required(price, "currency", "unit_amount", "product_data")
    required(price["product_data"], "name")
    param = "line_items[0][price_data]"
    price["currency"] = money.check_currency(price["currency"], f"{param}[currency]")
    if call.params.get("currency", price["currency"]).lower() != price["currency"]:
        raise ApiError("All line items must have the session's currency.", param="currency")
    if price["unit_amount"] < 0 or item.get("quantity", 1) < 1:
        message = "This value must be greater than or equal to 1."
        raise ApiError(message, code="parameter_invalid_integer", param=f"{param}[unit_amount]")
    return item


def _check_total(items: list[Json], settlement: str) -> None:
    if not items:
        raise ApiError("Missing required param: line_items.", param="line_items")
    if len({item["currency"] for item in items}) > 1:
        raise ApiError("All line items must have the same currency.", param="line_items")
    total = sum(item["amount_total"] for item in items)
    money.check_chargeable(total, items[0]["currency"], settlement, "line_items")


ROUTES = [
    Route("POST", PATH, create, CREATING),
    listing(PATH, "checkout.session", "payment_intent", "subscription", "customer", "status"),
    reading(PATH, "checkout.session", "checkout.session"),
    Route("GET", f"{PATH}/<key>/line_items", line_items, PAGING),
    Route("POST", f"{PATH}/<key>/expire", expire, READING),
]
