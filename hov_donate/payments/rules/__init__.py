"""What may become of payments, refunds, disputes and subscriptions. Pure: no database or clock."""

from dataclasses import dataclass
from enum import StrEnum

from hov_donate.core.errors import HovDonateError
from hov_donate.ledger.rules import GENERAL_FUND


class PaymentPurpose(StrEnum):
    """What a payment is for; decides the income account."""

    DONATION = "donation"
    AFFILIATION = "affiliation"


@dataclass(frozen=True)
class Owner:
    """Whose a PaymentIntent is; no purpose means that it is unmatched.

    `held` money is here and no income, until somebody accepts it.
    """

    purpose: PaymentPurpose | None
    reference: str | None
    recurring: bool = False
    fund: str = GENERAL_FUND
    held: bool = False


class PaymentStatus(StrEnum):
    """How far a payment has come.

    FAILED is a debit or an instalment that did not arrive, and may yet; REVERSED is a debit that
    arrived and was taken back by the bank.
    """

    CREATED = "created"
    PENDING = "pending"
    PROCESSING = "processing"
    FAILED = "failed"
    EXPIRED = "expired"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    PARTLY_CHARGED_BACK = "partly_charged_back"
    CHARGED_BACK = "charged_back"
    REVERSED = "reversed"

    @property
    def received(self) -> bool:
        """Whether Stripe has taken the money, whatever became of it later."""
        return self in RECEIVED

    @property
    def payable(self) -> bool:
        """Whether a page may be opened to pay it: nothing has come and nothing is on its way."""
        return self in PAYABLE


RECEIVED = frozenset(
    {
        PaymentStatus.PAID,
        PaymentStatus.PARTLY_REFUNDED,
        PaymentStatus.REFUNDED,
        PaymentStatus.DISPUTED,
        PaymentStatus.PARTLY_CHARGED_BACK,
        PaymentStatus.CHARGED_BACK,
        PaymentStatus.REVERSED,
    },
)
PAYABLE = frozenset(
    {
        PaymentStatus.CREATED,
        PaymentStatus.PENDING,
        PaymentStatus.FAILED,
        PaymentStatus.EXPIRED,
    }
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


class DisputeStatus(StrEnum):
    """Stripe's words for a dispute (docs.stripe.com/api/disputes/object#dispute_object-status).

    The list is open: what is not in it is OTHER, and stays open until Stripe says a word we know.
    An appeal follows a dispute that was lost.
    """

    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"
    APPEAL_NEEDS_RESPONSE = "appeal_needs_response"
    APPEAL_UNDER_REVIEW = "appeal_under_review"
    OTHER = "other"

    @property
    def decided(self) -> bool:
        """Whether the bank has spoken, be it to be asked again."""
        return self in DECIDED

    @property
    def settled(self) -> bool:
        """Whether nothing more is expected of it."""
        return self in {DisputeStatus.WARNING_CLOSED, DisputeStatus.WON, DisputeStatus.PREVENTED}


DECIDED = frozenset(
    {
        DisputeStatus.WARNING_CLOSED,
        DisputeStatus.WON,
        DisputeStatus.LOST,
        DisputeStatus.PREVENTED,
        DisputeStatus.APPEAL_NEEDS_RESPONSE,
        DisputeStatus.APPEAL_UNDER_REVIEW,
    }
)


class SubscriptionStatus(StrEnum):
    """How a recurring payment stands; `SUBSCRIPTION_STATUSES` translates Stripe's words."""

    STARTING = "starting"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    PAUSED = "paused"
    ENDED = "ended"
    NEVER_STARTED = "never_started"

    @property
    def alive(self) -> bool:
        """Whether Stripe may still take money for it."""
        return self not in {SubscriptionStatus.ENDED, SubscriptionStatus.NEVER_STARTED}


# docs.stripe.com/api/subscriptions/object#subscription_object-status. An `unpaid` one takes nothing
# any more but is not ended: the treasurer or the donor decides.
SUBSCRIPTION_STATUSES = {
    "incomplete": SubscriptionStatus.STARTING,
    "trialing": SubscriptionStatus.ACTIVE,
    "active": SubscriptionStatus.ACTIVE,
    "past_due": SubscriptionStatus.PAST_DUE,
    "unpaid": SubscriptionStatus.PAST_DUE,
    "paused": SubscriptionStatus.PAUSED,
    "canceled": SubscriptionStatus.ENDED,
    "incomplete_expired": SubscriptionStatus.NEVER_STARTED,
}


def subscription_status(word: str, *, paused: bool) -> SubscriptionStatus:
    """Stripe's word in ours. A word not known yet counts as alive, so that it is looked at."""
    status = SUBSCRIPTION_STATUSES.get(word, SubscriptionStatus.ACTIVE)
    is_pause = paused and status is SubscriptionStatus.ACTIVE
    return SubscriptionStatus.PAUSED if is_pause else status


class UnmatchedReason(StrEnum):
    """Why received money answers nothing we asked for."""

    NOT_OURS = "not_ours"
    UNKNOWN_REFERENCE = "unknown_reference"
    AMOUNT_DIFFERS = "amount_differs"
    PAID_TWICE = "paid_twice"


class Resolution(StrEnum):
    """What a person made of money that matched nothing."""

    WENT_BACK = "went_back"
    ATTACHED = "attached"
    MADE_A_GIFT = "made_a_gift"


class Outcome(StrEnum):
    """What came of bringing an object up to date."""

    UPDATED = "updated"
    FOREIGN = "foreign"
    UNMATCHED = "unmatched"
    IRRELEVANT = "irrelevant"


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


@dataclass(frozen=True)
class Returned:
    """What of a received payment is not ours any more, in its minor units.

    `refunded` went back or is on its way; `disputed` is held by a bank that has not decided;
    `lost` stays with the payer after a dispute.
    """

    refunded: int = 0
    disputed: int = 0
    lost: int = 0
    reversed: bool = False


def standing(amount_minor: int, returned: Returned) -> PaymentStatus:
    """Where a received payment stands when so much of it is gone."""
    if returned.reversed:
        return PaymentStatus.REVERSED
    if returned.disputed:
        return PaymentStatus.DISPUTED
    gone = returned.refunded + returned.lost
    if gone == 0:
        return PaymentStatus.PAID
    whole = gone >= amount_minor
    if returned.lost:
        return PaymentStatus.CHARGED_BACK if whole else PaymentStatus.PARTLY_CHARGED_BACK
    return PaymentStatus.REFUNDED if whole else PaymentStatus.PARTLY_REFUNDED


def idempotency_key(reference: str, attempt: int) -> str:
    """Stripe's idempotency key of an attempt: from our own ids, no personal data."""
    return f"payment:{reference}:attempt:{attempt}:v1"
