"""Charges."""

from typing import Any

from hov_donate.simulator.clock import as_datetime
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.accounts import BACS, CURRENCIES, FAILURES, Account
from hov_donate.simulator.objects.cards import DECLINES, Card

Json = dict[str, Any]

ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
DESCRIPTOR = "SIMULATOR"
# What a bank says when its customer takes a debit back.
DEBIT_COMPLAINT = "debit_not_authorized"


def new_charge(intent: Json, card: Card, now: int, *, billing: Json, method: str) -> Json:
    """The intent's amount, taken from the card. `billing` has the payer's e-mail and name."""
    details = {"card": _card(card, intent["amount"]), "type": "card"}
    charge = _new(intent, new_id("ch"), now, billing=billing, method=method, details=details)
    behaviour = card.behaviour
    return charge | {"_refund": behaviour.refund, "_complaint": behaviour.complaint}


def new_debit(
    intent: Json, account: Account, now: int, *, billing: Json, method: str, mandate: str
) -> Json:
    """The intent's amount, asked of the payer's bank: it takes days to hear of it."""
    ending = account.ending
    details = {account.scheme: _account(account, now, mandate), "type": account.scheme}
    charge = _new(intent, new_id("py"), now, billing=billing, method=method, details=details)
    return charge | {
        "paid": False,
        "status": "pending",
        "_due": now + ending.after,
        "_failure": ending.failure,
        "_refund": "succeeded",
        "_complaint": DEBIT_COMPLAINT if ending.disputed else None,
    }


def _new(intent: Json, key: str, now: int, *, billing: Json, method: str, details: Json) -> Json:
    suffix = intent["statement_descriptor_suffix"]
    return {
        "id": key,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": {"address": dict(ADDRESS), "phone": None, "tax_id": None} | billing,
        "calculated_statement_descriptor": f"{DESCRIPTOR}* {suffix}" if suffix else DESCRIPTOR,
        "captured": True,
        "created": now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": _outcome("approved_by_network", "authorized", "Payment complete."),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": method,
        "payment_method_details": details,
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": suffix,
        "status": "succeeded",
        "transfer": None,
        "transfer_data": None,
        "transfer_group": None,
    }


def mark_declined(charge: Json, decline: str) -> None:
    """The bank said no."""
    code, message = DECLINES[decline]
    outcome = _outcome("declined_by_network", "issuer_declined", "The bank declined the payment.")
    charge |= {
        "amount_captured": 0,
        "captured": False,
        "failure_code": code,
        "failure_message": message,
        "outcome": outcome | {"reason": decline},
        "paid": False,
        "status": "failed",
    }


def mark_failed(charge: Json, failure: str) -> None:
    """The payer's bank did not pay, or took back what it had paid."""
    charge |= {
        "failure_code": failure,
        "failure_message": FAILURES[failure],
        "paid": False,
        "status": "failed",
    }


def is_debit(charge: Json) -> bool:
    """Whether a bank account was debited."""
    return bool(charge["payment_method_details"]["type"] in CURRENCIES)


def refund(charge: Json, amount: int) -> None:
    """So much less is left; a negative amount comes back from a refund that failed."""
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]


def _outcome(network: str, kind: str, message: str) -> Json:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network,
        "reason": None,
        "risk_level": "normal",
        "risk_score": 12,
        "rule": None,
        "seller_message": message,
        "type": kind,
    }


def _card(card: Card, amount: int) -> Json:
    return {
        "amount_authorized": amount,
        "authorization_code": None,
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "GB",
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": f"simulated{card.last4}",
        "funding": "credit",
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card.brand,
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "setup_credential_usage": None,
        "stored_credential_usage": None,
        "three_d_secure": _three_d_secure() if card.behaviour.three_d_secure else None,
        "wallet": None,
    }


def _account(account: Account, now: int, mandate: str) -> Json:
    found = {
        "expected_debit_date": as_datetime(now + account.ending.after).date().isoformat(),
        "fingerprint": f"simulated{account.number[-4:]}",
        "last4": account.number[-4:],
        "mandate": mandate,
    }
    if account.scheme == BACS:
        return found | {"sort_code": account.sort_code}
    return found | {
        "bank_code": account.number[4:9],
        "branch_code": None,
        "country": account.number[:2],
    }


def _three_d_secure() -> Json:
    return {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": None,
        "version": "2.2.0",
    }
