"""Balance transactions: what moved on the account's balance, in the currency it settles in."""

from decimal import Decimal
from typing import Any

from hov_donate.simulator import money
from hov_donate.simulator.clock import midnight_after
from hov_donate.simulator.ids import new_id

Json = dict[str, Any]

SETTLING_DAYS = 2


def of_charge(charge: Json, settlement: str, now: int, *, at_once: bool) -> Json:
    """What a charge brought, less the fee."""
    at = money.rate(charge["currency"], settlement)
    amount = money.converted(charge["amount"], charge["currency"], settlement, at)
    fee = money.fee(amount)
    detail = {
        "amount": fee,
        "application": None,
        "currency": settlement,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
    found = _movement("charge", amount, settlement, now, source=charge["id"])
    return found | {
        "available_on": now if at_once else midnight_after(now, SETTLING_DAYS),
        "description": charge["description"],
        "exchange_rate": _shown(at),
        "fee": fee,
        "fee_details": [detail],
        "net": amount - fee,
    }


def of_refund(refund: Json, settlement: str, now: int) -> Json:
    """What a refund took: at its own day's rate, and the charge's fee does not come back."""
    at = money.rate(refund["currency"], settlement, refund=True)
    amount = -money.converted(refund["amount"], refund["currency"], settlement, at)
    found = _movement("refund", amount, settlement, now, source=refund["id"])
    return found | {"description": "REFUND FOR CHARGE", "exchange_rate": _shown(at)}


def of_failed_refund(refund: Json, taken: Json, now: int) -> Json:
    """What a refund took comes back to the penny when the refund fails."""
    found = _movement(
        "refund_failure", -taken["amount"], taken["currency"], now, source=refund["id"]
    )
    return found | {
        "description": "REFUND FAILURE",
        "exchange_rate": taken["exchange_rate"],
    }


def of_payout(payout: Json, now: int) -> Json:
    """What went to the bank."""
    found = _movement("payout", -payout["amount"], payout["currency"], now, source=payout["id"])
    return found | {"description": payout["description"], "_payout": payout["id"]}


def as_of(movement: Json, now: int) -> Json:
    """The movement as it reads today: pending until its day comes."""
    status = "available" if movement["available_on"] <= now else "pending"
    return {**movement, "status": status}


def _movement(kind: str, amount: int, currency: str, now: int, *, source: str) -> Json:
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": 0,
        "fee_details": [],
        "net": amount,
        "reporting_category": kind,
        "source": source,
        "status": "pending",
        "type": kind,
        "_payout": None,
    }


def _shown(at: Decimal | None) -> float | None:
    return None if at is None else float(at)
