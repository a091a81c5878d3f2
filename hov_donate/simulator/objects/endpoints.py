"""Webhook endpoints, and the account they belong to."""

from collections.abc import Mapping
from typing import Any

from hov_donate.simulator.ids import new_id
from hov_donate.simulator.version import API_VERSION

Json = dict[str, Any]


def new_endpoint(params: Mapping[str, Any], secret: str, now: int) -> Json:
    """An address that is told of events. Secrets are ours: each signs until its time is over."""
    return {
        "id": new_id("we"),
        "object": "webhook_endpoint",
        "api_version": API_VERSION,
        "application": None,
        "created": now,
        "description": params.get("description"),
        "enabled_events": list(params["enabled_events"]),
        "livemode": False,
        "metadata": dict(params.get("metadata") or {}),
        "status": "enabled",
        "url": params["url"],
        "_secrets": [{"secret": secret, "until": None}],
    }


def account(settlement: str) -> Json:
    """The account behind every key of the simulator."""
    return {
        "id": "acct_simulator",
        "object": "account",
        "business_profile": {"name": "Simulator — no real money", "url": None, "mcc": None},
        "business_type": "non_profit",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": "GB",
        "created": 1_700_000_000,
        "default_currency": settlement,
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "branding": {
                "icon": None,
                "logo": None,
                "primary_color": None,
                "secondary_color": None,
            },
            "card_payments": {
                "statement_descriptor_prefix": None,
                "statement_descriptor_prefix_kana": None,
                "statement_descriptor_prefix_kanji": None,
            },
            "dashboard": {"display_name": "Simulator — no real money", "timezone": "Etc/UTC"},
            "payments": {
                "statement_descriptor": "SIMULATOR",
                "statement_descriptor_kana": None,
                "statement_descriptor_kanji": None,
            },
        },
        "type": "standard",
    }
