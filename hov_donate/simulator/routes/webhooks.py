"""/v1/events and /v1/webhook_endpoints."""

from typing import Any

from hov_donate.simulator import expand, lists
from hov_donate.simulator.clock import DAY
from hov_donate.simulator.errors import ApiError, missing
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.endpoints import new_endpoint
from hov_donate.simulator.routes.route import Call, Route, listing, reading
from hov_donate.simulator.schema import (
    PAGING,
    READING,
    Schema,
    flag,
    metadata,
    one_of,
    required,
    span,
    text,
    texts,
)
from hov_donate.simulator.version import API_VERSION

Json = dict[str, Any]

# docs.stripe.com/api/events/list
REMEMBERED, MOST_TYPES = 30 * DAY, 20
ENDPOINTS = "/v1/webhook_endpoints"
CREATING: Schema = {
    "api_version": one_of(API_VERSION),
    "description": text,
    "enabled_events": texts,
    "expand": texts,
    "metadata": metadata,
    "url": text,
}
UPDATING: Schema = {
    "description": text,
    "disabled": flag,
    "enabled_events": texts,
    "expand": texts,
    "metadata": metadata,
    "url": text,
}
LISTING: Schema = {
    **PAGING,
    "created": span,
    "delivery_success": flag,
    "type": text,
    "types": texts,
}


def list_events(call: Call) -> Json:
    """Events of the last 30 days, newest first."""
    params = call.params
    wanted = _wanted_types(params)
    delivered = params.get("delivery_success")
    since = call.world.clock.now() - REMEMBERED

    def matches(row: Json) -> bool:
        arrived = row["pending_webhooks"] == 0
        known = row["created"] >= since
        return known and (not wanted or row["type"] in wanted) and delivered in (None, arrived)

    asked: Json = params.get("created", {})
    within = params | {"created": asked | {"gte": max(since, asked.get("gte", 0))}}
    rows, more = lists.page(call.world.store, "event", within, matches)
    branches = expand.tree(params.get("expand", ()))
    return call.world.renderer().listed(rows, call.path, branches, more=more)


def _wanted_types(params: Json) -> set[str]:
    if "type" in params and "types" in params:
        raise ApiError("You may only specify one of these parameters: type, types.", param="types")
    types: list[str] = params.get("types", [])
    if len(types) > MOST_TYPES:
        raise ApiError(f"You may name at most {MOST_TYPES} types.", param="types")
    return {*types, *([params["type"]] if "type" in params else [])}


def read_event(call: Call) -> Json:
    """One event, unless it is too old."""
    event = call.found("event", "event")
    if event["created"] < call.world.clock.now() - REMEMBERED:
        raise missing("event", call.key)
    return call.shown(event)


def create(call: Call) -> Json:
    """Add an endpoint; its secret is told this once."""
    required(call.params, "url", "enabled_events")
    if not call.params["url"].startswith(("http://", "https://")):
        raise ApiError("Invalid URL", code="url_invalid", param="url")
    secret = new_id("whsec")
    endpoint = new_endpoint(call.params, secret, call.world.clock.now())
    call.world.save(endpoint)
    return call.shown(endpoint) | {"secret": secret}


def update(call: Call) -> Json:
    """Change an endpoint, switch it off or on."""
    endpoint = call.found("webhook_endpoint", "webhook endpoint")
    given = {name: value for name, value in call.params.items() if name != "expand"}
    if "disabled" in given:
        given["status"] = "disabled" if given.pop("disabled") else "enabled"
    endpoint |= given
    call.world.save(endpoint)
    return call.shown(endpoint)


ROUTES = [
    Route("GET", "/v1/events", list_events, LISTING),
    Route("GET", "/v1/events/<key>", read_event, READING),
    Route("POST", ENDPOINTS, create, CREATING),
    listing(ENDPOINTS, "webhook_endpoint", spans=()),
    reading(ENDPOINTS, "webhook_endpoint", "webhook endpoint"),
    Route("POST", f"{ENDPOINTS}/<key>", update, UPDATING),
]
