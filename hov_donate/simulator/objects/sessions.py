"""Checkout Sessions and their line items."""

from collections.abc import Mapping
from typing import Any

from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects import accounts
from hov_donate.simulator.objects.prices import new_price

Json = dict[str, Any]


FIRST_INSTALMENT = {"description": "Subscription creation", "setup_future_usage": "off_session"}


def new_session(params: Mapping[str, Any], items: list[Json], base: str, now: int) -> Json:
    """A page to pay on, not yet paid: no PaymentIntent and no customer of its own."""
    key = new_id("cs_test")
    total = sum(item["amount_total"] for item in items)
    kinds, recurring = ways_to_pay(params, items), params["mode"] == "subscription"
    return {
        **_plain(params, now),
        "id": key,
        "adaptive_pricing": {"enabled": params.get("adaptive_pricing", {}).get("enabled", False)},
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": total,
        "amount_total": total,
        "currency": items[0]["currency"],
        "payment_method_options": _options(kinds),
        "payment_method_types": kinds,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "url": f"{base}/pay/{key}",
        "_line_items": items,
        "_intent": params.get("payment_intent_data", FIRST_INSTALMENT if recurring else {}),
        "_payment": None,
        "_subscription": params.get("subscription_data", {}),
    }


def ways_to_pay(params: Mapping[str, Any], items: list[Json]) -> list[str]:
    """What the page offers: what was allowed, as far as the currency and the amount have it."""
    total = sum(item["amount_total"] for item in items)
    return accounts.eligible(
        params.get("allowed_payment_method_types"),
        params.get("excluded_payment_method_types", ()),
        items[0]["currency"],
        total,
    )


def _options(kinds: list[str]) -> Json:
    card = {"request_three_d_secure": "automatic"}
    return {kind: dict(card) if kind == accounts.CARD else {} for kind in kinds}


def _plain(params: Mapping[str, Any], now: int) -> Json:
    return _asked(params) | {
        "object": "checkout.session",
        "after_expiration": None,
        "allow_promotion_codes": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": now,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer_account": None,
        "discounts": [],
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "redirect_on_completion": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "subscription": None,
        "ui_mode": "hosted_page",
        "wallet_options": None,
    }


def _asked(params: Mapping[str, Any]) -> Json:
    email = params.get("customer_email")
    return {
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "customer": params.get("customer"),
        "customer_creation": _customer_creation(params),
        "customer_details": _details(email, None) if email else None,
        "customer_email": email,
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "expires_at": params["expires_at"],
        "locale": params.get("locale"),
        "metadata": dict(params.get("metadata") or {}),
        "mode": params["mode"],
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
    }


def _customer_creation(params: Mapping[str, Any]) -> str | None:
    """Whoever subscribes becomes a customer."""
    if params["mode"] == "payment":
        return str(params.get("customer_creation", "if_required"))
    return None if "customer" in params else "always"


def new_line_item(given: Mapping[str, Any], product: str, now: int) -> Json:
    """One thing to pay for, with the price made for it."""
    price, quantity = given["price_data"], given.get("quantity", 1)
    amount = price["unit_amount"] * quantity
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "metadata": {},
        "price": new_price(price, product, now),
        "quantity": quantity,
    }


def complete(
    session: Json,
    *,
    email: str | None,
    name: str | None,
    customer: str | None,
    payment_status: str = "paid",
) -> None:
    """The payer is done: the page is gone, their details are known. Debits are not paid yet."""
    session |= {
        "status": "complete",
        "payment_status": payment_status,
        "url": None,
        "customer": session["customer"] or customer,
        "customer_details": _details(email, name),
    }


def expire(session: Json) -> None:
    """Nobody can pay on it any more."""
    session |= {"status": "expired", "url": None}


def _details(email: str | None, name: str | None) -> Json:
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
    }
