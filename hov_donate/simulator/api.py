"""The API over HTTP: keys, parameters, failures asked for, idempotency, then the handler."""

import base64
import binascii
import json
import time
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from hov_donate.simulator import faults, forms, passing, schema
from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.events import Cause
from hov_donate.simulator.idempotency import fingerprint
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.routes import (
    balance,
    checkout,
    customers,
    disputes,
    invoices,
    payments,
    portal,
    subscriptions,
    webhooks,
)
from hov_donate.simulator.routes.route import Call, Route
from hov_donate.simulator.version import API_VERSION
from hov_donate.simulator.world import World

ROUTES = [
    *checkout.ROUTES,
    *customers.ROUTES,
    *payments.ROUTES,
    *disputes.ROUTES,
    *balance.ROUTES,
    *subscriptions.ROUTES,
    *invoices.ROUTES,
    *portal.ROUTES,
    *webhooks.ROUTES,
]
KEYS = ("sk_test_", "rk_test_")
# Put into the environment of a request whose answer is not to arrive; see serve.
DROPPED = "simulator.dropped"
LONGEST_BODY = 1 << 20


def blueprint(world: World) -> Blueprint:
    """Every route."""
    found = Blueprint("api", __name__)
    for place, route in enumerate(ROUTES):
        found.add_url_rule(
            route.path, f"route_{place}", _view(world, route), methods=[route.method]
        )
    return found


def unknown_address() -> Response:
    """What an address under /v1 that does not exist answers."""
    message = f"Unrecognized request URL ({request.method}: {request.path})."
    error = ApiError(message, status=404)
    return _response(404, json.dumps(error.envelope()), new_id("req"))


def _view(world: World, route: Route) -> Callable[..., Response]:
    def view(key: str = "") -> Response:
        request_id = new_id("req")
        try:
            return _answered(world, route, key, request_id)
        except ApiError as error:
            return _response(error.status, json.dumps(error.envelope()), request_id)

    return view


def _answered(world: World, route: Route, key: str, request_id: str) -> Response:
    _check_caller()
    given = forms.parse(_sent())
    kept_as = request.headers.get("Idempotency-Key", "") if route.method == "POST" else ""
    if not kept_as:
        status, body = _struck(world, lambda: _handled(world, route, key, given, Cause(request_id)))
        return _response(status, body, request_id)
    with world.idempotency.held(kept_as):
        cause = Cause(request_id, kept_as)
        mark = fingerprint(request.path, given)
        with world.store.lock:
            kept = world.idempotency.replay(kept_as, mark)
        if kept is not None:
            return _response(*kept, request_id, replayed=True)
        status, body = _struck(world, lambda: _handled(world, route, key, given, cause, mark))
        return _response(status, body, request_id)


def _struck(world: World, handle: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    """The answer, unless someone asked for a failure."""
    fault = world.faults.take(request.path)
    if fault is None:
        return handle()
    error = faults.answer(fault.kind)
    if error is not None:
        raise error
    if fault.kind == "timeout":
        time.sleep(fault.seconds)
    answer = handle() if fault.kind == "lost_reply" else (500, "")
    request.environ[DROPPED] = True
    return answer


def _handled(
    world: World, route: Route, key: str, given: dict[str, Any], cause: Cause, mark: str = ""
) -> tuple[int, str]:
    """Status and body; kept under the idempotency key once work had begun."""
    params = schema.checked(given, route.schema)
    with world.changing():
        passing.catch_up(world)
        world.events.cause = cause
        status, kept = 200, bool(mark)
        try:
            reply = route.handler(Call(world, request.path, params, key))
        except ApiError as error:
            if not error.executed:
                raise
            status, reply = error.status, error.envelope()
        body = json.dumps(reply)
        if kept and cause.key:
            world.idempotency.keep(cause.key, mark, status, body)
    return status, body


def _sent() -> str:
    if request.method in {"GET", "DELETE"}:
        return request.query_string.decode("utf-8", "replace")
    if (request.content_length or 0) > LONGEST_BODY:
        raise ApiError("Request body too large", status=413)
    try:
        return request.get_data(cache=False).decode()
    except UnicodeDecodeError as error:
        raise ApiError("Invalid request body: not UTF-8") from error


def _check_caller() -> None:
    key = _given_key()
    if not key:
        message = (
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth."
        )
        raise ApiError(message, status=401)
    if not key.startswith(KEYS):
        raise ApiError(f"Invalid API Key provided: {key[:8]}****", status=401)
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise ApiError(f"The simulator speaks {API_VERSION} only, not {version}.")


def _given_key() -> str:
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(rest).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _response(status: int, body: str, request_id: str, *, replayed: bool = False) -> Response:
    response = Response(f"{body}\n", status, content_type="application/json")
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = API_VERSION
    if replayed:
        response.headers["Idempotent-Replayed"] = "true"
    if status == 409:
        response.headers["Stripe-Should-Retry"] = "true"
    return response


def broken(error: Exception) -> Response:
    """Even a mistake of the simulator is answered in Stripe's envelope."""
    status = error.code or 500 if isinstance(error, HTTPException) else 500
    kind = "api_error" if status >= 500 else "invalid_request_error"
    envelope = ApiError(f"The simulator failed: {error}", status=status, kind=kind).envelope()
    return _response(status, json.dumps(envelope), new_id("req"))
