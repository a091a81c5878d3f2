"""Balance transactions: what moved on the account's balance, in the currency it settles in."""

from decimal import Decimal
from typing import Any

from hov_donate.simulator import money
from hov_donate.simulator.clock import midnight_after
from hov_donate.simulator.ids import new_id

Json = dict[str, Any]

SETTLING_DAYS = 2


def of_charge(charge: Json, settlement: str, now: int, *, at_once: bool) -> Json:
    """What a charge brought, less the fee; one of a bank account is called a payment."""
    at = money.rate(charge["currency"], settlement)
    amount = money.converted(charge["amount"], charge["currency"], settlement, at)
    fee = money.fee(amount)
    kind = "payment" if charge["id"].startswith("py_") else "charge"
    found = _movement(kind, amount, settlement, now, source=charge["id"], category="charge")
    return found | {
        "available_on": now if at_once else midnight_after(now, SETTLING_DAYS),
        "description": charge["description"],
        "exchange_rate": _shown(at),
        **_fee("Stripe processing fees", fee, settlement),
        "net": amount - fee,
    }


def of_refund(refund: Json, settlement: str, now: int) -> Json:
    """What a refund took: at its own day's rate, and the charge's fee does not come back."""
    at = money.rate(refund["currency"], settlement, shift=money.REFUND_RATE_SHIFT)
    amount = -money.converted(refund["amount"], refund["currency"], settlement, at)
    kind = "payment_refund" if refund["id"].startswith("pyr_") else "refund"
    found = _movement(kind, amount, settlement, now, source=refund["id"], category="refund")
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


def of_failed_debit(charge: Json, brought: Json, now: int) -> Json:
    """What a debit had brought goes back to the penny when the payer's bank recalls it."""
    found = _movement(
        "payment_failure_refund",
        -brought["amount"],
        brought["currency"],
        now,
        source=charge["id"],
        category="charge_failure",
    )
    return found | {
        "description": "Payment failure refund",
        "exchange_rate": brought["exchange_rate"],
    }


def of_dispute(dispute: Json, settlement: str, now: int, fee: int) -> Json:
    """What a dispute took, at its own day's rate, and the fee for it."""
    at = money.rate(dispute["currency"], settlement, shift=money.DISPUTE_RATE_SHIFT)
    amount = -money.converted(dispute["amount"], dispute["currency"], settlement, at)
    found = _movement(
        "adjustment", amount, settlement, now, source=dispute["id"], category="dispute"
    )
    return found | {
        "description": f"Chargeback withdrawal for {dispute['charge']}",
        "exchange_rate": _shown(at),
        **_fee("Dispute fee", fee, settlement),
        "net": amount - fee,
    }


def of_reinstatement(dispute: Json, settlement: str, now: int) -> Json:
    """What comes back from a dispute, at that day's rate. Its fee does not."""
    at = money.rate(dispute["currency"], settlement, shift=money.REINSTATEMENT_RATE_SHIFT)
    amount = money.converted(dispute["amount"], dispute["currency"], settlement, at)
    found = _movement(
        "adjustment", amount, settlement, now, source=dispute["id"], category="dispute_reversal"
    )
    return found | {
        "description": f"Chargeback reversal for {dispute['charge']}",
        "exchange_rate": _shown(at),
    }


def of_stripe_fee(fee: int, settlement: str, now: int, why: str) -> Json:
    """A fee by itself; a negative one comes back."""
    found = _movement("stripe_fee", -fee, settlement, now, source=None, category="fee")
    return found | {"description": why}


def of_returned_payout(payout: Json, now: int, kind: str) -> Json:
    """What did not reach the bank; `kind` is payout_failure or payout_cancel."""
    found = _movement(
        kind,
        payout["amount"],
        payout["currency"],
        now,
        source=payout["id"],
        category="payout_reversal",
    )
    return found | {"description": payout["description"]}


def of_payout(payout: Json, now: int) -> Json:
    """What went to the bank."""
    found = _movement("payout", -payout["amount"], payout["currency"], now, source=payout["id"])
    return found | {"description": payout["description"], "_payout": payout["id"]}


def as_of(movement: Json, now: int) -> Json:
    """The movement as it reads today: pending until its day comes."""
    status = "available" if movement["available_on"] <= now else "pending"
    return {**movement, "status": status}


def _fee(description: str, amount: int, currency: str) -> Json:
    detail = {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": description,
        "type": "stripe_fee",
    }
    return {"fee": amount, "fee_details": [detail] if amount else []}


def _movement(
    kind: str, amount: int, currency: str, now: int, *, source: str | None, category: str = ""
) -> Json:
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
        "reporting_category": category or kind,
        "source": source,
        "status": "pending",
        "type": kind,
        "_payout": None,
    }


def _shown(at: Decimal | None) -> float | None:
    return None if at is None else float(at)
