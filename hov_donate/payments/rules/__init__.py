"""What may become of payments, refunds, disputes and subscriptions. Pure: no database or clock."""

from hov_donate.payments.rules.asking import (
    PAYABLE,
    RECEIVED,
    AttemptStatus,
    Owner,
    PaymentPurpose,
    PaymentStatus,
    idempotency_key,
)
from hov_donate.payments.rules.moving import (
    OUTDATED,
    TRANSITIONS,
    ChangeReason,
    Move,
    MoveRefusedError,
    ObjectKind,
    move,
)
from hov_donate.payments.rules.recurring import (
    SUBSCRIPTION_STATUSES,
    SubscriptionStatus,
    subscription_status,
)
from hov_donate.payments.rules.returned import (
    DECIDED,
    DisputeStatus,
    RefundStatus,
    Returned,
    standing,
)
from hov_donate.payments.rules.unmatched import Outcome, Resolution, UnmatchedReason

__all__ = [
    "DECIDED",
    "OUTDATED",
    "PAYABLE",
    "RECEIVED",
    "SUBSCRIPTION_STATUSES",
    "TRANSITIONS",
    "AttemptStatus",
    "ChangeReason",
    "DisputeStatus",
    "Move",
    "MoveRefusedError",
    "ObjectKind",
    "Outcome",
    "Owner",
    "PaymentPurpose",
    "PaymentStatus",
    "RefundStatus",
    "Resolution",
    "Returned",
    "SubscriptionStatus",
    "UnmatchedReason",
    "idempotency_key",
    "move",
    "standing",
    "subscription_status",
]
