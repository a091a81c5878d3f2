"""What a payment provider is asked to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hov_donate.core.events import EventHint
from hov_donate.core.money import Money
from hov_donate.gateway.port.objects import (
    CheckoutRequest,
    Page,
    RemoteBalanceTransaction,
    RemoteCheckout,
    RemoteEndpoint,
    RemoteFraudWarning,
    RemoteInvoice,
    RemotePayment,
    RemotePayout,
    RemoteSubscription,
    SightingPage,
)


class PaymentGateway(Protocol):
    """A payment provider. Every method may raise GatewayError."""

    def open_checkout(self, request: CheckoutRequest) -> RemoteCheckout:
        """Open a hosted page; the same key gives the same page."""

    def read_checkout(self, session_id: str) -> RemoteCheckout:
        """A page and its payment, as they are now."""

    def expire_checkout(self, session_id: str) -> RemoteCheckout:
        """Close a page so that it can no longer be paid; what it is afterwards."""

    def read_payment(self, payment_id: str) -> RemotePayment:
        """A payment as it is now, with its refunds and disputes."""

    def refund(
        self, payment_id: str, amount: Money | None, *, idempotency_key: str, request: str = ""
    ) -> None:
        """Give money back, all that is left when no amount is named; marked with the `request`."""

    def answer_dispute(
        self, dispute_id: str, evidence: Mapping[str, str], *, idempotency_key: str
    ) -> None:
        """Send the bank what shows that a payment is right; banks take one answer and no other."""

    def payment_of_charge(self, charge_id: str) -> str | None:
        """The payment that a charge belongs to."""

    def payment_of_refund(self, refund_id: str) -> str | None:
        """The payment that a refund belongs to."""

    def payment_of_dispute(self, dispute_id: str) -> str | None:
        """The payment that a dispute belongs to."""

    def read_fraud_warning(self, warning_id: str) -> RemoteFraudWarning:
        """A warning as it is now."""

    def read_invoice(self, invoice_id: str) -> RemoteInvoice:
        """An instalment and its payment, as they are now."""

    def invoice_of_invoice_payment(self, invoice_payment_id: str) -> str | None:
        """The instalment that a payment of an invoice belongs to."""

    def read_subscription(self, subscription_id: str) -> RemoteSubscription:
        """A recurring payment as it is now."""

    def change_subscription_amount(
        self, subscription: RemoteSubscription, amount: Money, *, idempotency_key: str
    ) -> None:
        """Take another amount from the next instalment on; nothing is charged for the change."""

    def pause_subscription(self, subscription_id: str, until: datetime | None) -> None:
        """Take nothing until then; None ends a pause at once."""

    def cancel_subscription(self, subscription_id: str) -> None:
        """End a recurring payment now; one that has ended already is left as it is."""

    def open_portal(self, customer_id: str, *, return_url: str) -> str:
        """The address of a page where a payer can give another card; good for a short time."""

    def read_payout(self, payout_id: str) -> RemotePayout:
        """A payout as it is now."""

    def payout_items(self, payout_id: str) -> Sequence[RemoteBalanceTransaction]:
        """What an itemised payout is made of, without the payout's own movement."""

    def balance_transactions(self, *, since: datetime, after: str | None) -> Page:
        """A page of the movements created from `since` on, newest first."""

    def sightings(
        self, object_type: str, *, since: datetime | None, after: str | None
    ) -> SightingPage:
        """A page of the objects of a type created from `since` on, newest first.

        Types: event, checkout.session, refund, dispute, invoice, payout, subscription,
        radar.early_fraud_warning.
        """

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
