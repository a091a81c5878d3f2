"""Facts about payments."""

from dataclasses import dataclass

from hov_donate.core.events import Event
from hov_donate.gateway.port import RemoteBalanceTransaction
from hov_donate.payments.rules import Owner


@dataclass(frozen=True)
class PaymentSucceeded(Event):
    """Stripe has the whole sum that was asked for."""

    payment_id: int


@dataclass(frozen=True)
class BalanceMoved(Event):
    """A balance transaction was seen, for the books; nobody's when there is no payer behind it."""

    transaction: RemoteBalanceTransaction
    owner: Owner | None


@dataclass(frozen=True)
class UnmatchedPaymentNoticed(Event):
    """Money came that answers nothing we asked for."""

    stripe_payment_intent_id: str
