"""What is done to payments, by people and by what Stripe tells. Nothing here commits."""

from hov_donate.payments.operations.answering import (
    CannotBeAnsweredError,
    note_answer_taken,
    write_answer,
)
from hov_donate.payments.operations.asking import (
    abandon_opening,
    ask,
    begin_attempt,
    change,
    give_up_attempt,
    record_opened,
)
from hov_donate.payments.operations.disputing import record_fraud_warning
from hov_donate.payments.operations.placing import (
    CannotBePlacedError,
    PlacingFault,
    ask_alike,
    note_refund_asked,
    place,
)
from hov_donate.payments.operations.recurring import (
    apply_invoice,
    apply_subscription,
    ask_for_end,
    ensure_subscription,
)
from hov_donate.payments.operations.refunding import (
    WantedRefund,
    agree_to_refund,
    ask_for_refund,
    decline_refund,
    note_refund_refused,
    note_refund_sent,
    try_refund_again,
)
from hov_donate.payments.operations.returning import gone_back
from hov_donate.payments.operations.syncing import (
    OutdatedReadError,
    apply_checkout,
    apply_payment,
)

__all__ = [
    "CannotBeAnsweredError",
    "CannotBePlacedError",
    "OutdatedReadError",
    "PlacingFault",
    "WantedRefund",
    "abandon_opening",
    "agree_to_refund",
    "apply_checkout",
    "apply_invoice",
    "apply_payment",
    "apply_subscription",
    "ask",
    "ask_alike",
    "ask_for_end",
    "ask_for_refund",
    "begin_attempt",
    "change",
    "decline_refund",
    "ensure_subscription",
    "give_up_attempt",
    "gone_back",
    "note_answer_taken",
    "note_refund_asked",
    "note_refund_refused",
    "note_refund_sent",
    "place",
    "record_fraud_warning",
    "record_opened",
    "try_refund_again",
    "write_answer",
]
