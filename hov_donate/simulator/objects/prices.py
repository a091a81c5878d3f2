"""Products, and the prices at which they are sold."""

from collections.abc import Mapping
from typing import Any

from hov_donate.simulator.ids import new_id

Json = dict[str, Any]


def new_product(given: Mapping[str, Any], now: int) -> Json:
    """What is paid for. One made for a checkout page is not offered elsewhere."""
    return {
        "id": new_id("prod"),
        "object": "product",
        "active": False,
        "created": now,
        "default_price": None,
        "description": given.get("description"),
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": dict(given.get("metadata") or {}),
        "name": given["name"],
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "type": "service",
        "unit_label": None,
        "updated": now,
        "url": None,
    }


def new_price(given: Mapping[str, Any], product: str, now: int) -> Json:
    """So much, once or for each period."""
    recurring = given.get("recurring")
    return {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": given["currency"],
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product,
        "recurring": _recurring(recurring) if recurring else None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": given["unit_amount"],
        "unit_amount_decimal": str(given["unit_amount"]),
    }


def plan_of(price: Json) -> Json:
    """The price in the form that it had before there were prices."""
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": price["recurring"]["interval"],
        "interval_count": price["recurring"]["interval_count"],
        "livemode": False,
        "metadata": {},
        "meter": None,
        "nickname": None,
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _recurring(given: Mapping[str, Any]) -> Json:
    return {
        "interval": given["interval"],
        "interval_count": 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
