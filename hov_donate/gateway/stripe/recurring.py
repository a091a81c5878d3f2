"""Subscriptions, their invoices, and the page where a payer gives another card."""

from datetime import datetime

from stripe.params import SubscriptionModifyParams

from hov_donate.core.money import Money
from hov_donate.gateway.port import (
    NotFoundError,
    RemoteInvoice,
    RemoteSubscription,
)
from hov_donate.gateway.reading import recurring as reading
from hov_donate.gateway.reading.basics import id_of
from hov_donate.gateway.reading.payments import payment
from hov_donate.gateway.stripe.payments import Payments

ENDED = frozenset({"canceled", "incomplete_expired"})


class Recurring(Payments):
    """See the port."""

    def read_invoice(self, invoice_id: str) -> RemoteInvoice:
        """See the port."""
        data = self.get(f"invoices/{invoice_id}", expand=["payments"])
        intent_id = reading.intent_of_invoice(data)
        if intent_id is None:
            return reading.invoice(data, paid=None)
        intent = self._payment_data(intent_id)
        disputes = self._disputes(intent)
        return reading.invoice(data, paid=payment(intent, disputes=disputes))

    def invoice_of_invoice_payment(self, invoice_payment_id: str) -> str | None:
        """See the port."""
        return id_of(self.get(f"invoice_payments/{invoice_payment_id}")["invoice"])

    def read_subscription(self, subscription_id: str) -> RemoteSubscription:
        """See the port."""
        return reading.subscription(self.get(f"subscriptions/{subscription_id}"))

    def change_subscription_amount(
        self, subscription: RemoteSubscription, amount: Money, *, idempotency_key: str
    ) -> None:
        """See the port. docs.stripe.com/billing/subscriptions/change-price."""
        asked: SubscriptionModifyParams = {
            "proration_behavior": "none",
            "items": [
                {
                    "id": subscription.item_id,
                    # Someone may have made it several in the dashboard: the amount is for all.
                    "quantity": 1,
                    "price_data": {
                        "currency": amount.currency.lower(),
                        "product": subscription.product_id,
                        "unit_amount": amount.minor,
                        "recurring": {"interval": subscription.interval.value},
                    },
                }
            ],
        }
        with self.calling() as client:
            client.v1.subscriptions.update(
                subscription.id, asked, {"idempotency_key": idempotency_key}
            )

    def pause_subscription(self, subscription_id: str, until: datetime | None) -> None:
        """See the port. docs.stripe.com/billing/subscriptions/pause-payment."""
        pause: SubscriptionModifyParams = {"pause_collection": ""}
        if until is not None:
            pause = {"pause_collection": {"behavior": "void", "resumes_at": int(until.timestamp())}}
        with self.calling() as client:
            client.v1.subscriptions.update(subscription_id, pause)

    def cancel_subscription(self, subscription_id: str) -> None:
        """See the port. docs.stripe.com/api/subscriptions/cancel."""
        if self.read_subscription(subscription_id).status in ENDED:
            return
        try:
            with self.calling() as client:
                client.v1.subscriptions.cancel(subscription_id)
        except NotFoundError:
            # Stripe answers so when someone else ended it meanwhile.
            if self.read_subscription(subscription_id).status not in ENDED:
                raise

    def open_portal(self, customer_id: str, *, return_url: str) -> str:
        """See the port. docs.stripe.com/customer-management/portal-deep-links."""
        with self.calling() as client:
            session = client.v1.billing_portal.sessions.create(
                {
                    "customer": customer_id,
                    "return_url": return_url,
                    "flow_data": {"type": "payment_method_update"},
                }
            )
        return session.url
