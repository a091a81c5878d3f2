"""The port: what a payment provider must do for us. Only `gateway.stripe` knows how Stripe does it.

Reading never changes anything; every write carries an idempotency key or is idempotent by nature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from hov_donate.core.errors import FinalError, HovDonateError
from hov_donate.core.events import EventHint
from hov_donate.core.money import Money


class GatewayError(HovDonateError):
    """The provider did not do what we asked; `code` is its own word for why."""

    def __init__(self, message: str, code: str = "") -> None:
        """What happened, for the log and the office, never for a decision."""
        super().__init__(message)
        self.code = code


class GatewayUnavailableError(GatewayError):
    """Network, overload or an error of theirs: the same call may go through later."""


class AnswerLostError(GatewayUnavailableError):
    """We cannot know whether it was done: repeat it with the same idempotency key."""


class GatewayRefusedError(GatewayError, FinalError):
    """Our request was wrong for them: repeating it changes nothing."""


class NotFoundError(GatewayRefusedError):
    """They know no such object."""


class EventRefusedError(HovDonateError):
    """A webhook body that is not a genuine, well-formed event of theirs, meant for us."""


class CheckoutStatus(StrEnum):
    """A hosted page's state."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


class PaidStatus(StrEnum):
    """Whether the money of a payment is ours."""

    PAID = "paid"
    ON_ITS_WAY = "on_its_way"
    UNPAID = "unpaid"


@dataclass(frozen=True)
class CheckoutRequest:
    """A hosted page to be opened for one attempt at one payment."""

    reference: str
    attempt: int
    installation: str
    amount: Money
    language: str
    description: str
    email: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    idempotency_key: str


@dataclass(frozen=True)
class RemoteRefund:
    """A refund as they state it. `status` is their word (docs.stripe.com/api/refunds)."""

    id: str
    amount: Money
    status: str
    created_at: datetime


@dataclass(frozen=True)
class RemoteBalanceTransaction:
    """A movement of the balance; the only source of amounts in the books.

    `gross`, `fee`, `net` are in the settlement `currency`; `given` is the source's amount in the
    currency of the payment, signed like `gross`.
    """

    id: str
    reporting_category: str
    source_id: str | None
    payment_id: str | None
    created_at: datetime
    available_on: date
    currency: str
    gross_minor: int
    fee_minor: int
    net_minor: int
    given: Money | None
    exchange_rate: str | None


@dataclass(frozen=True)
class RemotePayment:
    """A payment as they state it now."""

    id: str
    reference: str | None
    installation: str | None
    status: PaidStatus
    received: Money
    paid_at: datetime | None = None
    charge_id: str | None = None
    method: str | None = None
    failure: str | None = None
    refunds: tuple[RemoteRefund, ...] = ()
    balance_transactions: tuple[RemoteBalanceTransaction, ...] = ()


@dataclass(frozen=True)
class RemoteCheckout:
    """A hosted page as they state it now, with its payment once there is one."""

    id: str
    reference: str | None
    attempt: int | None
    installation: str | None
    status: CheckoutStatus
    url: str | None
    expires_at: datetime
    payment: RemotePayment | None


@dataclass(frozen=True)
class RemotePayout:
    """Money on its way from their balance to the bank. `status` is their word."""

    id: str
    amount: Money
    status: str
    arrival_date: date
    automatic: bool
    itemised: bool
    created_at: datetime
    balance_transactions: tuple[RemoteBalanceTransaction, ...] = ()


@dataclass(frozen=True)
class Page:
    """Some balance transactions, newest first, and where the next page starts."""

    items: Sequence[RemoteBalanceTransaction]
    next_after: str | None


@dataclass(frozen=True)
class RemoteEndpoint:
    """Where they send events."""

    url: str
    enabled: bool
    event_types: frozenset[str]
    api_version: str | None


class PaymentGateway(Protocol):
    """A payment provider. Every method may raise GatewayError."""

    def open_checkout(self, request: CheckoutRequest) -> RemoteCheckout:
        """Open a hosted page; the same key gives the same page."""

    def read_checkout(self, session_id: str) -> RemoteCheckout:
        """A page and its payment, as they are now."""

    def expire_checkout(self, session_id: str) -> RemoteCheckout:
        """Close a page so that it can no longer be paid; what it is afterwards."""

    def read_payment(self, payment_id: str) -> RemotePayment:
        """A payment as it is now."""

    def payment_of_charge(self, charge_id: str) -> str | None:
        """The payment that a charge belongs to."""

    def payment_of_refund(self, refund_id: str) -> str | None:
        """The payment that a refund belongs to."""

    def read_payout(self, payout_id: str) -> RemotePayout:
        """A payout as it is now."""

    def payout_items(self, payout_id: str) -> Sequence[RemoteBalanceTransaction]:
        """What an itemised payout is made of, without the payout's own movement."""

    def balance_transactions(self, *, since: datetime, after: str | None) -> Page:
        """A page of the movements created from `since` on, newest first."""

    def balances(self) -> dict[str, Money]:
        """The whole balance (available, pending and reserved) by currency."""

    def webhook_endpoints(self) -> Sequence[RemoteEndpoint]:
        """Where they send events."""

    def account_name(self) -> str:
        """Whose account the key opens; proves that the key works."""


class EventVerifier(Protocol):
    """Tells genuine events from forgeries."""

    def verify(self, payload: bytes, signature: str, now: datetime) -> EventHint:
        """The hint in a genuine event. Raises EventRefusedError saying what is wrong."""
