"""Money came, or went back: the gift is counted in its country, or no longer."""

from hov_donate.campaign.map.operations import count_gift
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.payments.events import (
    FundsReturned,
    FundsWithdrawn,
    PaymentReversed,
    PaymentSucceeded,
    RefundFailed,
    RefundRecorded,
)

MOVED = (
    PaymentSucceeded,
    PaymentReversed,
    RefundRecorded,
    RefundFailed,
    FundsWithdrawn,
    FundsReturned,
)


def count_in_country(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001
    """Count the gift anew, whatever happened to its money."""
    assert isinstance(happened, MOVED)  # noqa: S101 (the wiring's promise)
    count_gift(work, payment_id=happened.payment_id)
