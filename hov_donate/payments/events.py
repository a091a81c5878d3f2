"""Facts about payments. Stripe's ids name what a fact is about, so that each is told once."""

from dataclasses import dataclass
from datetime import datetime

from hov_donate.core.events import Event
from hov_donate.core.money import Money
from hov_donate.gateway.port import RemoteBalanceTransaction
from hov_donate.payments.rules import Owner


@dataclass(frozen=True)
class PaymentSucceeded(Event):
    """Stripe has the whole sum that was asked for."""

    payment_id: int


@dataclass(frozen=True)
class PaymentOnItsWay(Event):
    """A payer agreed to a debit; the money takes days, and may not come."""

    payment_id: int
    stripe_payment_intent_id: str


@dataclass(frozen=True)
class PaymentFailed(Event):
    """A debit did not bring the money."""

    payment_id: int
    stripe_payment_intent_id: str


@dataclass(frozen=True)
class PaymentReversed(Event):
    """The bank took back a debit that had come; `amount` is what was left of it."""

    payment_id: int
    amount: Money
    at: datetime


@dataclass(frozen=True)
class CardDeclined(Event):
    """Someone tried to pay and the bank said no; many of these are an attack."""

    payment_id: int


@dataclass(frozen=True)
class RefundRecorded(Event):
    """Money of a received payment goes back."""

    payment_id: int
    stripe_refund_id: str
    amount: Money
    at: datetime


@dataclass(frozen=True)
class RefundFailed(Event):
    """Money that was to go back could not; it is ours again."""

    payment_id: int
    stripe_refund_id: str
    amount: Money
    at: datetime


@dataclass(frozen=True)
class FundsWithdrawn(Event):
    """A bank took disputed money, by a balance transaction."""

    payment_id: int
    balance_transaction_id: str
    amount: Money
    at: datetime


@dataclass(frozen=True)
class FundsReturned(Event):
    """A bank gave disputed money back; `balance_transaction_id` is what had taken it."""

    payment_id: int
    balance_transaction_id: str
    amount: Money
    at: datetime


@dataclass(frozen=True)
class DisputeOpened(Event):
    """A payer objects at their bank, or their bank asks."""

    stripe_dispute_id: str


@dataclass(frozen=True)
class DisputeDecided(Event):
    """A bank has spoken about a dispute."""

    stripe_dispute_id: str


@dataclass(frozen=True)
class FraudWarned(Event):
    """A card network thinks that a payment may be fraud."""

    stripe_warning_id: str


@dataclass(frozen=True)
class InstalmentAsked(Event):
    """Stripe asks for another instalment of a recurring payment; a payment was made for it."""

    payment_id: int
    first_reference: str


@dataclass(frozen=True)
class InstalmentFailed(Event):
    """An instalment could not be taken; Stripe tries again, or the payer settles it by hand."""

    payment_id: int


@dataclass(frozen=True)
class SubscriptionEnded(Event):
    """Nothing more is taken for a recurring payment."""

    reference: str


@dataclass(frozen=True)
class BalanceMoved(Event):
    """A balance transaction was seen, for the books; nobody's when there is no payer behind it.

    `payment_id` is the payment that we know it by; its money may be held since this was stated.
    """

    transaction: RemoteBalanceTransaction
    owner: Owner | None
    payment_id: int | None = None


@dataclass(frozen=True)
class UnmatchedPaymentNoticed(Event):
    """Money came that answers nothing we asked for."""

    stripe_payment_intent_id: str


@dataclass(frozen=True)
class UnmatchedPaymentPlaced(Event):
    """A person said what money is that matched nothing; `amount` is what came."""

    stripe_payment_intent_id: str
    payment_id: int
    amount: Money
