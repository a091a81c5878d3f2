"""What is done to payments, by people and by what Stripe tells. Nothing here commits."""

from hov_donate.payments.operations.asking import (
    abandon_opening,
    ask,
    begin_attempt,
    change,
    give_up_attempt,
    record_opened,
)
from hov_donate.payments.operations.disputing import record_fraud_warning
from hov_donate.payments.operations.placing import CannotBePlacedError, ask_alike, place
from hov_donate.payments.operations.recurring import (
    apply_invoice,
    apply_subscription,
    ask_for_end,
    ensure_subscription,
)
from hov_donate.payments.operations.syncing import (
    OutdatedReadError,
    apply_checkout,
    apply_payment,
)

__all__ = [
    "CannotBePlacedError",
    "OutdatedReadError",
    "abandon_opening",
    "apply_checkout",
    "apply_invoice",
    "apply_payment",
    "apply_subscription",
    "ask",
    "ask_alike",
    "ask_for_end",
    "begin_attempt",
    "change",
    "ensure_subscription",
    "give_up_attempt",
    "place",
    "record_fraud_warning",
    "record_opened",
]
