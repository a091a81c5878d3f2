"""PaymentIntents."""

from typing import Any

from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.accounts import CARD
from hov_donate.simulator.objects.cards import DECLINES

Json = dict[str, Any]

CARD_OPTIONS = {
    "installments": None,
    "mandate_options": None,
    "network": None,
    "request_three_d_secure": "automatic",
}


def new_intent(amount: int, currency: str, asked: Json, now: int) -> Json:
    """An attempt to be paid; `asked` is what the session's maker wanted it to carry."""
    key = new_id("pi")
    kinds = list(asked.get("payment_method_types", [CARD]))
    return {
        "id": key,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": new_id(f"{key}_secret"),
        "confirmation_method": "automatic",
        "created": now,
        "currency": currency,
        "customer": asked.get("customer"),
        "customer_account": None,
        "description": asked.get("description"),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": dict(asked.get("metadata") or {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {
            kind: dict(CARD_OPTIONS) if kind == CARD else {} for kind in kinds
        },
        "payment_method_types": kinds,
        "payment_record": None,
        "processing": None,
        "receipt_email": asked.get("receipt_email"),
        "review": None,
        "setup_future_usage": asked.get("setup_future_usage"),
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": asked.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def ask_for_authentication(intent: Json, *, method: str, url: str, back: str | None) -> None:
    """The payer must prove at the bank who they are."""
    intent |= {
        "status": "requires_action",
        "payment_method": method,
        "next_action": {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": url, "return_url": back},
        },
    }


def succeed(intent: Json, charge: Json) -> None:
    """The money is ours."""
    intent |= {
        "status": "succeeded",
        "amount_received": charge["amount"],
        "customer": charge["customer"],
        "latest_charge": charge["id"],
        "payment_method": charge["payment_method"],
        "next_action": None,
        "last_payment_error": None,
    }


def fail(intent: Json, decline: str, charge: Json | None) -> None:
    """The card was declined, or the payer could not prove who they are."""
    code, message = DECLINES[decline]
    error = {
        "code": code,
        "doc_url": f"https://docs.stripe.com/error-codes/{code.replace('_', '-')}",
        "message": message,
        "type": "card_error",
    }
    if charge:
        error |= {"charge": charge["id"], "decline_code": decline}
        intent["latest_charge"] = charge["id"]
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_payment_error": error,
    }


def process(intent: Json, charge: Json) -> None:
    """The payer's bank was asked; its answer takes days."""
    intent |= {
        "status": "processing",
        "customer": charge["customer"],
        "latest_charge": charge["id"],
        "payment_method": charge["payment_method"],
        "last_payment_error": None,
    }


def fail_debit(intent: Json, charge: Json) -> None:
    """The payer's bank did not pay, or took back what it had paid."""
    code = "payment_intent_payment_attempt_failed"
    intent |= {
        "status": "requires_payment_method",
        "amount_received": 0,
        "payment_method": None,
        "last_payment_error": {
            "charge": charge["id"],
            "code": code,
            "decline_code": charge["failure_code"],
            "doc_url": f"https://docs.stripe.com/error-codes/{code.replace('_', '-')}",
            "message": charge["failure_message"],
            "type": "invalid_request_error",
        },
    }


def cancel(intent: Json, reason: str, now: int) -> None:
    """Nobody will pay it."""
    intent |= {
        "status": "canceled",
        "canceled_at": now,
        "cancellation_reason": reason,
        "next_action": None,
    }
