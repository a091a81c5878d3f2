"""A payment provider's objects in our words, as they state them now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hov_donate.core.events import EventHint
from hov_donate.core.money import Money


class Interval(StrEnum):
    """How often a recurring payment is taken."""

    MONTH = "month"
    YEAR = "year"


class CheckoutStatus(StrEnum):
    """A hosted page's state."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


class PaidStatus(StrEnum):
    """Whether the money of a payment is ours.

    FAILED is the end of a debit that never arrived, REVERSED that of one that had arrived.
    A declined card leaves a payment UNPAID: its page waits for another.
    """

    PAID = "paid"
    ON_ITS_WAY = "on_its_way"
    UNPAID = "unpaid"
    FAILED = "failed"
    REVERSED = "reversed"


@dataclass(frozen=True)
class CheckoutRequest:
    """A hosted page to be opened for one attempt at one payment, or at the first of many.

    `gift` says that it is given and not owed: then the button says so.
    """

    reference: str
    attempt: int
    installation: str
    amount: Money
    interval: Interval | None
    gift: bool
    language: str
    description: str
    email: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    idempotency_key: str


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
class RemoteRefund:
    """A refund as they state it. `status` is their word (docs.stripe.com/api/refunds).

    `request` is the mark that it was asked for with; empty when it was made elsewhere.
    """

    id: str
    amount: Money
    status: str
    created_at: datetime
    failed_at: datetime | None = None
    request: str = ""


@dataclass(frozen=True)
class Moved:
    """A balance transaction, by its id, and when it was."""

    id: str
    at: datetime


@dataclass(frozen=True)
class RemoteDispute:
    """A payer's objection at their bank. `status` and `reason` are their words.

    docs.stripe.com/api/disputes. `withdrawals` and `returns` are the balance transactions that took
    the money and gave it back; an inquiry has none.
    """

    id: str
    payment_id: str | None
    amount: Money
    status: str
    reason: str
    opened_at: datetime
    evidence_due_by: datetime | None
    withdrawals: tuple[Moved, ...] = ()
    returns: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class RemoteFraudWarning:
    """A card network's word that a payment may be fraud. `kind` is theirs."""

    id: str
    charge_id: str
    payment_id: str | None
    kind: str
    actionable: bool
    created_at: datetime


@dataclass(frozen=True)
class RemotePayment:
    """A payment as they state it now. One that an invoice asked for names the invoice.

    `asked_at` is when the payer's bank was last asked, which is days before a debit is paid.
    `country` is that of the card or bank account, by ISO 3166.
    """

    id: str
    reference: str | None
    installation: str | None
    status: PaidStatus
    received: Money
    asked_at: datetime | None = None
    paid_at: datetime | None = None
    reversed_at: datetime | None = None
    charge_id: str | None = None
    method: str | None = None
    country: str | None = None
    delayed: bool = False
    failure: str | None = None
    invoice_id: str | None = None
    refunds: tuple[RemoteRefund, ...] = ()
    disputes: tuple[RemoteDispute, ...] = ()
    balance_transactions: tuple[RemoteBalanceTransaction, ...] = ()


@dataclass(frozen=True)
class RemoteSubscription:
    """A recurring payment as they state it now. `status` is their word.

    docs.stripe.com/api/subscriptions/object#subscription_object-status.
    """

    id: str
    reference: str | None
    installation: str | None
    status: str
    amount: Money
    interval: Interval
    customer_id: str
    item_id: str
    product_id: str
    started_at: datetime
    next_charge_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    paused: bool
    paused_until: datetime | None
    latest_invoice_id: str | None


@dataclass(frozen=True)
class RemoteInvoice:
    """One instalment of a recurring payment as they state it now. `status` is their word.

    `failures` counts the attempts that did not bring the money; `collecting` tells whether they try
    again by themselves. `reference` is the stamp of the subscription.
    """

    id: str
    subscription_id: str | None
    reference: str | None
    installation: str | None
    status: str
    due: Money
    failures: int
    collecting: bool
    first: bool
    created_at: datetime
    next_attempt_at: datetime | None
    hosted_url: str | None
    payment: RemotePayment | None


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
    subscription: RemoteSubscription | None = None
    invoice: RemoteInvoice | None = None


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
class Sighting:
    """An object seen in a list, and how it stood: enough to tell whether it is news."""

    object_type: str
    object_id: str
    status: str
    installation: str | None
    created_at: datetime


@dataclass(frozen=True)
class SightingPage:
    """Some objects of a list, newest first, and where the next page starts.

    A list of events brings the hints themselves, one of subscriptions all that is said of them.
    """

    items: Sequence[Sighting]
    next_after: str | None
    hints: Sequence[EventHint] = ()
    subscriptions: Sequence[RemoteSubscription] = ()


@dataclass(frozen=True)
class RemoteEndpoint:
    """Where they send events."""

    url: str
    enabled: bool
    event_types: frozenset[str]
    api_version: str | None
