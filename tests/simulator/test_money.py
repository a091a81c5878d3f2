"""Fees, rates, limits, refunds and payouts, to the penny."""

from decimal import Decimal
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from hov_donate.simulator import money
from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import gift


def paid(
    simulator: RunningSimulator, client: stripe.StripeClient, *what: Any, card: str = "4242" * 4
) -> Any:
    session = client.v1.checkout.sessions.create(gift(*what))
    intent = simulator.control.pay(session.id, card)["payment_intent"]
    paths = ["latest_charge.balance_transaction"]
    return client.v1.payment_intents.retrieve(intent, {"expand": paths}).latest_charge


@pytest.mark.parametrize(
    ("amount", "fee"),
    [(30, 20), (33, 20), (34, 21), (100, 22), (2000, 50), (99_999_999, 1_500_020)],
)
def test_the_fee_is_one_and_a_half_percent_and_twenty(amount: int, fee: int) -> None:
    assert money.fee(amount) == fee


@given(st.integers(1, 10**8), st.sampled_from(sorted(money.PER_POUND)))
def test_converted_amounts_are_within_half_a_unit_of_the_rate(amount: int, currency: str) -> None:
    at = money.rate(currency, "gbp")
    got = money.converted(amount, currency, "gbp", at)
    exact = Decimal(amount).scaleb(-money.exponent(currency)) * (at or 1)
    assert abs(Decimal(got).scaleb(-2) - exact) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("amount", "currency"), [(2000, "eur"), (3000, "jpy"), (500_000, "isk"), (5120, "kwd")]
)
def test_a_foreign_gift_settles_in_the_accounts_currency(
    simulator: RunningSimulator, client: stripe.StripeClient, amount: int, currency: str
) -> None:
    charge = paid(simulator, client, amount, currency)
    movement = charge.balance_transaction
    assert (charge.amount, charge.currency) == (amount, currency)
    assert movement.currency == "gbp"
    assert movement.exchange_rate == float(money.rate(currency, "gbp") or 0)
    assert movement.net == movement.amount - movement.fee
    assert movement.fee == sum(each.amount for each in movement.fee_details)


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (29, "gbp", "amount_too_small"),
        (34, "eur", "amount_too_small"),
        (50, "jpy", "amount_too_small"),
        (100_000_000, "gbp", "amount_too_large"),
        (500_050, "isk", "invalid_charge_amount_no_decimal_compatible"),
        (5_000_050, "ugx", "invalid_charge_amount_no_decimal_compatible"),
        (5121, "kwd", "parameter_invalid_integer"),
        (-5, "gbp", "parameter_invalid_integer"),
    ],
)
def test_amounts_that_no_card_can_pay_are_refused(
    client: stripe.StripeClient, amount: int, currency: str, code: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.create(gift(amount, currency))
    assert caught.value.code == code


def test_a_currency_that_does_not_exist_is_refused(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(gift(2000, "xyz"))


def test_a_refund_gives_back_all_but_the_fee(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    charge = paid(simulator, client)
    refund: Any = client.v1.refunds.create({"charge": charge.id, "expand": ["balance_transaction"]})
    movement = refund.balance_transaction
    assert (refund.status, movement.amount, movement.fee) == ("succeeded", -2000, 0)
    assert client.v1.charges.retrieve(charge.id).refunded
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
        client.v1.refunds.create({"charge": charge.id})


def test_no_more_is_refunded_than_was_paid(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    charge = paid(simulator, client)
    client.v1.refunds.create({"charge": charge.id, "amount": 1500})
    for amount in (501, 0):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.refunds.create({"charge": charge.id, "amount": amount})


def test_a_foreign_refund_is_converted_at_another_rate(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    charge = paid(simulator, client, 2000, "eur")
    simulator.control.refund(charge.payment_intent)
    taken = client.v1.balance_transactions.list({"type": "refund"}).data[0]
    assert taken.exchange_rate != charge.balance_transaction.exchange_rate
    assert -taken.amount != charge.balance_transaction.amount


def test_a_refund_may_be_under_way_for_a_while(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    charge = paid(simulator, client, card="4000000000007726")
    refund = client.v1.refunds.create({"charge": charge.id})
    assert refund.status == "pending"
    simulator.control.advance(3600)
    assert client.v1.refunds.retrieve(refund.id).status == "succeeded"
    (event,) = client.v1.events.list({"type": "refund.updated"}).data
    previous: Any = event.data.previous_attributes
    assert previous["status"] == "pending"


def test_a_refund_may_come_back(simulator: RunningSimulator, client: stripe.StripeClient) -> None:
    charge = paid(simulator, client, 2000, "eur", card="4000000000005126")
    refund = client.v1.refunds.create({"charge": charge.id})
    assert refund.status == "succeeded"
    simulator.control.advance(3600)
    paths = ["balance_transaction", "failure_balance_transaction"]
    failed: Any = client.v1.refunds.retrieve(refund.id, {"expand": paths})
    assert failed.status == "failed"
    assert failed.failure_balance_transaction.amount == -failed.balance_transaction.amount
    assert failed.failure_balance_transaction.reporting_category == "refund_failure"
    assert client.v1.charges.retrieve(charge.id).amount_refunded == 0


def test_a_payout_is_the_sum_of_what_was_available(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    for what in [(2000, "gbp"), (1234, "eur"), (3000, "jpy")]:
        paid(simulator, client, *what)
    assert simulator.control.run_payout() == []
    simulator.control.advance(3 * 86400)
    simulator.control.refund(paid(simulator, client).payment_intent, 700)
    (made,) = simulator.control.run_payout()
    payout = client.v1.payouts.retrieve(made["id"])
    assert (payout.status, payout.automatic) == ("paid", True)
    assert payout.reconciliation_status == "completed"
    items = client.v1.balance_transactions.list({"payout": payout.id, "limit": 100}).data
    assert payout.amount == sum(each.net for each in items if each.type != "payout")
    assert sum(each.net for each in items) == 0
    assert len(items) == 4


def test_a_payout_may_be_itemised_later(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    paid(simulator, client, card="4000000000000077")
    (made,) = simulator.control.run_payout(reconciled_after=600)
    assert made["reconciliation_status"] == "in_progress"
    simulator.control.advance(601)
    assert client.v1.payouts.retrieve(made["id"]).reconciliation_status == "completed"


def test_the_balance_is_the_sum_of_all_movements(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    paid(simulator, client, card="4000000000000077")
    paid(simulator, client)
    balance = client.v1.balance.retrieve()
    assert (balance.available[0].amount, balance.pending[0].amount) == (1950, 1950)
    simulator.control.advance(3 * 86400)
    simulator.control.run_payout()
    balance = client.v1.balance.retrieve()
    assert (balance.available[0].amount, balance.pending[0].amount) == (0, 0)
