"""PaymentIntents with their charge, refunds and disputes."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hov_donate.gateway.port import (
    Moved,
    PaidStatus,
    RemoteBalanceTransaction,
    RemoteDispute,
    RemoteFraudWarning,
    RemotePayment,
    RemoteRefund,
)
from hov_donate.gateway.reading.balance import sourced
from hov_donate.gateway.reading.basics import (
    REQUEST,
    Json,
    expanded,
    id_of,
    listed,
    moment,
    moment_or_none,
    money,
    stamp,
)

# Methods whose money arrives days after the payer agreed
# (docs.stripe.com/payments/payment-methods, "delayed notification").
BACS = "bacs_debit"
DELAYED_METHODS = frozenset({"sepa_debit", BACS})
WITHDRAWAL, RETURN = "dispute", "dispute_reversal"


def payment(
    data: Json, *, disputes: Sequence[Json] = (), invoice_id: str | None = None
) -> RemotePayment:
    """A PaymentIntent, with its latest charge, balance transaction and refunds when expanded."""
    charge = expanded(data.get("latest_charge"))
    reference, installation = stamp(data.get("metadata"))
    paid_with = charge.get("payment_method_details") or {}
    method = paid_with.get("type")
    failure = data.get("last_payment_error") or {}
    status = _status(data, charge, delayed=method in DELAYED_METHODS)
    return RemotePayment(
        id=data["id"],
        reference=reference,
        installation=installation,
        status=status,
        received=money(_received(data, charge, status), data["currency"]),
        asked_at=moment_or_none(charge.get("created")),
        paid_at=_paid_at(charge, delayed=method in DELAYED_METHODS),
        reversed_at=_failed_at(charge),
        charge_id=charge.get("id"),
        method=method,
        country=country_of(paid_with),
        delayed=method in DELAYED_METHODS,
        failure=failure.get("decline_code") or failure.get("code") or charge.get("failure_code"),
        invoice_id=invoice_id,
        refunds=tuple(refund(each) for each in _oldest_first(listed(charge.get("refunds")))),
        disputes=tuple(dispute(each) for each in _oldest_first(disputes)),
        balance_transactions=tuple(_movements(data, charge, disputes)),
    )


def _status(data: Json, charge: Json, *, delayed: bool) -> PaidStatus:
    if charge.get("failure_balance_transaction"):
        return PaidStatus.REVERSED
    if data["status"] == "succeeded":
        booked = not delayed or expanded(charge.get("balance_transaction"))
        return PaidStatus.PAID if booked else PaidStatus.ON_ITS_WAY
    if data["status"] == "processing":
        return PaidStatus.ON_ITS_WAY
    failed = delayed and charge.get("status") == "failed"
    return PaidStatus.FAILED if failed else PaidStatus.UNPAID


def country_of(paid_with: Json) -> str | None:
    """Where the card or account is (docs.stripe.com/api/charges/object, payment_method_details).

    Of Bacs accounts nothing is said: they are British.
    """
    kind = str(paid_with.get("type"))
    if kind == BACS:
        return "GB"
    country = (paid_with.get(kind) or {}).get("country")
    return country if isinstance(country, str) and len(country) == 2 else None


def _paid_at(charge: Json, *, delayed: bool) -> datetime | None:
    """When the money came. The charge of a debit is days older; its movement tells."""
    came = expanded(charge.get("balance_transaction")) if delayed else charge
    return moment_or_none(came.get("created"))


def _received(data: Json, charge: Json, status: PaidStatus) -> int:
    received: int = charge["amount"] if status is PaidStatus.REVERSED else data["amount_received"]
    return received


def _oldest_first(rows: Sequence[Json]) -> list[Json]:
    return sorted(rows, key=lambda row: (row["created"], row["id"]))


def _movements(
    intent: Json, charge: Json, disputes: Sequence[Json]
) -> Iterator[RemoteBalanceTransaction]:
    """What the payment did to the balance: its charge, its refunds and its disputes."""
    sources = [charge, *listed(charge.get("refunds"))] if charge else []
    for source in sources:
        for key in ("balance_transaction", "failure_balance_transaction"):
            movement = expanded(source.get(key))
            if movement:
                yield sourced(movement, source, payment_id=intent["id"])
    for each in disputes:
        for movement in each["balance_transactions"]:
            yield sourced(movement, each, payment_id=intent["id"])


def refund(data: Json) -> RemoteRefund:
    """A refund."""
    return RemoteRefund(
        id=data["id"],
        amount=money(data["amount"], data["currency"]),
        status=data["status"] or "pending",
        created_at=moment(data["created"]),
        failed_at=_failed_at(data),
        request=str((data.get("metadata") or {}).get(REQUEST, "")),
    )


def _failed_at(data: Json) -> datetime | None:
    """When a charge or refund was undone, by the movement that undid it."""
    return moment_or_none(expanded(data.get("failure_balance_transaction")).get("created"))


def dispute(data: Json) -> RemoteDispute:
    """A dispute, with the balance transactions that Stripe embeds."""
    return RemoteDispute(
        id=data["id"],
        payment_id=id_of(data.get("payment_intent")),
        amount=money(data["amount"], data["currency"]),
        status=data["status"],
        reason=data["reason"],
        opened_at=moment(data["created"]),
        evidence_due_by=moment_or_none((data.get("evidence_details") or {}).get("due_by")),
        withdrawals=_moved(data, WITHDRAWAL),
        returns=_moved(data, RETURN),
    )


def _moved(data: Json, category: str) -> tuple[Moved, ...]:
    rows = _oldest_first(data["balance_transactions"])
    of_category = (row for row in rows if row["reporting_category"] == category)
    return tuple(Moved(row["id"], moment(row["created"])) for row in of_category)


def fraud_warning(data: Json) -> RemoteFraudWarning:
    """A card network's warning (docs.stripe.com/api/radar/early_fraud_warnings)."""
    return RemoteFraudWarning(
        id=data["id"],
        charge_id=str(id_of(data["charge"])),
        payment_id=id_of(data.get("payment_intent")),
        kind=data["fraud_type"],
        actionable=data["actionable"],
        created_at=moment(data["created"]),
    )
