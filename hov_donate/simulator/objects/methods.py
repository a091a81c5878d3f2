"""Payment methods: cards that are kept, to be charged again."""

from typing import Any

from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.objects.charges import ADDRESS

Json = dict[str, Any]


def new_method(card: Card, customer: str, billing: Json, now: int, key: str | None = None) -> Json:
    """A customer's card. Its number is ours alone, to know how it behaves."""
    return {
        "id": key or new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": {"address": dict(ADDRESS), "phone": None, "tax_id": None} | billing,
        "card": {
            "brand": card.brand,
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": None,
                "cvc_check": "pass",
            },
            "country": "GB",
            "display_brand": card.brand,
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "fingerprint": f"simulated{card.last4}",
            "funding": "credit",
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        "created": now,
        "customer": customer,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
        "_number": card.number,
    }


def card_of(method: Json) -> Card:
    """The card that was kept."""
    shown = method["card"]
    return Card(method["_number"], shown["exp_month"], shown["exp_year"])
