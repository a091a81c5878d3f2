"""What may become of a payment. Pure: no database, clock or network."""

from dataclasses import dataclass
from enum import StrEnum

from hov_donate.core.errors import HovDonateError


class PaymentPurpose(StrEnum):
    """What a payment is for; decides the income account."""

    DONATION = "donation"


@dataclass(frozen=True)
class Owner:
    """Whose a PaymentIntent is; no purpose means that it is unmatched."""

    purpose: PaymentPurpose | None
    reference: str | None


class PaymentStatus(StrEnum):
    """How far a payment has come."""

    CREATED = "created"
    PENDING = "pending"
    EXPIRED = "expired"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"

    @property
    def received(self) -> bool:
        """Whether Stripe has taken the money, whatever became of it later."""
        return self in RECEIVED


RECEIVED = frozenset(
    {PaymentStatus.PAID, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED},
)


class AttemptStatus(StrEnum):
    """A Checkout Session's life: about to be opened, open, and how it ended."""

    OPENING = "opening"
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


class RefundStatus(StrEnum):
    """Stripe's words for a refund. A refund that succeeded can still fail later."""

    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def counts(self) -> bool:
        """Whether the money counts as gone back, or on its way."""
        return self not in {RefundStatus.FAILED, RefundStatus.CANCELED}


class UnmatchedReason(StrEnum):
    """Why received money answers nothing we asked for."""

    NOT_OURS = "not_ours"
    UNKNOWN_REFERENCE = "unknown_reference"
    AMOUNT_DIFFERS = "amount_differs"
    PAID_TWICE = "paid_twice"


class Outcome(StrEnum):
    """What came of bringing an object up to date."""

    UPDATED = "updated"
    FOREIGN = "foreign"
    UNMATCHED = "unmatched"
    IRRELEVANT = "irrelevant"


class ChangeReason(StrEnum):
    """Why a payment moved."""

    ASKED = "asked"
    CHECKOUT_OPENED = "checkout_opened"
    CHECKOUT_EXPIRED = "checkout_expired"
    STRIPE_PAID = "stripe_paid"
    STRIPE_REFUNDED = "stripe_refunded"
    REFUND_FAILED = "refund_failed"


class Move(StrEnum):
    """What comes of wanting a payment to move."""

    MOVES = "moves"
    REPEATED = "repeated"
    OUTDATED = "outdated"


class MoveRefusedError(HovDonateError):
    """A step that cannot be: something is wrong with us or with what we were told."""


_S = PaymentStatus
TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    _S.CREATED: frozenset({_S.PENDING, _S.EXPIRED, _S.PAID}),
    _S.PENDING: frozenset({_S.EXPIRED, _S.PAID}),
    # A new attempt follows an expired one, and a late success may still arrive.
    _S.EXPIRED: frozenset({_S.PENDING, _S.PAID}),
    _S.PAID: frozenset({_S.PARTLY_REFUNDED, _S.REFUNDED}),
    # A refund can fail after it succeeded: the money is ours again.
    _S.PARTLY_REFUNDED: frozenset({_S.PAID, _S.REFUNDED}),
    _S.REFUNDED: frozenset({_S.PAID, _S.PARTLY_REFUNDED}),
}
# News from before the money came, arriving after it: true once, no longer.
OUTDATED = frozenset({_S.PENDING, _S.EXPIRED})


def move(current: PaymentStatus, wanted: PaymentStatus) -> Move:
    """Decide a step. Raises MoveRefusedError for one that can never be right."""
    if wanted is current:
        return Move.REPEATED
    if wanted in TRANSITIONS[current]:
        return Move.MOVES
    if current.received and wanted in OUTDATED:
        return Move.OUTDATED
    raise MoveRefusedError(f"a payment cannot go from {current} to {wanted}")


def status_after_refunds(amount_minor: int, refunded_minor: int) -> PaymentStatus:
    """Where a received payment stands when so much of it has gone back."""
    if refunded_minor == 0:
        return PaymentStatus.PAID
    return (
        PaymentStatus.REFUNDED
        if refunded_minor >= amount_minor
        else (PaymentStatus.PARTLY_REFUNDED)
    )


def idempotency_key(reference: str, attempt: int) -> str:
    """Stripe's idempotency key of an attempt: from our own ids, no personal data."""
    return f"payment:{reference}:attempt:{attempt}:v1"
