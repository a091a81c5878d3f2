"""Instalments that fail: what is tried, what is told, and how it ends."""

from typing import Any

import pytest
import stripe

from hov_donate.simulator.outcomes import NotPayableError
from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.instalments import (
    ALWAYS_ASKS,
    DAY,
    FAILS_LATER,
    GOOD,
    again,
    failing,
    invoices,
    latest,
    subscribe,
    types_since,
)


def test_a_failed_instalment_is_owed_and_will_be_tried_again(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = failing(simulator)
    owed = latest(client, subscription)
    assert again(client, subscription).status == "past_due"
    assert (owed.status, owed.attempt_count, owed.attempted) == ("open", 1, True)
    assert owed.next_payment_attempt == owed.status_transitions.finalized_at + 3 * DAY
    assert (owed.amount_paid, owed.amount_remaining) == (0, 1000)
    (payment,) = client.v1.invoice_payments.list({"invoice": owed.id}).data
    intent = client.v1.payment_intents.retrieve(str(payment.payment.payment_intent))
    error: Any = intent.last_payment_error
    assert (payment.status, intent.status) == ("open", "requires_payment_method")
    assert error.decline_code == "generic_decline"


def test_it_is_tried_after_three_five_and_seven_days_and_then_the_subscription_ends(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription, attempts = failing(simulator), []
    for days in (3, 5, 7):
        simulator.control.advance(days * DAY)
        attempts.append(latest(client, subscription).attempt_count)
    assert attempts == [2, 3, 4]
    ended, owed = again(client, subscription), latest(client, subscription)
    details: Any = ended.cancellation_details
    assert (ended.status, details.reason) == ("canceled", "payment_failed")
    assert (owed.status, owed.next_payment_attempt, owed.auto_advance) == ("open", None, False)
    simulator.control.advance(100 * DAY)
    assert len(invoices(client, subscription)) == 2


def test_a_failure_is_told_in_stripes_order(simulator: RunningSimulator) -> None:
    subscribe(simulator)
    (customer,) = simulator.control.dump()["customer"]
    simulator.control.change_card(customer["id"], FAILS_LATER)
    seen = len(simulator.control.events())
    simulator.control.advance(32 * DAY)
    assert types_since(simulator, seen)[3:] == [
        "invoice.finalized",
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
        "invoice.payment_failed",
        "customer.subscription.updated",
    ]


def test_it_recovers_by_itself_when_the_card_works_again(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = failing(simulator)
    simulator.control.change_card(str(subscription.customer), GOOD)
    assert again(client, subscription).status == "past_due"
    simulator.control.advance(3 * DAY)
    assert again(client, subscription).status == "active"
    assert latest(client, subscription).status == "paid"
    simulator.control.advance(60 * DAY)
    assert [each.status for each in invoices(client, subscription)] == ["paid"] * 4


def test_the_owner_chooses_when_to_try_and_how_it_ends(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    simulator.control.set_dunning(days=[1], then="unpaid")
    subscription = failing(simulator)
    simulator.control.advance(DAY)
    assert again(client, subscription).status == "unpaid"
    simulator.control.advance(31 * DAY)
    assert latest(client, subscription).status == "draft"
    owed = invoices(client, subscription)[1]
    assert simulator.control.pay_invoice(owed.id)["status"] == "paid"
    assert again(client, subscription).status == "active"
    with pytest.raises(ValueError, match="then is one of"):
        simulator.control.set_dunning(then="forget")


def test_a_subscription_can_stay_past_due(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    simulator.control.set_dunning(days=[], then="past_due")
    subscription = failing(simulator)
    simulator.control.advance(62 * DAY)
    assert again(client, subscription).status == "past_due"
    assert [each.status for each in invoices(client, subscription)] == ["paid"] + ["open"] * 3
    older, newest = invoices(client, subscription)[2:]
    simulator.control.pay_invoice(older.id)
    assert again(client, subscription).status == "past_due"
    simulator.control.pay_invoice(newest.id)
    assert again(client, subscription).status == "active"


def test_a_bank_that_always_asks_needs_the_payer_each_month(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = failing(simulator, ALWAYS_ASKS)
    owed = latest(client, subscription)
    (payment,) = client.v1.invoice_payments.list(
        {"invoice": owed.id, "expand": ["data.payment.payment_intent"]}
    ).data
    intent: Any = payment.payment.payment_intent
    assert (owed.status, intent.status) == ("open", "requires_action")
    assert intent.next_action.redirect_to_url.return_url == owed.hosted_invoice_url
    told = [event["type"] for event in simulator.control.events()]
    assert told.count("invoice.payment_action_required") == 1
    assert again(client, subscription).status == "past_due"
    refused = simulator.control.pay_invoice(owed.id, ALWAYS_ASKS, approve_3ds=False)
    assert refused["status"] == "declined"
    assert simulator.control.pay_invoice(owed.id, ALWAYS_ASKS)["status"] == "paid"
    assert again(client, subscription).status == "active"


def test_a_bank_that_asked_once_lets_the_instalments_through(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator, "4000002500003155")
    simulator.control.advance(32 * DAY)
    assert [each.status for each in invoices(client, subscription)] == ["paid", "paid"]


def test_another_card_pays_one_invoice_and_is_not_kept(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = failing(simulator)
    owed = latest(client, subscription)
    assert simulator.control.pay_invoice(owed.id, "4000000000009995")["status"] == "declined"
    assert again(client, subscription).status == "past_due"
    assert simulator.control.pay_invoice(owed.id, GOOD)["status"] == "paid"
    assert again(client, subscription).status == "active"
    with pytest.raises(NotPayableError):
        simulator.control.pay_invoice(owed.id, GOOD)
    simulator.control.advance(31 * DAY)
    assert again(client, subscription).status == "past_due"


def test_a_card_expires(simulator: RunningSimulator, client: stripe.StripeClient) -> None:
    subscription = failing(simulator, GOOD)
    simulator.control.set_dunning(days=[], then="cancel")
    simulator.control.advance(9 * 365 * DAY)
    assert again(client, subscription).status == "canceled"
    (failed,) = [row for row in simulator.control.dump()["charge"] if not row["paid"]]
    assert (failed["failure_code"], failed["outcome"]["reason"]) == ("expired_card",) * 2


def test_a_card_that_its_bank_refuses_cannot_be_kept(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    for card in ("4000000000000002", "4000000000000069"):
        with pytest.raises(NotPayableError):
            simulator.control.change_card(str(subscription.customer), card)
    kept = again(client, subscription).default_payment_method
    assert kept == subscription.default_payment_method


def test_who_cancels_while_owing_is_not_asked_again(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = failing(simulator)
    client.v1.subscriptions.cancel(subscription.id)
    simulator.control.change_card(str(subscription.customer), GOOD)
    simulator.control.advance(30 * DAY)
    owed = latest(client, subscription)
    assert (owed.status, owed.attempt_count, owed.auto_advance) == ("open", 1, False)
    assert simulator.control.pay_invoice(owed.id)["status"] == "paid"
    assert again(client, subscription).status == "canceled"
