"""Gifts that come again, when something about them changes."""

from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator, start
from tests.simulator.instalments import (
    DAY,
    FAILS_LATER,
    GOOD,
    HOUR,
    advance_to,
    again,
    invoices,
    period_end,
    raised,
    subscribe,
    types_since,
)
from tests.simulator.support import client_of, monthly


def test_a_raise_counts_from_the_next_instalment(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    client.v1.subscriptions.update(subscription.id, raised(subscription, 2500))
    assert again(client, subscription)["items"].data[0].price.unit_amount == 2500
    assert [each.amount_paid for each in invoices(client, subscription)] == [1000]
    simulator.control.advance(32 * DAY)
    assert [each.amount_paid for each in invoices(client, subscription)] == [1000, 2500]
    (_, changed) = [
        event
        for event in simulator.control.events()
        if event["type"] == "customer.subscription.updated"
    ][:2]
    before = changed["data"]["previous_attributes"]["items"]["data"][0]["price"]
    assert before["unit_amount"] == 1000


@pytest.mark.parametrize(
    "price",
    [
        {"currency": "eur"},
        {"product": "prod_other"},
        {"recurring": {"interval": "year"}},
        {"unit_amount": 1},
    ],
)
def test_a_price_that_cannot_be_is_refused(
    simulator: RunningSimulator, client: stripe.StripeClient, price: Any
) -> None:
    subscription = subscribe(simulator)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.update(subscription.id, raised(subscription, 2000, **price))
    assert again(client, subscription)["items"].data[0].price.unit_amount == 1000


def test_a_skipped_month_is_voided_and_the_next_is_taken(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    resumes = period_end(subscription) + DAY
    pause: Any = {"behavior": "void", "resumes_at": resumes}
    client.v1.subscriptions.update(subscription.id, {"pause_collection": pause})
    advance_to(simulator, resumes)
    assert again(client, subscription).pause_collection is None
    simulator.control.advance(32 * DAY)
    assert [each.status for each in invoices(client, subscription)] == ["paid", "void", "paid"]
    assert again(client, subscription).status == "active"
    assert len(simulator.control.dump()["charge"]) == 2


def test_a_pause_that_ends_with_the_period_does_not_skip_what_begins_then(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    pause: Any = {"behavior": "void", "resumes_at": period_end(subscription)}
    client.v1.subscriptions.update(subscription.id, {"pause_collection": pause})
    advance_to(simulator, period_end(subscription) + HOUR)
    assert [each.status for each in invoices(client, subscription)] == ["paid", "paid"]


def test_a_pause_can_keep_drafts_or_give_up_and_be_taken_back(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    for behavior in ("keep_as_draft", "mark_uncollectible"):
        pause: Any = {"behavior": behavior}
        client.v1.subscriptions.update(subscription.id, {"pause_collection": pause})
        advance_to(simulator, period_end(again(client, subscription)) + DAY)
    client.v1.subscriptions.update(subscription.id, {"pause_collection": ""})
    assert again(client, subscription).pause_collection is None
    advance_to(simulator, period_end(again(client, subscription)) + DAY)
    statuses = [each.status for each in invoices(client, subscription)]
    assert statuses == ["paid", "draft", "uncollectible", "paid"]


def test_who_cancels_is_not_charged_again(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    said: Any = {"comment": "No money", "feedback": "too_expensive"}
    ended = client.v1.subscriptions.cancel(subscription.id, {"cancellation_details": said})
    assert (ended.status, ended.ended_at) == ("canceled", ended.canceled_at)
    details: Any = ended.cancellation_details
    assert (details.reason, details.comment) == ("cancellation_requested", "No money")
    simulator.control.advance(100 * DAY)
    assert len(invoices(client, subscription)) == 1
    with pytest.raises(stripe.InvalidRequestError) as error:
        client.v1.subscriptions.cancel(subscription.id)
    assert error.value.http_status == 404
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    client.v1.subscriptions.update(subscription.id, {"metadata": {"pledge": "", "why": "x"}})
    assert again(client, subscription).metadata.to_dict() == {"why": "x"}


def test_a_cancellation_can_wait_for_the_end_of_the_period_and_be_taken_back(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    change = client.v1.subscriptions.update
    waiting = change(subscription.id, {"cancel_at_period_end": True})
    assert (waiting.status, waiting.cancel_at) == ("active", period_end(subscription))
    kept = change(subscription.id, {"cancel_at_period_end": False})
    assert (kept.cancel_at, kept.canceled_at) == (None, None)
    change(subscription.id, {"cancel_at_period_end": True})
    advance_to(simulator, period_end(subscription))
    ended = again(client, subscription)
    assert (ended.status, ended.ended_at) == ("canceled", period_end(subscription))
    assert len(invoices(client, subscription)) == 1


def test_the_dashboard_and_a_deleted_customer_end_a_subscription(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    one, other = subscribe(simulator), subscribe(simulator)
    assert simulator.control.cancel_subscription(one.id)["status"] == "canceled"
    seen = len(simulator.control.events())
    customer = str(other.customer)
    client.v1.customers.delete(customer)
    assert types_since(simulator, seen) == ["customer.subscription.deleted", "customer.deleted"]
    assert again(client, other).status == "canceled"
    assert client.v1.customers.retrieve(customer).deleted
    assert customer not in [each.id for each in client.v1.customers.list().data]
    asked = monthly(customer=customer)
    del asked["customer_email"]
    pages = client.v1.checkout.sessions
    for forbidden in (client.v1.customers.delete, lambda _: pages.create(asked)):
        with pytest.raises(stripe.InvalidRequestError):
            forbidden(customer)


def test_renewals_go_on_after_a_restart(tmp_path: Any) -> None:
    file = tmp_path / "state.sqlite"
    running = start(state=file)
    paused, plain, failing = (subscribe(running) for _ in range(3))
    resumes: Any = {"behavior": "void", "resumes_at": period_end(paused) + DAY}
    client_of(running).v1.subscriptions.update(paused.id, {"pause_collection": resumes})
    running.control.change_card(str(failing.customer), FAILS_LATER)
    advance_to(running, period_end(paused) + HOUR // 2)
    running.stop()
    running = start(state=file)
    try:
        client = client_of(running)
        running.control.advance(2 * HOUR)
        assert again(client, failing).status == "past_due"
        running.stop()
        running = start(state=file)
        client = client_of(running)
        running.control.advance(40 * DAY)
        statuses = [[each.status for each in invoices(client, s)] for s in (paused, plain, failing)]
        assert statuses == [["paid", "void", "paid"], ["paid"] * 3, ["paid", "open"]]
        assert again(client, failing).status == "canceled"
    finally:
        running.stop()


def test_three_years_of_a_giver_with_a_failure_a_raise_a_skip_and_an_end(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    control, subscription = simulator.control, subscribe(simulator)
    customer = str(subscription.customer)
    control.advance(366 * DAY)
    assert len(invoices(client, subscription)) == 13
    control.change_card(customer, FAILS_LATER)
    advance_to(simulator, period_end(again(client, subscription)) + 2 * HOUR)
    assert again(client, subscription).status == "past_due"
    control.change_card(customer, GOOD)
    control.advance(3 * DAY)
    assert again(client, subscription).status == "active"
    client.v1.subscriptions.update(subscription.id, raised(subscription, 1500))
    advance_to(simulator, subscription.start_date + 730 * DAY)
    resumes = period_end(again(client, subscription)) + DAY
    pause: Any = {"behavior": "void", "resumes_at": resumes}
    client.v1.subscriptions.update(subscription.id, {"pause_collection": pause})
    advance_to(simulator, subscription.start_date + 1090 * DAY)
    client.v1.subscriptions.cancel(subscription.id)
    control.advance(365 * DAY)
    found = invoices(client, subscription)
    assert [each.status for each in found].count("void") == 1
    assert sum(each.amount_paid for each in found) == 14 * 1000 + 21 * 1500
    charges = [row for row in control.dump()["charge"] if row["paid"]]
    assert sum(row["amount"] for row in charges) == 14 * 1000 + 21 * 1500
    taken = [row["amount"] for row in control.dump()["balance_transaction"]]
    assert sum(taken) == 14 * 1000 + 21 * 1500
