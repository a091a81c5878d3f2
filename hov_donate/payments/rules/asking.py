"""What payments are for, how far they have come, and the pages on which they are paid."""

from dataclasses import dataclass
from enum import StrEnum

from hov_donate.ledger.rules import GENERAL_FUND


class PaymentPurpose(StrEnum):
    """What a payment is for; decides the income account."""

    DONATION = "donation"
    AFFILIATION = "affiliation"


@dataclass(frozen=True)
class Owner:
    """Whose a PaymentIntent is; no purpose means that it is unmatched."""

    purpose: PaymentPurpose | None
    reference: str | None
    recurring: bool = False
    fund: str = GENERAL_FUND


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


def idempotency_key(reference: str, attempt: int) -> str:
    """Stripe's idempotency key of an attempt: from our own ids, no personal data."""
    return f"payment:{reference}:attempt:{attempt}:v1"
