"""Payment methods: cards and bank accounts that are kept, to be charged again."""

from typing import Any

from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.accounts import BACS, CARD, Account
from hov_donate.simulator.objects.cards import Card
from hov_donate.simulator.objects.charges import ADDRESS

Json = dict[str, Any]


def new_method(
    card: Card, customer: str | None, billing: Json, now: int, key: str | None = None
) -> Json:
    """A customer's card. Its number is ours alone, to know how it behaves."""
    shown = {
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
    }
    made = _new(CARD, shown, customer, billing, now)
    return made | {"id": key or made["id"], "_number": card.number}


def new_account(account: Account, customer: str | None, billing: Json, now: int) -> Json:
    """A bank account that someone gave leave to debit."""
    last4 = account.number[-4:]
    shown: Json = {"fingerprint": f"simulated{last4}", "last4": last4}
    if account.scheme == BACS:
        shown |= {"sort_code": account.sort_code}
    else:
        shown |= {"bank_code": account.number[4:9], "branch_code": None, "generated_from": None}
        shown |= {"country": account.number[:2]}
    made = _new(account.scheme, shown, customer, billing, now)
    return made | {"_number": account.number, "_sort_code": account.sort_code}


def _new(kind: str, shown: Json, customer: str | None, billing: Json, now: int) -> Json:
    return {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": {"address": dict(ADDRESS), "phone": None, "tax_id": None} | billing,
        kind: shown,
        "created": now,
        "customer": customer,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
    }


def account_of(method: Json) -> Account:
    """The bank account that may be debited."""
    return Account(method["_number"], method["_sort_code"])


def card_of(method: Json) -> Card:
    """The card that was kept."""
    shown = method["card"]
    return Card(method["_number"], shown["exp_month"], shown["exp_year"])
