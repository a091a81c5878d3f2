"""What is done to payments, by people and by what Stripe tells. Nothing here commits."""

from hov_donate.payments.operations.asking import (
    abandon_opening,
    ask,
    begin_attempt,
    change_amount,
    give_up_attempt,
    record_opened,
)
from hov_donate.payments.operations.syncing import (
    OutdatedReadError,
    apply_checkout,
    apply_payment,
)

__all__ = [
    "OutdatedReadError",
    "abandon_opening",
    "apply_checkout",
    "apply_payment",
    "ask",
    "begin_attempt",
    "change_amount",
    "give_up_attempt",
    "record_opened",
]
