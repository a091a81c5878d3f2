"""What payers, banks and the dashboard do: at the simulator, and in Stripe's own sandbox.

Nobody can pay on Stripe's page through the API. So in the sandbox is made what the page would have
made, with the same stamp; how the page itself behaves is not shown there.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

import pytest
import stripe
from stripe.params import RefundCreateParams

from hov_donate.core.money import Money
from hov_donate.gateway.reading.basics import INSTALLATION, REFERENCE

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


class Listening(stripe.RequestsClient):
    """Keeps whatever Stripe answers, so that a story can look at its shape."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        super().__init__(timeout=30)
        self.told: list[Json] = []

    # The library's own client differs from its base class in the same way.
    def request(  # type: ignore[override]
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Ask, and keep the answer unless it is an error."""
        body, status, more = super().request(method, url, headers, post_data)
        if status == HTTPStatus.OK:
            self.told.append(json.loads(body))
        return body, status, more


class Driver(Protocol):
    """Does what others do, and reads what Stripe says of it."""

    key: str
    api_base: str
    client: stripe.StripeClient
    listening: Listening

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
    asked: RefundCreateParams = {"payment_intent": intent_id}
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


def invoices(client: stripe.StripeClient, subscription_id: str) -> list[str]:
    """The invoices of a subscription, oldest first."""
    rows = client.v1.invoices.list({"subscription": subscription_id}).data
    return [row.id for row in sorted(rows, key=lambda row: row.created)]


def period_end(subscription: stripe.Subscription) -> int:
    """When the next instalment is due, in seconds."""
    return subscription.items.data[0].current_period_end
