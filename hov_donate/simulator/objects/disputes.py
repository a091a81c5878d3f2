"""Disputes and early fraud warnings."""

from enum import StrEnum
from typing import Any

from hov_donate.simulator.clock import DAY
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.charges import is_debit

Json = dict[str, Any]

TIME_TO_ANSWER = 7 * DAY

TEXTS = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_tracking_number",
    "uncategorized_text",
)
FILES = (
    "cancellation_policy",
    "customer_communication",
    "customer_signature",
    "duplicate_charge_documentation",
    "receipt",
    "refund_policy",
    "service_documentation",
    "shipping_documentation",
    "uncategorized_file",
)


class Status(StrEnum):
    """docs.stripe.com/api/disputes/object."""

    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    APPEAL_UNDER_REVIEW = "appeal_under_review"
    PREVENTED = "prevented"


INQUIRIES = (Status.WARNING_NEEDS_RESPONSE, Status.WARNING_UNDER_REVIEW)
ANSWERABLE = (Status.NEEDS_RESPONSE, Status.WARNING_NEEDS_RESPONSE)
UNDECIDED = (Status.NEEDS_RESPONSE, Status.UNDER_REVIEW, Status.APPEAL_UNDER_REVIEW)
CASES = {Status.NEEDS_RESPONSE: "chargeback", Status.PREVENTED: "resolution"}


def new_dispute(charge: Json, amount: int, reason: str, status: Status, now: int) -> Json:
    """The payer questions so much of a charge. A debit's bank decides without asking."""
    debit = is_debit(charge)
    answerable = status in ANSWERABLE
    return {
        "id": new_id("dp" if debit else "du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys((*TEXTS, *FILES)) | {"appeal": None, "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + TIME_TO_ANSWER if answerable else None,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": "manual",
        "is_charge_refundable": status == Status.WARNING_NEEDS_RESPONSE,
        "livemode": False,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": None if debit else _card(charge, status),
        "reason": reason,
        "status": status.value,
    }


def escalate(dispute: Json, now: int) -> None:
    """An inquiry becomes a chargeback."""
    dispute |= {"status": Status.NEEDS_RESPONSE.value, "is_charge_refundable": False}
    dispute["evidence_details"] |= {"due_by": now + TIME_TO_ANSWER}
    if dispute["payment_method_details"]:
        dispute["payment_method_details"]["card"]["case_type"] = "chargeback"


def submit(dispute: Json) -> None:
    """What was said goes to the bank."""
    inquiry = dispute["status"] == Status.WARNING_NEEDS_RESPONSE
    status = Status.WARNING_UNDER_REVIEW if inquiry else Status.UNDER_REVIEW
    dispute["status"] = status.value
    details = dispute["evidence_details"]
    details |= {
        "submission_count": details["submission_count"] + 1,
        "submission_method": "manual",
    }


def new_warning(charge: Json, fraud_type: str, now: int) -> Json:
    """The card's issuer fears that a charge was fraud."""
    return {
        "id": new_id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": not charge["refunded"] and not charge["disputed"],
        "charge": charge["id"],
        "created": now,
        "fraud_type": fraud_type,
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }


def _card(charge: Json, status: Status) -> Json:
    brand = charge["payment_method_details"]["card"]["brand"]
    return {
        "card": {
            "brand": brand,
            "case_type": CASES.get(status, "inquiry"),
            "network": brand,
            "network_reason_code": None,
        },
        "type": "card",
    }
