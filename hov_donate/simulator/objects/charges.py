"""Charges."""

from typing import Any

from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.cards import DECLINES, Card

Json = dict[str, Any]

ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
DESCRIPTOR = "SIMULATOR"


def new_charge(intent: Json, card: Card, now: int, *, billing: Json, method: str) -> Json:
    """The intent's amount, taken from the card. `billing` has the payer's e-mail and name."""
    suffix = intent["statement_descriptor_suffix"]
    return {
        "id": new_id("ch"),
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
        "payment_method_details": {"card": _card(card, intent["amount"]), "type": "card"},
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
        "_refund": card.behaviour.refund,
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
