"""Subscriptions and their one item."""

from typing import Any

from hov_donate.simulator.calendar import months_of, moved
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.prices import plan_of

Json = dict[str, Any]

ENDED = ("canceled", "incomplete_expired")


def new_subscription(
    customer: str, method: str, item: Json, now: int, *, asked: Json, currency: str
) -> Json:
    """Paid for from now on, period by period; not yet paid."""
    key = new_id("sub")
    return _defaults() | {
        "id": key,
        "billing_cycle_anchor": now,
        "created": now,
        "currency": currency,
        "customer": customer,
        "default_payment_method": method,
        "description": asked.get("description"),
        "items": {
            "object": "list",
            "data": [item | {"subscription": key}],
            "has_more": False,
            "total_count": 1,
            "url": f"/v1/subscription_items?subscription={key}",
        },
        "metadata": dict(asked.get("metadata") or {}),
        "start_date": now,
        "_periods": 1,
    }


def new_item(price: Json, quantity: int, now: int) -> Json:
    """What is paid for, and the period that is running."""
    return {
        "id": new_id("si"),
        "object": "subscription_item",
        "billed_until": None,
        "billing_thresholds": None,
        "created": now,
        "current_period_end": moved(now, months_of(price["recurring"])),
        "current_period_start": now,
        "discounts": [],
        "metadata": {},
        "plan": plan_of(price),
        "price": price,
        "quantity": quantity,
        "subscription": None,
        "tax_rates": [],
    }


def _defaults() -> Json:
    return {
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor_config": None,
        "billing_mode": {
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
            "updated_at": None,
        },
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": _cancellation(),
        "collection_method": "charge_automatically",
        "customer_account": None,
        "days_until_due": None,
        "default_source": None,
        "default_tax_rates": [],
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "latest_invoice": None,
        "livemode": False,
        "managed_payments": None,
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "payment_settings": {
            "payment_method_options": {
                "card": {"network": None, "request_three_d_secure": "automatic"}
            },
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "schedule": None,
        "status": "incomplete",
        "status_details": None,
        "test_clock": None,
        "transfer_data": None,
        "trial_end": None,
        "trial_settings": {
            "end_behavior": {
                "billing_cycle_anchor": None,
                "missing_payment_method": "create_invoice",
            }
        },
        "trial_start": None,
    }


def _cancellation(reason: str | None = None, **said: str | None) -> Json:
    return {
        "comment": said.get("comment"),
        "feedback": said.get("feedback"),
        "feedback_option": None,
        "reason": reason,
    }


def item_of(subscription: Json) -> Json:
    """Its one item."""
    item: Json = subscription["items"]["data"][0]
    return item


def end_of_period(subscription: Json) -> int:
    """When the running period ends."""
    return int(item_of(subscription)["current_period_end"])


def begin_next_period(subscription: Json) -> None:
    """By the calendar from the anchor: after 31 January and 28 February comes 31 March."""
    item = item_of(subscription)
    subscription["_periods"] += 1
    months = months_of(item["price"]["recurring"]) * subscription["_periods"]
    following = moved(subscription["billing_cycle_anchor"], months)
    changed = {
        "current_period_start": item["current_period_end"],
        "current_period_end": following,
    }
    subscription["items"] = subscription["items"] | {"data": [item | changed]}


def set_price(subscription: Json, price: Json) -> None:
    """The next period costs this."""
    item = item_of(subscription) | {"price": price, "plan": plan_of(price)}
    subscription["items"] = subscription["items"] | {"data": [item]}


def set_quantity(subscription: Json, quantity: int) -> None:
    """The next period brings so many."""
    item = item_of(subscription) | {"quantity": quantity}
    subscription["items"] = subscription["items"] | {"data": [item]}


def cancel(subscription: Json, now: int, reason: str, said: Json) -> None:
    """It is over. A day on which that was decided before is kept."""
    subscription |= {
        "status": "canceled",
        "canceled_at": subscription["canceled_at"] or now,
        "ended_at": now,
        "pause_collection": None,
        "cancellation_details": subscription["cancellation_details"] | said | {"reason": reason},
    }


def cancel_later(subscription: Json, now: int) -> None:
    """It will be over when the period is; until then it stays as it is."""
    details = subscription["cancellation_details"] | {"reason": "cancellation_requested"}
    subscription |= {
        "cancel_at_period_end": True,
        "cancel_at": end_of_period(subscription),
        "canceled_at": now,
        "cancellation_details": details,
    }


def keep(subscription: Json) -> None:
    """The cancellation is taken back."""
    subscription |= {
        "cancel_at_period_end": False,
        "cancel_at": None,
        "canceled_at": None,
        "cancellation_details": _cancellation(),
    }
