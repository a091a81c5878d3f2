"""Money that goes back, or that a bank takes: refunds, disputes, and what is left of a payment."""

from dataclasses import dataclass
from enum import StrEnum

from hov_donate.payments.rules.asking import PaymentStatus


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
    def awaits_answer(self) -> bool:
        """Whether the bank waits for our answer, be it to an appeal."""
        return self in AWAITS_ANSWER

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
# What must be answered, or the money is lost.
AWAITS_ANSWER = frozenset(
    {
        DisputeStatus.WARNING_NEEDS_RESPONSE,
        DisputeStatus.NEEDS_RESPONSE,
        DisputeStatus.APPEAL_NEEDS_RESPONSE,
    }
)


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
