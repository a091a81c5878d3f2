"""The home page and /_sim/: the control verbs for people and for programs on this machine."""

import ipaddress
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from hov_donate.simulator import money
from hov_donate.simulator.control import TABLES, VERBS, Control
from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.outcomes import NotPayableError
from hov_donate.simulator.pages import policy
from hov_donate.simulator.world import World

TOKEN_HEADER = "X-Simulator-Token"  # noqa: S105 - a header's name
LATEST = 8
# What the home page lists: pages, what the verbs act on, and what was told of it.
PAGES, HAPPENED = ("checkout.session", "subscription", "invoice"), ("event", "_delivery")
MONEY = ("payment_intent", "refund", "dispute", "payout")
FLAGS = {
    "approve_3ds",
    "bad_signature",
    "hold",
    "inquiry",
    "needs",
    "prevented",
    "reorder",
    "wait",
}
FRACTIONS = {"delay", "drop", "duplicate", "rate", "seconds", "timeout", "within"}
WHOLE = {"amount", "countering", "n", "paid_after", "reconciled_after", "seed", "times"}
WORDS = {"days", "drop_types", "kinds"}


@dataclass
class Console:
    """Guards the control verbs: only from this machine, only with the token."""

    world: World
    control: Control
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def blueprint(self) -> Blueprint:
        """The addresses."""
        found = Blueprint("console", __name__)
        found.add_url_rule("/", "home", self.home)
        found.add_url_rule("/_sim/<verb>", "verb", self.verb, methods=["POST"])
        return found

    def home(self) -> ResponseReturnValue:
        """What is there, and forms to change it."""
        store = self.world.store
        with store.lock:
            counts = {kind: len(store.table(kind).rows) for kind in TABLES}
            latest = {
                kind: [dict(row) for row in islice(store.table(kind).newest_first(), LATEST)]
                for kind in (*PAGES, *MONEY, *HAPPENED)
            }
        html = render_template(
            "simulator/home.html",
            counts=counts,
            latest=latest,
            money=MONEY,
            now=self.control.now(),
            shown=money.shown,
            policy=self.world.deliveries.policy,
            token=self.token if _is_near() else "",
        )
        response = make_response(html)
        response.headers["Content-Security-Policy"] = policy()
        return response

    def verb(self, verb: str) -> ResponseReturnValue:
        """Do it, and answer JSON; a form is sent back to the home page."""
        arguments = _arguments()
        given = request.headers.get(TOKEN_HEADER) or str(arguments.pop("token", ""))
        if not _is_near() or not secrets.compare_digest(given.encode(), self.token.encode()):
            return _refused(403, "the token is wrong, or you are on another machine")
        if verb not in VERBS:
            return _refused(404, f"a verb is one of {', '.join(sorted(VERBS))}")
        do: Callable[..., Any] = getattr(self.control, verb)
        try:
            result = do(**arguments)
        except (TypeError, ValueError, LookupError, NotPayableError, ApiError) as error:
            return _refused(400, str(error))
        return jsonify(result=result) if request.is_json else redirect("/", 303)


def _refused(status: int, message: str) -> Response:
    body = json.dumps({"error": {"message": message}})
    return Response(f"{body}\n", status, content_type="application/json")


def _is_near() -> bool:
    """The caller is on this machine and called it by a name that no other site could have."""
    host = urlsplit(f"//{request.host}").hostname or ""
    try:
        caller = ipaddress.ip_address(request.remote_addr or "")
        named = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
    return caller.is_loopback and named


def _arguments() -> dict[str, Any]:
    if request.is_json:
        found = request.get_json(silent=True)
        return found if isinstance(found, dict) else {}
    form = {name: value for name, value in request.form.items() if value}
    return {name: _typed(name, value) for name, value in form.items()}


def _typed(name: str, value: str) -> Any:
    if name in FLAGS:
        return value == "true"
    if name in FRACTIONS:
        return float(value)
    if name in WHOLE:
        return int(value)
    return value.split() if name in WORDS else value
