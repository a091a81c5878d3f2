"""/v1/subscriptions."""

from typing import Any

from hov_donate.simulator import expand, lists, money
from hov_donate.simulator.billing import changing, standing
from hov_donate.simulator.errors import ApiError, missing
from hov_donate.simulator.objects.subscriptions import ENDED, item_of
from hov_donate.simulator.routes.route import Call, Route, reading
from hov_donate.simulator.schema import (
    PAGING,
    Schema,
    flag,
    integer,
    many,
    metadata,
    nested,
    one_of,
    or_nothing,
    required,
    span,
    text,
    texts,
)

Json = dict[str, Any]

PATH = "/v1/subscriptions"
KIND = "subscription"
STATUSES = (
    "active", "all", "canceled", "ended", "incomplete", "incomplete_expired", "past_due", "paused",
    "trialing", "unpaid",
)  # fmt: skip
FEEDBACK = (
    "customer_service", "low_quality", "missing_features", "other", "switched_service",
    "too_complex", "too_expensive", "unused",
)  # fmt: skip
REASONS: Schema = {"comment": or_nothing(text), "feedback": or_nothing(one_of(*FEEDBACK))}
PRICE: Schema = {
    "currency": text,
    "product": text,
    "recurring": nested({"interval": one_of("month", "year")}),
    "unit_amount": integer,
}
UPDATING: Schema = {
    "cancel_at_period_end": flag,
    "cancellation_details": nested(REASONS),
    "default_payment_method": text,
    "description": or_nothing(text),
    "expand": texts,
    "items": many({"id": text, "price_data": nested(PRICE), "quantity": integer}),
    "metadata": metadata,
    "pause_collection": or_nothing(
        nested(
            {
                "behavior": one_of("keep_as_draft", "mark_uncollectible", "void"),
                "resumes_at": integer,
            }
        )
    ),
    "proration_behavior": one_of("none"),
}
CANCELLING: Schema = {
    "cancellation_details": nested(REASONS),
    "expand": texts,
    "invoice_now": flag,
    "prorate": one_of("false"),
}
LISTING: Schema = {**PAGING, "created": span, "customer": text, "status": one_of(*STATUSES)}


def listing(call: Call) -> Json:
    """Many; the cancelled ones only when asked for."""
    status = call.params.get("status")
    equal = lists.equal_to(call.params, "customer")

    def matches(row: Json) -> bool:
        return _has_status(row, status) and equal(row)

    rows, more = lists.page(call.world.store, KIND, call.params, matches)
    branches = expand.tree(call.params.get("expand", ()))
    return call.world.renderer().listed(rows, call.path, branches, more=more)


def _has_status(row: Json, asked: str | None) -> bool:
    if asked is None:
        return bool(row["status"] != "canceled")
    if asked == "ended":
        return row["status"] in ENDED
    return asked in ("all", row["status"])


def update(call: Call) -> Json:
    """Another price, a pause, an end. Raises ApiError for what cannot be."""
    subscription = call.found(KIND, KIND)
    given = {name: value for name, value in call.params.items() if name != "expand"}
    _check_ended(subscription, given)
    _check_items(call, subscription, given)
    _check_pause(call, given)
    _check_method(call, subscription, given)
    changing.change(call.world, subscription, given)
    return call.shown(subscription)


def cancel(call: Call) -> Json:
    """End it now. One that has ended is not found, as at Stripe."""
    subscription = call.found(KIND, KIND)
    if not standing.is_live(subscription):
        raise missing(KIND, call.key)
    said = call.params.get("cancellation_details", {})
    standing.end(call.world, subscription, changing.REQUESTED, said)
    return call.shown(subscription)


def _check_ended(subscription: Json, given: Json) -> None:
    if not standing.is_live(subscription) and given.keys() - {"cancellation_details", "metadata"}:
        message = "A canceled subscription can only update its cancellation_details and metadata."
        raise ApiError(message)


def _check_items(call: Call, subscription: Json, given: Json) -> None:
    if "items" not in given:
        return
    if len(given["items"]) != 1:
        raise ApiError("The simulator's subscriptions have one item.", param="items")
    (asked,) = given["items"]
    if asked.get("id") != item_of(subscription)["id"]:
        raise missing("subscription item", asked.get("id", ""), "items[0][id]")
    if "price_data" in asked:
        _check_price(call, subscription, asked["price_data"])
        if "proration_behavior" not in given:
            message = "The simulator does not prorate: pass proration_behavior=none."
            raise ApiError(message, param="proration_behavior")


def _check_price(call: Call, subscription: Json, price: Json) -> None:
    where = "items[0][price_data]"
    required(price, "currency", "product", "recurring", "unit_amount")
    required(price["recurring"], "interval")
    price["currency"] = money.check_currency(price["currency"], f"{where}[currency]")
    if price["currency"] != subscription["currency"]:
        message = "The price's currency must be the subscription's currency."
        raise ApiError(message, param=f"{where}[currency]")
    if call.world.store.find("product", price["product"]) is None:
        raise missing("product", price["product"], f"{where}[product]")
    running = item_of(subscription)["price"]["recurring"]["interval"]
    if price["recurring"]["interval"] != running:
        message = "The simulator does not change how long a period is."
        raise ApiError(message, param=f"{where}[recurring]")
    currency, settlement = price["currency"], call.world.settlement
    money.check_chargeable(price["unit_amount"], currency, settlement, f"{where}[unit_amount]")


def _check_pause(call: Call, given: Json) -> None:
    pause = given.get("pause_collection")
    if not pause:
        return
    required(pause, "behavior")
    now, asked = call.world.clock.now(), pause.get("resumes_at")
    if asked is not None and asked <= now:
        pause["resumes_at"] = call.world.clock.by_this_clock(asked)
        if pause["resumes_at"] <= now:
            message = "`resumes_at` must be in the future."
            raise ApiError(message, param="pause_collection[resumes_at]")


def _check_method(call: Call, subscription: Json, given: Json) -> None:
    key = given.get("default_payment_method")
    method = call.world.store.find("payment_method", key)
    if key and (method is None or method["customer"] != subscription["customer"]):
        raise missing("PaymentMethod", key, "default_payment_method")


ROUTES = [
    Route("GET", PATH, listing, LISTING),
    reading(PATH, KIND, KIND),
    Route("POST", f"{PATH}/<key>", update, UPDATING),
    Route("DELETE", f"{PATH}/<key>", cancel, CANCELLING),
]
