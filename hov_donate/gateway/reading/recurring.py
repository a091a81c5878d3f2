"""Checkout Sessions, subscriptions and their invoices.

Since API 2025-03-31 an invoice no longer names its PaymentIntent, nor a PaymentIntent its invoice:
`invoice_payments` joins them (docs.stripe.com/changelog/basil).
"""

from dataclasses import replace
from datetime import datetime, timedelta

from hov_donate.gateway.port import (
    CheckoutStatus,
    Interval,
    NotOneOfOursError,
    PaidStatus,
    RemoteCheckout,
    RemoteInvoice,
    RemotePayment,
    RemoteSubscription,
)
from hov_donate.gateway.reading.basics import (
    ATTEMPT,
    Json,
    expanded,
    id_of,
    listed,
    moment,
    moment_or_none,
    money,
    stamp,
)
from hov_donate.gateway.reading.payments import payment

# Stripe charges an invoice within moments after it becomes final.
AT_ONCE = timedelta(minutes=5)


def checkout(
    data: Json, *, paid: RemotePayment | None = None, invoice: RemoteInvoice | None = None
) -> RemoteCheckout:
    """A Checkout Session, with what it led to where that was expanded or read."""
    metadata = data.get("metadata") or {}
    reference, installation = stamp(metadata)
    intent, begun = expanded(data.get("payment_intent")), expanded(data.get("subscription"))
    return RemoteCheckout(
        id=data["id"],
        reference=reference or data.get("client_reference_id"),
        attempt=_whole_number(metadata.get(ATTEMPT)),
        installation=installation,
        status=CheckoutStatus(data["status"]),
        url=data.get("url"),
        expires_at=moment(data["expires_at"]),
        payment=paid or (payment(intent) if intent else None),
        subscription=subscription(begun) if begun else None,
        invoice=invoice,
    )


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def subscription(data: Json) -> RemoteSubscription:
    """A subscription of one item, as ours are. Raises NotOneOfOursError for any other."""
    item = _only_item(data)
    reference, installation = stamp(data.get("metadata"))
    pause = data.get("pause_collection") or {}
    return RemoteSubscription(
        id=data["id"],
        reference=reference,
        installation=installation,
        status=data["status"],
        amount=money(item["price"]["unit_amount"] * item.get("quantity", 1), data["currency"]),
        interval=Interval(item["price"]["recurring"]["interval"]),
        customer_id=str(id_of(data["customer"])),
        item_id=item["id"],
        product_id=str(id_of(item["price"]["product"])),
        started_at=moment(data["created"]),
        next_charge_at=_next_charge_at(data, item),
        ended_at=moment_or_none(data.get("ended_at")),
        end_reason=(data.get("cancellation_details") or {}).get("reason"),
        paused=bool(pause),
        paused_until=moment_or_none(pause.get("resumes_at")),
        latest_invoice_id=id_of(data.get("latest_invoice")),
    )


def _next_charge_at(data: Json, item: Json) -> datetime | None:
    """Nothing is charged at the end of a period that is the last, though it stays `active`."""
    ends = moment_or_none(item.get("current_period_end"))
    last = moment_or_none(data.get("cancel_at"))
    is_last = data.get("cancel_at_period_end") or (last and ends and last <= ends)
    return None if is_last else ends


def _only_item(data: Json) -> Json:
    """Others on the account may sell by the week, by tiers, or several things at once."""
    items = listed(data["items"])
    price = items[0]["price"] if len(items) == 1 else {}
    every = (price.get("recurring") or {}).get("interval")
    if price.get("unit_amount") is None or every not in set(Interval):
        raise NotOneOfOursError(f"{data['id']} is not a subscription of one price, as ours are")
    return items[0]


def invoice(data: Json, *, paid: RemotePayment | None) -> RemoteInvoice:
    """An invoice of a subscription; `paid` is the payment behind it."""
    details = ((data.get("parent") or {}).get("subscription_details")) or {}
    reference, installation = stamp(details.get("metadata"))
    return RemoteInvoice(
        id=data["id"],
        subscription_id=id_of(details.get("subscription")),
        reference=reference,
        installation=installation,
        status=data["status"] or "draft",
        due=money(data["amount_due"], data["currency"]),
        failures=_failures(data, paid),
        collecting=bool(data.get("auto_advance")),
        first=data["billing_reason"] == "subscription_create",
        created_at=moment(data["created"]),
        next_attempt_at=moment_or_none(data.get("next_payment_attempt")),
        hosted_url=data.get("hosted_invoice_url"),
        payment=replace(paid, invoice_id=data["id"]) if paid else None,
    )


def _failures(data: Json, paid: RemotePayment | None) -> int:
    """How many attempts brought nothing.

    Stripe does not count what a payer settles by hand after the first attempt
    (docs.stripe.com/api/invoices/object#invoice_object-attempt_count), but then the money came
    later than the attempt that follows at once when the invoice is final.
    """
    if data["status"] != "paid":
        coming = paid is not None and paid.status in {PaidStatus.ON_ITS_WAY, PaidStatus.PAID}
        return int(data["attempt_count"]) - coming
    final_at = moment_or_none(data["status_transitions"]["finalized_at"])
    by_hand = bool(paid and paid.asked_at and final_at and paid.asked_at > final_at + AT_ONCE)
    return max(int(data["attempt_count"]) - 1, int(by_hand))


def intent_of_invoice(data: Json) -> str | None:
    """The PaymentIntent that paid an invoice, or else the one that is to pay it."""
    rows = [row for row in listed(data.get("payments")) if row["status"] != "canceled"]
    rows.sort(key=lambda row: (row["status"] == "paid", row["is_default"], row["created"]))
    return id_of(rows[-1]["payment"].get("payment_intent")) if rows else None
