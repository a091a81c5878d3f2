"""Visits to the customer portal."""

from collections.abc import Mapping
from typing import Any

from hov_donate.simulator.ids import new_id

Json = dict[str, Any]


def new_portal(params: Mapping[str, Any], base: str, now: int) -> Json:
    """A customer's own page, for a short while."""
    key = new_id("bps")
    flow = params.get("flow_data")
    return {
        "id": key,
        "object": "billing_portal.session",
        "after_expiration": None,
        "configuration": "bpc_simulator",
        "created": now,
        "customer": params["customer"],
        "customer_account": None,
        "flow": _flow(flow) if flow else None,
        "livemode": False,
        "locale": params.get("locale"),
        "on_behalf_of": None,
        "return_url": params.get("return_url"),
        "url": f"{base}/portal/{key}",
    }


def _flow(given: Mapping[str, Any]) -> Json:
    after = given.get("after_completion", {"type": "portal_homepage"})
    cancel = given.get("subscription_cancel")
    return {
        "after_completion": {
            "hosted_confirmation": None,
            "redirect": after.get("redirect"),
            "type": after.get("type", "portal_homepage"),
        },
        "customer_update": None,
        "subscription_cancel": cancel | {"retention": None} if cancel else None,
        "subscription_pause": None,
        "subscription_update": None,
        "subscription_update_confirm": None,
        "type": given["type"],
    }
