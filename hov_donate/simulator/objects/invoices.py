"""Invoices, their one line, and the payments made towards them."""

from typing import Any

from hov_donate.simulator import money
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.subscriptions import item_of

Json = dict[str, Any]

DRAFT_FOR = 3600


def new_invoice(
    subscription: Json, customer: Json, now: int, *, reason: str, since: int, product: str
) -> Json:
    """For the period that begins now. `since` is when the last one began: so Stripe counts it."""
    key = new_id("in")
    line = _line(key, subscription, product)
    amount = line["amount"]
    return _defaults() | {
        "id": key,
        "amount_due": amount,
        "amount_remaining": amount,
        "automatically_finalizes_at": now + DRAFT_FOR,
        "billing_reason": reason,
        "created": now,
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "lines": {
            "object": "list",
            "data": [line],
            "has_more": False,
            "total_count": 1,
            "url": f"/v1/invoices/{key}/lines",
        },
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(subscription["metadata"]),
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        "period_end": now,
        "period_start": since,
        "subtotal": amount,
        "subtotal_excluding_tax": amount,
        "total": amount,
        "total_excluding_tax": amount,
        "_subscription": subscription["id"],
        "_intent": None,
        "_failures": 0,
    }


def _line(invoice: str, subscription: Json, product: str) -> Json:
    item = item_of(subscription)
    price, quantity = item["price"], item["quantity"]
    amount = price["unit_amount"] * quantity
    shown = money.shown(price["unit_amount"], price["currency"])
    return {
        "id": new_id("il"),
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": f"{quantity} × {product} (at {shown} / {price['recurring']['interval']})",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice,
        "livemode": False,
        "metadata": dict(subscription["metadata"]),
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": subscription["id"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
        "period": {"end": item["current_period_end"], "start": item["current_period_start"]},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": quantity,
        "subtotal": amount,
        "taxes": [],
    }


def _defaults() -> Json:
    return {
        "object": "invoice",
        "account_country": "GB",
        "account_name": "Simulator — no real money",
        "account_tax_ids": None,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "collection_method": "charge_automatically",
        "custom_fields": None,
        "customer_account": None,
        "customer_address": None,
        "customer_phone": None,
        "customer_shipping": None,
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": 0,
        "statement_descriptor": None,
        "status": "draft",
        "status_details": None,
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "test_clock": None,
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": None,
    }


def finalize(invoice: Json, customer: Json, metadata: Json, base: str, now: int) -> None:
    """From now on it is owed and never changes; the customer's numbers run on."""
    details = invoice["parent"]["subscription_details"] | {"metadata": dict(metadata)}
    address = f"{base}/invoice/{invoice['id']}"
    invoice |= {
        "status": "open",
        "automatically_finalizes_at": None,
        "effective_at": now,
        "ending_balance": 0,
        "hosted_invoice_url": address,
        "invoice_pdf": f"{address}/pdf",
        "number": f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04}",
        "parent": invoice["parent"] | {"subscription_details": details},
        "webhooks_delivered_at": now,
    }
    customer["next_invoice_sequence"] += 1
    _passed(invoice, "finalized_at", now)


def pay(invoice: Json, now: int) -> None:
    """All of it came."""
    invoice |= {
        "status": "paid",
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "attempted": True,
        "attempt_count": invoice["attempt_count"] or 1,
        "auto_advance": False,
        "next_payment_attempt": None,
    }
    _passed(invoice, "paid_at", now)


def void(invoice: Json, now: int) -> None:
    """Nobody owes it any more."""
    _close(invoice, "void")
    _passed(invoice, "voided_at", now)


def give_up(invoice: Json, now: int, why: str) -> None:
    """It is owed, but nobody expects it to be paid."""
    _close(invoice, "uncollectible")
    invoice["status_details"] = {"uncollectible": {"reason": why}}
    _passed(invoice, "marked_uncollectible_at", now)


def _close(invoice: Json, status: str) -> None:
    invoice |= {
        "status": status,
        "auto_advance": False,
        "automatically_finalizes_at": None,
        "next_payment_attempt": None,
    }


def _passed(invoice: Json, name: str, now: int) -> None:
    invoice["status_transitions"] = invoice["status_transitions"] | {name: now}


def new_invoice_payment(invoice: Json, intent: Json, now: int) -> Json:
    """The way an invoice is to be paid."""
    return {
        "id": new_id("inpay"),
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "created": now,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": False,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
        "_payment_intent": intent["id"],
    }


def settle_payment(payment: Json, now: int) -> None:
    """The money came this way."""
    payment |= {
        "status": "paid",
        "amount_paid": payment["amount_requested"],
        "status_transitions": {"canceled_at": None, "paid_at": now},
    }
