"""Gifts that come again: how they begin, how they are renewed, how they are found."""

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator, start
from tests.simulator.instalments import (
    DAY,
    FAILS_LATER,
    HOUR,
    advance_to,
    again,
    day_of,
    invoices,
    period_end,
    subscribe,
    types_since,
)
from tests.simulator.support import client_of, gift, monthly


def test_a_page_that_is_paid_brings_a_subscription_and_everything_with_it(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(monthly())
    assert (session.subscription, session.invoice, session.customer) == (None, None, None)
    simulator.control.pay(session.id)
    expand = ["subscription", "invoice.payments.data.payment", "customer"]
    paid: Any = client.v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    assert (paid.status, paid.payment_status, paid.payment_intent) == ("complete", "paid", None)
    assert paid.subscription.status == "active"
    assert paid.subscription.metadata["pledge"] == "P-1"
    assert paid.subscription.description == "A monthly gift"
    assert "current_period_end" not in paid.subscription
    assert paid.customer.email == "donor@example.org"
    assert (paid.invoice.status, paid.invoice.billing_reason) == ("paid", "subscription_create")
    assert (paid.invoice.amount_paid, paid.invoice.amount_remaining) == (1000, 0)
    assert paid.invoice.parent.subscription_details.metadata["pledge"] == "P-1"
    (payment,) = paid.invoice.payments.data
    intent = client.v1.payment_intents.retrieve(
        payment.payment.payment_intent, {"expand": ["latest_charge.balance_transaction"]}
    )
    assert (intent.status, intent.metadata.to_dict()) == ("succeeded", {})
    charge: Any = intent.latest_charge
    assert charge.balance_transaction.amount == 1000


def test_a_known_customer_can_subscribe_twice(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    customer = client.v1.customers.create({"email": "known@example.org"})
    asked = monthly(customer=customer.id)
    del asked["customer_email"]
    for _ in range(2):
        simulator.control.pay(client.v1.checkout.sessions.create(asked).id)
    assert len(client.v1.subscriptions.list({"customer": customer.id}).data) == 2
    assert len(client.v1.customers.list().data) == 1
    numbers = {each.number for each in client.v1.invoices.list({"customer": customer.id}).data}
    assert len(numbers) == 2


def test_the_first_instalment_is_told_in_stripes_order(simulator: RunningSimulator) -> None:
    subscribe(simulator)
    assert types_since(simulator, 0) == [
        "payment_intent.created",
        "customer.created",
        "payment_method.attached",
        "invoice.created",
        "customer.subscription.created",
        "invoice.finalized",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
        "customer.subscription.updated",
    ]


@pytest.mark.parametrize("card", ["4000000000000002", FAILS_LATER])
def test_a_declined_card_leaves_the_page_open_and_no_subscription(
    simulator: RunningSimulator, client: stripe.StripeClient, card: str
) -> None:
    session = client.v1.checkout.sessions.create(monthly())
    assert simulator.control.pay(session.id, card)["status"] == "declined"
    after = client.v1.checkout.sessions.retrieve(session.id)
    assert (after.status, after.subscription, after.payment_intent) == ("open", None, None)
    assert not client.v1.subscriptions.list({"status": "all"}).data
    assert not client.v1.invoices.list().data
    assert simulator.control.pay(session.id)["status"] == "paid"
    assert len(client.v1.subscriptions.list().data) == 1


def test_a_page_that_expires_unpaid_leaves_nothing_behind(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(monthly())
    simulator.control.pay(session.id, "4000000000000002")
    simulator.control.advance(2 * DAY)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert simulator.control.dump()["payment_intent"][0]["status"] == "canceled"


@pytest.mark.parametrize(
    ("refused", "param"),
    [
        ({"payment_intent_data": {"description": "x"}}, "payment_intent_data"),
        ({"customer_creation": "always"}, "customer_creation"),
        ({"submit_type": "donate"}, "submit_type"),
        ({"line_items": gift()["line_items"]}, "line_items"),
    ],
)
def test_what_only_payments_may_have_is_refused_to_subscriptions(
    client: stripe.StripeClient, refused: Any, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as error:
        client.v1.checkout.sessions.create(monthly() | refused)
    assert error.value.param == param


def test_what_only_subscriptions_may_have_is_refused_to_payments(
    client: stripe.StripeClient,
) -> None:
    for more in ({"subscription_data": {"description": "x"}}, monthly()["line_items"]):
        asked = gift(line_items=more) if isinstance(more, list) else gift(**more)
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.checkout.sessions.create(asked)


def test_a_month_later_the_instalment_is_drafted_and_an_hour_later_taken(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    first_end, seen = period_end(subscription), len(simulator.control.events())
    advance_to(simulator, first_end)
    (_, drafted) = invoices(client, subscription)
    assert (drafted.status, drafted.number, drafted.attempted) == ("draft", None, False)
    assert (drafted.period_start, drafted.period_end) == (subscription.start_date, first_end)
    line = drafted.lines.data[0]
    assert line.period.start == first_end
    assert line.period.end == period_end(again(client, subscription)) > first_end
    simulator.control.advance(HOUR)
    (_, paid) = invoices(client, subscription)
    assert (paid.status, paid.billing_reason) == ("paid", "subscription_cycle")
    assert paid.status_transitions.finalized_at == paid.created + HOUR
    assert types_since(simulator, seen) == [
        "invoice.upcoming",
        "invoice.created",
        "customer.subscription.updated",
        "invoice.finalized",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
    ]


def test_a_week_before_the_next_instalment_there_is_notice(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator, interval="year", amount=5000)
    advance_to(simulator, period_end(subscription) - 7 * DAY)
    (event,) = client.v1.events.list({"type": "invoice.upcoming"}).data
    notice: Any = event.data.object
    assert (notice.amount_due, notice.status) == (5000, "draft")
    assert notice.parent.subscription_details.subscription == subscription.id
    assert notice.period_end == period_end(subscription)
    assert len(invoices(client, subscription)) == 1


def test_months_are_counted_by_the_calendar_from_the_first_day() -> None:
    running = start(now=datetime(2027, 1, 31, 12, tzinfo=UTC))
    try:
        client = client_of(running)
        subscription = subscribe(running)
        running.control.advance(400 * DAY)
        starts = [each.lines.data[0].period.start for each in invoices(client, subscription)]
        assert [day_of(each) for each in starts] == [
            "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30",
            "2027-07-31", "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30", "2027-12-31",
            "2028-01-31", "2028-02-29",
        ]  # fmt: skip
    finally:
        running.stop()


def test_many_subscriptions_are_renewed_in_the_order_of_time(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    for amount in (1000, 2000, 3000):
        subscribe(simulator, amount=amount)
        simulator.control.advance(5 * DAY)
    simulator.control.advance(365 * DAY)
    moments = [event["created"] for event in simulator.control.events()]
    assert moments == sorted(moments)
    assert len(client.v1.invoices.list({"limit": 100}).data) == 39


def test_an_instalment_is_found_from_its_payment_and_the_reverse(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    subscribe(simulator)
    simulator.control.advance(32 * DAY)
    (_, renewal) = invoices(client, subscription)
    (payment,) = client.v1.invoice_payments.list({"invoice": renewal.id}).data
    intent = str(payment.payment.payment_intent)
    asked: Any = {
        "payment": {"type": "payment_intent", "payment_intent": intent},
        "expand": ["data.invoice"],
    }
    (found,) = client.v1.invoice_payments.list(asked).data
    invoice: Any = found.invoice
    assert (found.id, invoice.id) == (payment.id, renewal.id)
    assert (found.status, found.amount_paid) == ("paid", 1000)
    assert client.v1.invoice_payments.retrieve(payment.id).id == payment.id
    deep = {"expand": ["payments.data.payment.payment_intent"]}
    shown: Any = client.v1.invoices.retrieve(renewal.id, deep)  # type: ignore[arg-type]
    assert shown.payments.data[0].payment.payment_intent.amount == 1000
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.retrieve(
            renewal.id, {"expand": ["payments.data.payment.payment_intent.latest_charge"]}
        )


def test_lists_are_filtered_and_leave_out_what_was_cancelled(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    (stays, goes) = (subscribe(simulator), subscribe(simulator))
    client.v1.subscriptions.cancel(goes.id)
    listing = client.v1.subscriptions.list
    assert [each.id for each in listing().data] == [stays.id]
    assert [each.id for each in listing({"status": "canceled"}).data] == [goes.id]
    assert [each.id for each in listing({"status": "ended"}).data] == [goes.id]
    assert [each.id for each in listing({"status": "all"}).data] == [goes.id, stays.id]
    assert not listing({"customer": str(stays.customer), "status": "past_due"}).data
    page = listing({"status": "all", "limit": 1, "expand": ["data.latest_invoice"]})
    assert page.has_more
    latest: Any = page.data[0].latest_invoice
    assert latest.status == "paid"
    assert len(list(listing({"status": "all", "limit": 1}).auto_paging_iter())) == 2
    assert len(client.v1.invoices.list({"customer": str(stays.customer)}).data) == 1
    assert not client.v1.invoices.list({"status": "open"}).data
