"""What payers, banks and the dashboard do: at the simulator, and in Stripe's own sandbox.

Nobody can pay on Stripe's page through the API. So in the sandbox is made what the page would have
made, with the same stamp; how the page itself behaves is not shown there.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar

import pytest
import stripe
from stripe.params import PaymentIntentCreateParams

from hov_donate.core.money import Money
from hov_donate.gateway.reading.basics import INSTALLATION, REFERENCE
from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import client_of

Json = dict[str, Any]
Found = TypeVar("Found")
DAY_SECONDS = 24 * 3600
# What Stripe does by itself takes moments, a debit about a minute.
TRIES, PAUSE_SECONDS = 60, 3.0
# Paid soon after, at both (docs.stripe.com/payments/sepa-debit/accept-a-payment, "Test").
IBAN = "AT611904300234573201"


class Card(StrEnum):
    """A card, by what comes of it."""

    GOOD = "good"
    DECLINED = "declined"
    DISPUTED = "disputed"


NUMBERS = {
    Card.GOOD: "4242424242424242",
    Card.DECLINED: "4000000000000002",
    Card.DISPUTED: "4000000000000259",
}
# The same cards for the API, which takes no numbers (docs.stripe.com/testing).
PAYMENT_METHODS = {
    Card.GOOD: "pm_card_visa",
    Card.DECLINED: "pm_card_chargeDeclined",
    Card.DISPUTED: "pm_card_createDispute",
}


@dataclass(frozen=True)
class Asked:
    """A gift that waits for its payer, and the page that was opened for it."""

    reference: str
    installation: str
    amount: Money
    session_id: str

    @property
    def stamp(self) -> dict[str, str]:
        """What our pages put on all that they lead to."""
        return {REFERENCE: self.reference, INSTALLATION: self.installation}


@dataclass(frozen=True)
class Monthly:
    """A gift that comes again: the subscription and its invoices, oldest first."""

    subscription_id: str
    invoice_ids: list[str]


class Driver(Protocol):
    """Does what others do, and reads what Stripe says of it."""

    key: str
    api_base: str
    client: stripe.StripeClient

    def pays_by_card(self, gift: Asked, card: Card = Card.GOOD) -> str:
        """Pay, or try to; the PaymentIntent."""

    def pays_by_debit(self, gift: Asked) -> str:
        """Agree to a SEPA debit; the PaymentIntent, which is on its way."""

    def gives_monthly(self, gift: Asked) -> Monthly:
        """Begin a monthly gift, and let the second instalment be taken."""

    def wait(self) -> None:
        """Let a moment pass."""

    def finish(self) -> None:
        """Leave nothing behind that goes on by itself."""


def until(driver: Driver, read: Callable[[], Found], enough: Callable[[Found], object]) -> Found:
    """What is read once it is enough; Stripe takes its time, but not for ever."""
    found = read()
    for _ in range(TRIES):
        if enough(found):
            return found
        driver.wait()
        found = read()
    pytest.fail(f"Stripe did not come so far: {found}")


def show(driver: Driver, path: str, **params: object) -> Json:
    """An object, or a list, just as Stripe tells it."""
    data: Json = driver.client.raw_request("get", f"/v1/{path}", **params).data
    return data


def refund(driver: Driver, intent_id: str, amount: int | None = None) -> str:
    """Give back as the dashboard does, all that is left when no amount is named; the refund."""
    asked: stripe.params.RefundCreateParams = {"payment_intent": intent_id}
    if amount is not None:
        asked["amount"] = amount
    return driver.client.v1.refunds.create(asked).id


def movements(driver: Driver, intent_id: str) -> list[Json]:
    """What a payment did to the balance, found by its charge, its refunds and its disputes."""
    charge = show(driver, f"payment_intents/{intent_id}")["latest_charge"]
    listed = [show(driver, each, payment_intent=intent_id) for each in ("refunds", "disputes")]
    sources = [charge, *(row["id"] for each in listed for row in each["data"])]
    found = (
        show(driver, "balance_transactions", source=source, expand=["data.source"])
        for source in sources
    )
    return [row for each in found for row in each["data"]]


def _invoices(client: stripe.StripeClient, subscription_id: str) -> list[str]:
    rows = client.v1.invoices.list({"subscription": subscription_id}).data
    return [row.id for row in sorted(rows, key=lambda row: row.created)]


def _period_end(subscription: stripe.Subscription) -> int:
    return subscription.items.data[0].current_period_end


@dataclass
class AtSimulator:
    """Payers at the simulator's own pages, by its verbs."""

    simulator: RunningSimulator
    key: str = field(init=False)
    api_base: str = field(init=False)
    client: stripe.StripeClient = field(init=False)

    def __post_init__(self) -> None:
        """Takes its key and address from the simulator."""
        self.key, self.api_base = self.simulator.api_key, self.simulator.url
        self.client = client_of(self.simulator)

    def pays_by_card(self, gift: Asked, card: Card = Card.GOOD) -> str:
        """See Driver."""
        paid = self.simulator.control.pay(gift.session_id, NUMBERS[card])
        return str(paid["payment_intent"])

    def pays_by_debit(self, gift: Asked) -> str:
        """See Driver."""
        paid = self.simulator.control.pay_by_debit(gift.session_id, IBAN)
        return str(paid["payment_intent"])

    def gives_monthly(self, gift: Asked) -> Monthly:
        """See Driver."""
        self.simulator.control.pay(gift.session_id, NUMBERS[Card.GOOD])
        session = show(self, f"checkout/sessions/{gift.session_id}")
        subscription = self.client.v1.subscriptions.retrieve(session["subscription"])
        passes = _period_end(subscription) - subscription.created
        self.simulator.control.advance(passes + DAY_SECONDS)
        return Monthly(subscription.id, _invoices(self.client, subscription.id))

    def wait(self) -> None:
        """See Driver."""
        self.simulator.control.advance(PAUSE_SECONDS)

    def finish(self) -> None:
        """See Driver: the simulator itself is stopped by its fixture."""


@dataclass
class InSandbox:
    """Payers in Stripe's sandbox, by its API and its test payment methods."""

    key: str
    api_base: str = ""
    client: stripe.StripeClient = field(init=False)
    clocks: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Speaks to Stripe itself."""
        http = stripe.RequestsClient(timeout=30)
        self.client = stripe.StripeClient(self.key, http_client=http, max_network_retries=2)

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
        self._advance(clock.id, _period_end(subscription) + DAY_SECONDS)
        return Monthly(subscription.id, _invoices(self.client, subscription.id))

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
