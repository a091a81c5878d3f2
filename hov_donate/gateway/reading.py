"""Stripe's objects, as plain JSON, put into our words. Facts: docs.stripe.com/api."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hov_donate.core.money import Money
from hov_donate.gateway.port import (
    CheckoutStatus,
    PaidStatus,
    RemoteBalanceTransaction,
    RemoteCheckout,
    RemoteEndpoint,
    RemotePayment,
    RemotePayout,
    RemoteRefund,
)

Json = Mapping[str, Any]

# The keys of our stamp in Stripe's metadata: opaque, no personal data.
REFERENCE = "reference"
ATTEMPT = "attempt"
INSTALLATION = "installation"

PAID = {"succeeded": PaidStatus.PAID, "processing": PaidStatus.ON_ITS_WAY}


def money(minor: int, currency: str) -> Money:
    """Stripe writes currencies in lower case."""
    return Money(minor, currency.upper())


def moment(timestamp: int) -> datetime:
    """Stripe counts seconds."""
    return datetime.fromtimestamp(timestamp, UTC)


def checkout(data: Json) -> RemoteCheckout:
    """A Checkout Session, with its PaymentIntent when that was expanded."""
    intent = data.get("payment_intent")
    metadata = data.get("metadata") or {}
    return RemoteCheckout(
        id=data["id"],
        reference=metadata.get(REFERENCE) or data.get("client_reference_id"),
        attempt=_whole_number(metadata.get(ATTEMPT)),
        installation=metadata.get(INSTALLATION),
        status=CheckoutStatus(data["status"]),
        url=data.get("url"),
        expires_at=moment(data["expires_at"]),
        payment=payment(intent) if isinstance(intent, Mapping) else None,
    )


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def payment(data: Json) -> RemotePayment:
    """A PaymentIntent, with its latest charge, balance transaction and refunds when expanded."""
    charge = data.get("latest_charge")
    charge = charge if isinstance(charge, Mapping) else {}
    metadata = data.get("metadata") or {}
    failure = data.get("last_payment_error") or {}
    return RemotePayment(
        id=data["id"],
        reference=metadata.get(REFERENCE),
        installation=metadata.get(INSTALLATION),
        status=PAID.get(data["status"], PaidStatus.UNPAID),
        received=money(data["amount_received"], data["currency"]),
        paid_at=moment(charge["created"]) if charge else None,
        charge_id=charge.get("id"),
        method=(charge.get("payment_method_details") or {}).get("type"),
        failure=failure.get("decline_code") or failure.get("code"),
        refunds=tuple(refund(each) for each in _refunds(charge)),
        balance_transactions=_movements(data, charge),
    )


def _refunds(charge: Json) -> Sequence[Json]:
    listed = charge.get("refunds") or {}
    found: Sequence[Json] = listed.get("data", [])
    return found


def _movements(intent: Json, charge: Json) -> tuple[RemoteBalanceTransaction, ...]:
    """What the payment did to the balance: its charge's movement and those of its refunds."""
    found = []
    movement = charge.get("balance_transaction")
    if isinstance(movement, Mapping):
        given = money(charge["amount_captured"], charge["currency"])
        found.append(balance_transaction(movement, payment_id=intent["id"], given=given))
    for each in _refunds(charge):
        for key, sign in (("balance_transaction", -1), ("failure_balance_transaction", 1)):
            movement = each.get(key)
            if isinstance(movement, Mapping):
                given = money(sign * each["amount"], each["currency"])
                found.append(balance_transaction(movement, payment_id=intent["id"], given=given))
    return tuple(found)


def refund(data: Json) -> RemoteRefund:
    """A refund."""
    return RemoteRefund(
        id=data["id"],
        amount=money(data["amount"], data["currency"]),
        status=data["status"] or "pending",
        created_at=moment(data["created"]),
    )


def balance_transaction(
    data: Json, *, payment_id: str | None, given: Money | None
) -> RemoteBalanceTransaction:
    """A balance transaction whose payment and given amount are known from around it."""
    source = data.get("source")
    rate = data.get("exchange_rate")
    return RemoteBalanceTransaction(
        id=data["id"],
        reporting_category=data["reporting_category"],
        source_id=source["id"] if isinstance(source, Mapping) else source,
        payment_id=payment_id,
        created_at=moment(data["created"]),
        available_on=moment(data["available_on"]).date(),
        currency=data["currency"].upper(),
        gross_minor=data["amount"],
        fee_minor=data["fee"],
        net_minor=data["net"],
        given=given,
        exchange_rate=None if rate is None else repr(rate),
    )


def listed_balance_transaction(data: Json) -> RemoteBalanceTransaction:
    """A balance transaction from a list, with its source expanded.

    Only charges and refunds have a payer behind them. A failed refund's movement has the refund as
    its source, and the sign of the movement tells which way the money went.
    """
    source = data.get("source")
    if not isinstance(source, Mapping) or source.get("object") not in {"charge", "refund"}:
        return balance_transaction(data, payment_id=None, given=None)
    sign = -1 if data["amount"] < 0 else 1
    amount = source["amount_captured"] if source["object"] == "charge" else source["amount"]
    return balance_transaction(
        data,
        payment_id=source.get("payment_intent"),
        given=money(sign * amount, source["currency"]),
    )


def payout(data: Json) -> RemotePayout:
    """A payout; Stripe itemises automatic ones only, some time after they were sent."""
    return RemotePayout(
        id=data["id"],
        amount=money(data["amount"], data["currency"]),
        status=data["status"],
        arrival_date=moment(data["arrival_date"]).date(),
        automatic=data["automatic"],
        itemised=data["reconciliation_status"] == "completed",
        created_at=moment(data["created"]),
        balance_transactions=tuple(
            balance_transaction(movement, payment_id=None, given=None)
            for key in ("balance_transaction", "failure_balance_transaction")
            if isinstance(movement := data.get(key), Mapping)
        ),
    )


def balances(data: Json) -> dict[str, Money]:
    """The whole balance by currency: available, pending and reserved."""
    found: dict[str, Money] = {}
    for part in ("available", "pending", "connect_reserved"):
        for row in data.get(part) or []:
            amount = money(row["amount"], row["currency"])
            found[amount.currency] = found.get(amount.currency, money(0, row["currency"])) + amount
    return found


def endpoint(data: Json) -> RemoteEndpoint:
    """A webhook endpoint."""
    return RemoteEndpoint(
        url=data["url"],
        enabled=data["status"] == "enabled",
        event_types=frozenset(data["enabled_events"]),
        api_version=data.get("api_version"),
    )
