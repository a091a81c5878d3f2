"""Gifts that come again from a bank account."""

from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import monthly
from tests.simulator.test_debits import ALL, DAY, FAILS, USUAL, read, types


def subscribed(simulator: RunningSimulator, client: stripe.StripeClient, iban: str) -> Any:
    asked = monthly(currency="eur", allowed_payment_method_types=ALL)
    session = client.v1.checkout.sessions.create(asked)
    assert simulator.control.pay_by_debit(session.id, iban)["status"] == "processing"
    return client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription", "invoice"]})


def payments(client: stripe.StripeClient, subscription: str) -> list[Any]:
    """Each instalment's PaymentIntent with its charge, newest first."""
    invoices = client.v1.invoices.list({"subscription": subscription, "limit": 100}).data
    path = "payments.data.payment.payment_intent.latest_charge"
    found: list[Any] = [
        client.v1.invoices.retrieve(each.id, {"expand": [path.rsplit(".", 1)[0]]})
        for each in invoices
    ]
    return [
        client.v1.payment_intents.retrieve(
            each.payments.data[0].payment.payment_intent.id, {"expand": ["latest_charge"]}
        )
        for each in found
    ]


def test_a_monthly_gift_may_be_debited(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = subscribed(simulator, client, USUAL)
    running = session.subscription
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert (running.status, session.invoice.status) == ("active", "open")
    simulator.control.advance(5 * DAY)
    assert client.v1.invoices.retrieve(session.invoice.id).status == "paid"
    assert read(client, session.id).payment_status == "paid"
    assert types(client)[-1] == "checkout.session.async_payment_succeeded"
    assert "invoice_payment.paid" in types(client)
    simulator.control.advance(28 * DAY)
    second, first = payments(client, running.id)
    assert (second.status, first.status) == ("processing", "succeeded")
    simulator.control.advance(6 * DAY)
    second, first = payments(client, running.id)
    used = [each.latest_charge.payment_method_details.sepa_debit for each in (second, first)]
    assert second.status == "succeeded"
    assert used[0].mandate == used[1].mandate
    assert client.v1.mandates.retrieve(str(used[0].mandate)).type == "multi_use"
    invoices = client.v1.invoices.list({"subscription": running.id}).data
    assert [each.status for each in invoices] == ["paid", "paid"]
    told = [each["type"] for each in simulator.control.events()]
    assert told.count("invoice.paid") == 2
    assert told.count("checkout.session.async_payment_succeeded") == 1


def test_an_instalment_that_the_bank_refuses_is_tried_again(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = subscribed(simulator, client, FAILS)
    simulator.control.advance(10)
    invoice = client.v1.invoices.retrieve(session.invoice.id)
    assert (invoice.status, client.v1.subscriptions.retrieve(session.subscription.id).status) == (
        "open",
        "past_due",
    )
    assert invoice.next_payment_attempt
    assert types(client)[-3:] == [
        "invoice.payment_failed",
        "customer.subscription.updated",
        "checkout.session.async_payment_failed",
    ]
    simulator.control.advance(4 * DAY)
    again = client.v1.invoices.retrieve(session.invoice.id)
    assert again.attempt_count == 2
    assert types(client).count("charge.failed") == 2


def test_an_invoice_is_not_paid_twice_while_the_bank_is_asked(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = subscribed(simulator, client, USUAL)
    with pytest.raises(Exception, match="being debited"):
        simulator.control.pay_invoice(session.invoice.id)
