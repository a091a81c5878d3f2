"""Stripe's objects as it states them, whole, for gift number so-and-so of a benchmark.

Shapes: docs.stripe.com/api. Every field that Stripe sends is there, because reading them is part of
the work. `NUMBER` and `REFERENCE` stand where each gift has its own.
"""

import json
from functools import cache
from typing import Any

from hov_donate.core.references import ALPHABET, check_character

Json = dict[str, Any]

NUMBER = "@NUMBER@"
REFERENCE = "@REFERENCE@"
CREATED = 1_790_000_000
AMOUNT = 2000
FEE = 60
RATE = 0.85
PAGE = 100
# What the lists are made of: every fifth gift is in another currency, every 33rd row a refund.
FOREIGN_EVERY = 5
REFUND_EVERY = 33


def reference_of(number: int) -> str:
    """The reference of a gift: the number in the alphabet's digits, and its check character."""
    body = ""
    for _ in range(7):
        number, digit = divmod(number, len(ALPHABET))
        body = ALPHABET[digit] + body
    return body + check_character(body)


def checkout_session(installation: str) -> Json:
    """A paid session, its payment expanded as far as the service asks for it."""
    stamp = {"reference": REFERENCE, "installation": installation}
    names = (
        "after_expiration client_secret collected_information consent consent_collection "
        "currency_conversion customer customer_account discounts invoice origin_context "
        "payment_link permissions phone_number_collection recovered_from return_url setup_intent "
        "shipping_address_collection shipping_cost subscription ui_mode url wallet_options"
    )
    return {
        **dict.fromkeys(names.split()),
        "id": f"cs_test_bench{NUMBER}",
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "allow_promotion_codes": None,
        "amount_subtotal": AMOUNT,
        "amount_total": AMOUNT,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": "http://127.0.0.1:8000/en/gift/a-signed-token-of-some-length",
        "client_reference_id": REFERENCE,
        "created": CREATED,
        "currency": "gbp",
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer_creation": "if_required",
        "customer_details": {
            "address": {**dict.fromkeys(("city", "line1", "line2", "state")), "country": "GB"},
            "email": "donor@example.org",
            "name": "A Donor",
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
        "customer_email": "donor@example.org",
        "expires_at": CREATED + 3600,
        "invoice_creation": {"enabled": False, "invoice_data": {"metadata": {}}},
        "livemode": False,
        "locale": "en",
        "metadata": {**stamp, "attempt": "1"},
        "mode": "payment",
        "payment_intent": payment_intent(installation),
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": {"id": "pmc_bench", "parent": None},
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "paid",
        "saved_payment_method_options": None,
        "shipping_options": [],
        "status": "complete",
        "submit_type": "donate",
        "success_url": "http://127.0.0.1:8000/en/gift/a-signed-token-of-some-length",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    }


def payment_intent(installation: str) -> Json:
    """A payment that succeeded, with its charge and the charge's movement."""
    names = (
        "application application_fee_amount automatic_payment_methods canceled_at "
        "cancellation_reason customer last_payment_error next_action on_behalf_of "
        "processing receipt_email review setup_future_usage shipping source "
        "statement_descriptor statement_descriptor_suffix transfer_data transfer_group"
    )
    source = charge(foreign=False)
    return {
        **dict.fromkeys(names.split()),
        "id": f"pi_bench{NUMBER}",
        "object": "payment_intent",
        "amount": AMOUNT,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": AMOUNT,
        "capture_method": "automatic_async",
        "client_secret": f"pi_bench{NUMBER}_secret_of_nobody",
        "confirmation_method": "automatic",
        "created": CREATED,
        "currency": "gbp",
        "description": f"Gift {REFERENCE}",
        "latest_charge": source | {"balance_transaction": movement(source, foreign=False)},
        "livemode": False,
        "metadata": {"reference": REFERENCE, "installation": installation},
        "payment_method": f"pm_bench{NUMBER}",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "status": "succeeded",
    }


def charge(*, foreign: bool) -> Json:
    """A card's charge."""
    names = (
        "application application_fee application_fee_amount customer failure_balance_transaction "
        "failure_code failure_message on_behalf_of order receipt_email receipt_number review "
        "shipping source source_transfer statement_descriptor statement_descriptor_suffix "
        "transfer_data transfer_group"
    )
    return {
        **dict.fromkeys(names.split()),
        "id": f"ch_bench{NUMBER}",
        "object": "charge",
        "amount": AMOUNT,
        "amount_captured": AMOUNT,
        "amount_refunded": 0,
        "balance_transaction": f"txn_bench{NUMBER}",
        "billing_details": {
            "address": dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state")),
            "email": "donor@example.org",
            "name": "A Donor",
            "phone": None,
            "tax_id": None,
        },
        "calculated_statement_descriptor": "A GIFT",
        "captured": True,
        "created": CREATED,
        "currency": "eur" if foreign else "gbp",
        "description": f"Gift {REFERENCE}",
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": {"reference": REFERENCE},
        "outcome": {
            "advice_code": None,
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "risk_score": 12,
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
        "paid": True,
        "payment_intent": f"pi_bench{NUMBER}",
        "payment_method": f"pm_bench{NUMBER}",
        "payment_method_details": {"card": _card(), "type": "card"},
        "radar_options": {},
        "receipt_url": "https://pay.stripe.com/receipts/payment/a-long-token-for-nobody",
        "refunded": False,
        "status": "succeeded",
    }


def _card() -> Json:
    names = "incremental_authorization installments mandate network_token three_d_secure wallet"
    checks = ("address_line1_check", "address_postal_code_check")
    return {
        **dict.fromkeys(names.split()),
        "amount_authorized": AMOUNT,
        "authorization_code": "123456",
        "brand": "visa",
        "checks": {**dict.fromkeys(checks), "cvc_check": "pass"},
        "country": "GB",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": "Xt5EWLLDS7FJjR1c",
        "funding": "credit",
        "last4": "4242",
        "multicapture": {"status": "unavailable"},
        "network": "visa",
        "network_transaction_id": "104557651805572",
        "overcapture": {"maximum_amount_capturable": AMOUNT, "status": "unavailable"},
        "regulated_status": "unregulated",
    }


def refund() -> Json:
    """A refund of a tenth of the gift."""
    return {
        "id": f"re_bench{NUMBER}",
        "object": "refund",
        "amount": AMOUNT // 10,
        "balance_transaction": f"txn_bench{NUMBER}",
        "charge": f"ch_bench{NUMBER}",
        "created": CREATED,
        "currency": "gbp",
        "destination_details": {
            "card": {
                "reference": "1234567890",
                "reference_status": "available",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        "metadata": {},
        "payment_intent": f"pi_bench{NUMBER}",
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def movement(source: Json, *, foreign: bool) -> Json:
    """What a charge or a refund did to the balance."""
    back = source["object"] == "refund"
    given = -source["amount"] if back else source["amount"]
    gross = round(given * RATE) if foreign else given
    fee = 0 if back else FEE
    return {
        "id": f"txn_bench{NUMBER}",
        "object": "balance_transaction",
        "amount": gross,
        "available_on": CREATED + 4 * 86_400,
        "balance_type": "payments",
        "created": CREATED,
        "currency": "gbp",
        "description": f"Gift {REFERENCE}",
        "exchange_rate": RATE if foreign else None,
        "fee": fee,
        "fee_details": [] if back else [_fee()],
        "net": gross - fee,
        "reporting_category": source["object"],
        "source": source["id"],
        "status": "pending",
        "type": source["object"],
    }


def _fee() -> Json:
    return {
        "amount": FEE,
        "application": None,
        "currency": "gbp",
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }


@cache
def _row(*, foreign: bool, back: bool) -> str:
    source = refund() if back else charge(foreign=foreign)
    return json.dumps(movement(source, foreign=foreign) | {"source": source}, indent=2)


def listed_movement(number: int) -> str:
    """A row of the list of balance transactions, its source expanded; its gift is `number`."""
    back = number % REFUND_EVERY == 0
    row = _row(foreign=number % FOREIGN_EVERY == 0 and not back, back=back)
    moment = f'"created": {CREATED - number * 60}'
    return (
        row.replace(NUMBER, str(number))
        .replace(REFERENCE, reference_of(number))
        .replace(f'"created": {CREATED}', moment)
    )


def event(number: str) -> Json:
    """An event about a paid session, which Stripe sends with nothing expanded."""
    changed = checkout_session("an-installation") | {"payment_intent": f"pi_bench{NUMBER}"}
    return filled(
        {
            "id": f"evt_bench{NUMBER}",
            "object": "event",
            "api_version": "2026-01-28.preview",
            "created": CREATED,
            "data": {"object": changed},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": "checkout.session.completed",
        },
        number,
    )


def filled(shape: Json, number: str) -> Json:
    """A shape with its gift's number, which nobody needs to look up."""
    done: Json = json.loads(json.dumps(shape).replace(NUMBER, number))
    return done
