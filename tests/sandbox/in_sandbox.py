"""Payers in Stripe's own sandbox.

This has never been run: the types of the pinned library are all that has checked it so far.
"""

import time
from dataclasses import dataclass, field

import stripe
from stripe.params import PaymentIntentCreateParams

from tests.sandbox.drivers import (
    DAY_SECONDS,
    IBAN,
    PAUSE_SECONDS,
    Asked,
    Card,
    Listening,
    Monthly,
    invoices,
    period_end,
    until,
)

# The same cards for the API, which takes no numbers (docs.stripe.com/testing).
PAYMENT_METHODS = {
    Card.GOOD: "pm_card_visa",
    Card.DECLINED: "pm_card_chargeDeclined",
    Card.DISPUTED: "pm_card_createDispute",
}


@dataclass
class InSandbox:
    """Payers in Stripe's sandbox, by its API and its test payment methods."""

    key: str
    api_base: str = ""
    client: stripe.StripeClient = field(init=False)
    listening: Listening = field(default_factory=Listening)
    clocks: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Speaks to Stripe itself."""
        self.client = stripe.StripeClient(
            self.key, http_client=self.listening, max_network_retries=2
        )

    def pays_by_card(self, gift: Asked, card: Card = Card.GOOD) -> str:
        """See Driver."""
        asked = _payment(gift)
        asked["allowed_payment_method_types"] = ["card"]
        asked["payment_method"] = PAYMENT_METHODS[card]
        try:
            return self.client.v1.payment_intents.create(asked).id
        except stripe.CardError as declined:
            return _declined_payment(declined)

    def pays_by_debit(self, gift: Asked) -> str:
        """See Driver."""
        account = self.client.v1.payment_methods.create(
            {
                "type": "sepa_debit",
                "sepa_debit": {"iban": IBAN},
                "billing_details": {"name": "Rosa Quiñones", "email": "rosa@people.example"},
            }
        )
        asked = _payment(gift)
        asked["allowed_payment_method_types"] = ["sepa_debit"]
        asked["payment_method"] = account.id
        asked["mandate_data"] = {
            "customer_acceptance": {
                "type": "online",
                "online": {"ip_address": "127.0.0.1", "user_agent": "HOV Donate's stories"},
            }
        }
        return self.client.v1.payment_intents.create(asked).id

    def gives_monthly(self, gift: Asked) -> Monthly:
        """See Driver. Stripe's test clock passes the month."""
        clock = self.client.v1.test_helpers.test_clocks.create(
            {"frozen_time": int(time.time()), "name": f"HOV Donate {gift.reference}"}
        )
        self.clocks.append(clock.id)
        subscription = self._subscription(gift, clock.id)
        self._advance(clock.id, period_end(subscription) + DAY_SECONDS)
        return Monthly(subscription.id, invoices(self.client, subscription.id))

    def _subscription(self, gift: Asked, clock: str) -> stripe.Subscription:
        card = PAYMENT_METHODS[Card.GOOD]
        customer = self.client.v1.customers.create(
            {
                "test_clock": clock,
                "payment_method": card,
                "invoice_settings": {"default_payment_method": card},
            }
        )
        product = self.client.v1.products.create({"name": f"Gift {gift.reference}"})
        self.products.append(product.id)
        return self.client.v1.subscriptions.create(
            {
                "customer": customer.id,
                "metadata": gift.stamp,
                "items": [
                    {
                        "price_data": {
                            "currency": gift.amount.currency.lower(),
                            "product": product.id,
                            "unit_amount": gift.amount.minor,
                            "recurring": {"interval": "month"},
                        }
                    }
                ],
            }
        )

    def _advance(self, clock: str, to: int) -> None:
        clocks = self.client.v1.test_helpers.test_clocks
        clocks.advance(clock, {"frozen_time": to})
        ended = {"ready", "internal_failure"}
        status = until(self, lambda: clocks.retrieve(clock).status, ended.__contains__)
        assert status == "ready", "Stripe's test clock broke"

    def wait(self) -> None:
        """See Driver."""
        time.sleep(PAUSE_SECONDS)

    def finish(self) -> None:
        """See Driver. With a test clock go its customers, and with them their subscriptions."""
        for clock in self.clocks:
            self.client.v1.test_helpers.test_clocks.delete(clock)
        for product in self.products:
            self.client.v1.products.update(product, {"active": False})


def _declined_payment(declined: stripe.CardError) -> str:
    """The PaymentIntent that Stripe made all the same; it waits for another card."""
    assert declined.error is not None
    assert declined.error.payment_intent is not None
    return declined.error.payment_intent.id


def _payment(gift: Asked) -> PaymentIntentCreateParams:
    """What our page would have asked for, confirmed at once."""
    return {
        "amount": gift.amount.minor,
        "currency": gift.amount.currency.lower(),
        "metadata": gift.stamp,
        "description": f"Gift {gift.reference}",
        "confirm": True,
        "return_url": "http://127.0.0.1:1/back",
    }
