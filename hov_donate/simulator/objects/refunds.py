"""Refunds."""

from typing import Any

from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.charges import is_debit

Json = dict[str, Any]


def new_refund(charge: Json, amount: int, now: int, *, asked: Json, status: str) -> Json:
    """So much of a charge, on its way back."""
    return {
        "id": new_id("pyr" if is_debit(charge) else "re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "description": None,
        "destination_details": _destination(charge),
        "failure_balance_transaction": None,
        "metadata": dict(asked.get("metadata") or {}),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "pending_reason": "processing" if status == "pending" else None,
        "reason": asked.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
    }


def _destination(charge: Json) -> Json:
    kind = charge["payment_method_details"]["type"]
    if is_debit(charge):
        return {"type": kind}
    reference = {
        "reference_status": "pending",
        "reference_type": "acquirer_reference_number",
        "type": "refund",
    }
    return {"card": reference, "type": kind}
