"""What the simulator takes is what the pinned library can send."""

from importlib import import_module

import pytest
from stripe import RequestOptions

from hov_donate.simulator.api import ROUTES
from hov_donate.simulator.objects.disputes import FILES, TEXTS
from hov_donate.simulator.routes.route import Route

VERBS = {
    ("GET", False): "list",
    ("POST", False): "create",
    ("GET", True): "retrieve",
    ("POST", True): "update",
    ("DELETE", True): "delete",
}
# Addresses whose names in the library do not follow from them.
NAMED = {
    "GET /v1/balance": "_balance_retrieve_params",
    "GET /v1/account": "_account_retrieve_current_params",
    "GET /v1/checkout/sessions/<key>/line_items": "checkout._session_line_item_list_params",
    "DELETE /v1/subscriptions/<key>": "_subscription_cancel_params",
}


def module_of(route: Route) -> str:
    """Where the library declares the parameters of an address."""
    known = NAMED.get(f"{route.method} {route.path}")
    if known:
        return known
    *folders, last = route.path.removeprefix("/v1/").split("/")
    verb = VERBS[route.method, last == "<key>"]
    if last == "<key>":
        *folders, last = folders
    elif folders[-1:] == ["<key>"]:
        *folders, last, verb = (*folders[:-1], last)
    return ".".join((*folders, f"_{last.removesuffix('s')}_{verb}_params"))


def declared(module: str, name: str = "") -> set[str]:
    """The keys of a TypedDict of the library."""
    stem = module.rpartition(".")[2].strip("_")
    name = name or "".join(part.capitalize() for part in stem.split("_"))
    found = getattr(import_module(f"stripe.params.{module}"), name)
    return set(found.__annotations__) - set(RequestOptions.__annotations__)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_parameter_is_one_that_the_library_declares(route: Route) -> None:
    assert set(route.schema) <= declared(module_of(route))


def test_every_piece_of_evidence_is_one_that_the_library_declares() -> None:
    known = declared("_dispute_update_params", "DisputeUpdateParamsEvidence")
    assert {*TEXTS, *FILES} == known - {"appeal", "enhanced_evidence"}
