"""The one table of steps: from which status a payment may go to which, and why it goes."""

from enum import StrEnum

from hov_donate.core.errors import HovDonateError
from hov_donate.payments.rules.asking import RECEIVED, PaymentStatus


class ChangeReason(StrEnum):
    """Why a payment moved."""

    ASKED = "asked"
    INSTALMENT_DUE = "instalment_due"
    NO_LONGER_DUE = "no_longer_due"
    CHECKOUT_OPENED = "checkout_opened"
    CHECKOUT_EXPIRED = "checkout_expired"
    STRIPE_PROCESSING = "stripe_processing"
    STRIPE_FAILED = "stripe_failed"
    STRIPE_PAID = "stripe_paid"
    STRIPE_REFUNDED = "stripe_refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTE_MOVED = "dispute_moved"
    BANK_REVERSED = "bank_reversed"
    MATCHED_BY_STAFF = "matched_by_staff"


class ObjectKind(StrEnum):
    """What else leaves a row at every step."""

    REFUND = "refund"
    DISPUTE = "dispute"
    SUBSCRIPTION = "subscription"


class Move(StrEnum):
    """What comes of wanting a payment to move."""

    MOVES = "moves"
    REPEATED = "repeated"
    OUTDATED = "outdated"


class MoveRefusedError(HovDonateError):
    """A step that cannot be: something is wrong with us or with what we were told."""


_S = PaymentStatus
# Before the money came. A late success may still follow an expiry or a failure, and a new attempt.
_BEFORE = frozenset({_S.PENDING, _S.PROCESSING, _S.FAILED, _S.EXPIRED, _S.PAID})
# After it came, refunds can fail and disputes can be won: Stripe's word moves it anywhere.
_AFTER = RECEIVED
TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    status: frozenset((_AFTER if status in RECEIVED else _BEFORE) - {status}) for status in _S
}
# What the bank took back of a debit stays taken.
TRANSITIONS[_S.REVERSED] = frozenset()
# News from before the money came, arriving after it: true once, no longer.
OUTDATED = _BEFORE - RECEIVED


def move(current: PaymentStatus, wanted: PaymentStatus) -> Move:
    """Decide a step. Raises MoveRefusedError for one that can never be right."""
    if wanted is current:
        return Move.REPEATED
    if wanted in TRANSITIONS[current]:
        return Move.MOVES
    if current.received and wanted in OUTDATED:
        return Move.OUTDATED
    raise MoveRefusedError(f"a payment cannot go from {current} to {wanted}")
