"""What is kept of payments."""

from hov_donate.payments.models.payments import CheckoutAttempt, Payment, PaymentStatusChange
from hov_donate.payments.models.refund_requests import RefundRequest
from hov_donate.payments.models.returned import (
    Dispute,
    DisputeAnswer,
    FraudWarning,
    ObjectStatusChange,
    Refund,
)
from hov_donate.payments.models.subscriptions import Subscription
from hov_donate.payments.models.unmatched import Installation, UnmatchedPayment

__all__ = [
    "CheckoutAttempt",
    "Dispute",
    "DisputeAnswer",
    "FraudWarning",
    "Installation",
    "ObjectStatusChange",
    "Payment",
    "PaymentStatusChange",
    "Refund",
    "RefundRequest",
    "Subscription",
    "UnmatchedPayment",
]
