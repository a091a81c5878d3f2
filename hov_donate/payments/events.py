"""Facts about payments."""

from dataclasses import dataclass

from hov_donate.core.events import Event
from hov_donate.gateway.port import RemoteBalanceTransaction


@dataclass(frozen=True)
class PaymentSucceeded(Event):
    """Stripe has the whole sum that was asked for."""

    payment_id: int


@dataclass(frozen=True)
class BalanceMoved(Event):
    """A balance transaction of a payment was seen, for the books."""

    transaction: RemoteBalanceTransaction


@dataclass(frozen=True)
class UnmatchedPaymentNoticed(Event):
    """Money came that answers nothing we asked for."""

    stripe_payment_intent_id: str
