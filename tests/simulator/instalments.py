"""Subscriptions for tests, and how they are looked at."""

from datetime import UTC, datetime
from typing import Any

import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import client_of, monthly

DAY, HOUR = 86400, 3600
GOOD, FAILS_LATER, ALWAYS_ASKS = "4242424242424242", "4000000000000341", "4000002760003184"


def subscribe(simulator: RunningSimulator, card: str = GOOD, **asked: Any) -> stripe.Subscription:
    client = client_of(simulator)
    session = client.v1.checkout.sessions.create(monthly(**asked))
    assert simulator.control.pay(session.id, card)["status"] == "paid"
    paid = client.v1.checkout.sessions.retrieve(session.id)
    return client.v1.subscriptions.retrieve(str(paid.subscription))


def now_of(simulator: RunningSimulator) -> int:
    return int(datetime.fromisoformat(simulator.control.now()).timestamp())


def advance_to(simulator: RunningSimulator, moment: int) -> None:
    simulator.control.advance(moment - now_of(simulator) + 2)


def period_end(subscription: stripe.Subscription) -> int:
    return int(subscription["items"].data[0].current_period_end)


def invoices(client: stripe.StripeClient, subscription: stripe.Subscription) -> list[Any]:
    """Oldest first."""
    found = client.v1.invoices.list({"subscription": subscription.id, "limit": 100})
    return list(found.data)[::-1]


def again(client: stripe.StripeClient, subscription: stripe.Subscription) -> stripe.Subscription:
    return client.v1.subscriptions.retrieve(subscription.id)


def types_since(simulator: RunningSimulator, count: int) -> list[str]:
    return [event["type"] for event in simulator.control.events()[count:]]


def day_of(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def raised(subscription: stripe.Subscription, amount: int, **price: Any) -> Any:
    item = subscription["items"].data[0]
    asked = {
        "currency": "gbp",
        "product": item.price.product,
        "recurring": {"interval": "month"},
        "unit_amount": amount,
    } | price
    return {
        "items": [{"id": item.id, "price_data": asked}],
        "proration_behavior": "none",
    }


def failing(simulator: RunningSimulator, card: str = FAILS_LATER) -> stripe.Subscription:
    """A subscription whose second instalment has just failed."""
    subscription = subscribe(simulator)
    simulator.control.change_card(str(subscription.customer), card)
    elapsed = period_end(subscription) - subscription.start_date
    simulator.control.advance(elapsed + HOUR + 5)
    return subscription


def latest(client: stripe.StripeClient, subscription: stripe.Subscription) -> Any:
    return invoices(client, subscription)[-1]
