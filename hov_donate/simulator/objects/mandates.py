"""Mandates: a payer's leave to debit their account."""

from typing import Any

from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.accounts import BACS, Account

Json = dict[str, Any]


def new_mandate(intent: Json, account: Account, method: str, now: int, base: str) -> Json:
    """Leave for this payment, or for all to come when the method is kept for later."""
    key = new_id("mandate")
    for_later = intent["setup_future_usage"] == "off_session"
    return {
        "id": key,
        "object": "mandate",
        "customer_acceptance": {
            "accepted_at": now,
            "online": {"ip_address": "127.0.0.1", "user_agent": "Simulator"},
            "type": "online",
        },
        "livemode": False,
        "multi_use": {} if for_later else None,
        "payment_method": method,
        "payment_method_details": _details(account, key, base),
        "single_use": None if for_later else _amount(intent),
        "status": "active",
        "type": "multi_use" if for_later else "single_use",
    }


def _amount(intent: Json) -> Json:
    return {"amount": intent["amount"], "currency": intent["currency"]}


def _details(account: Account, key: str, base: str) -> Json:
    reference = key[-12:].upper()
    found: Json = {"reference": reference, "url": f"{base}/mandate/{key}"}
    if account.scheme == BACS:
        found |= {"network_status": "accepted", "revocation_reason": None}
    return {account.scheme: found, "type": account.scheme}
