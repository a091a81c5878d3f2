"""Refunds and payouts that fail, and balances that lag behind."""

from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator, start
from tests.simulator.support import client_of, gift
from tests.simulator.test_debits import types
from tests.simulator.test_disputes import paid

DAY = 86400


def test_a_payment_is_refunded_bit_by_bit(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    how = {"payment_intent": intent, "reason": "requested_by_customer", "metadata": {"by": "us"}}
    asked: list[Any] = [how | {"amount": amount} for amount in (300, 700, 1000)]
    made: list[Any] = [client.v1.refunds.create(each) for each in asked]
    for each in made:
        assert (each.reason, each.metadata["by"]) == ("requested_by_customer", "us")
    charge = client.v1.charges.retrieve(made[0].charge)
    assert (charge.amount_refunded, charge.refunded) == (2000, True)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent, "amount": 1})
    assert caught.value.code == "charge_already_refunded"


def test_a_refund_may_fail_after_it_succeeded(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    first = simulator.control.refund(intent, 500)["id"]
    second = simulator.control.refund(intent, 600)["id"]
    simulator.control.fail_refund(first, "expired_or_canceled_card")
    paths = ["balance_transaction", "failure_balance_transaction"]
    failed: Any = client.v1.refunds.retrieve(first, {"expand": paths})
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert failed.balance_transaction.amount + failed.failure_balance_transaction.amount == 0
    assert client.v1.refunds.retrieve(second).status == "succeeded"
    assert client.v1.charges.retrieve(failed.charge).amount_refunded == 600
    assert types(client)[-2:] == ["refund.updated", "refund.failed"]
    with pytest.raises(Exception, match="failed already"):
        simulator.control.fail_refund(first)


def test_a_pending_refund_may_be_called_off(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    intent = simulator.control.pay(session.id, "4000000000007726")["payment_intent"]
    made = simulator.control.refund(intent)["id"]
    simulator.control.cancel_refund(made)
    simulator.control.advance(DAY)
    canceled = client.v1.refunds.retrieve(made, {"expand": ["failure_balance_transaction"]})
    returned: Any = canceled.failure_balance_transaction
    assert (canceled.status, canceled.pending_reason, returned.amount) == ("canceled", None, 2000)
    assert client.v1.charges.retrieve(str(canceled.charge)).amount_refunded == 0
    with pytest.raises(Exception, match="only a pending refund"):
        simulator.control.cancel_refund(made)


def test_a_refund_may_be_refused_for_lack_of_balance(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    simulator.control.set_refund_needs_balance(True)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent})
    assert caught.value.code == "balance_insufficient"
    assert not client.v1.refunds.list().data
    simulator.control.advance(3 * DAY)
    made = client.v1.refunds.create({"payment_intent": intent, "amount": 1950})
    assert made.status == "succeeded"
    simulator.control.set_refund_needs_balance(False)
    assert client.v1.refunds.create({"payment_intent": intent}).amount == 50


def test_a_refund_may_wait_for_the_balance(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    simulator.control.set_refund_needs_balance(True, wait=True)
    made = client.v1.refunds.create({"payment_intent": intent, "amount": 1000})
    assert (made.status, made.pending_reason) == ("pending", "insufficient_funds")
    assert made.balance_transaction is None
    simulator.control.advance(DAY)
    assert client.v1.refunds.retrieve(made.id).status == "pending"
    simulator.control.advance(2 * DAY)
    arrived: Any = client.v1.refunds.retrieve(made.id, {"expand": ["balance_transaction"]})
    assert (arrived.status, arrived.pending_reason) == ("succeeded", None)
    assert arrived.balance_transaction.amount == -1000
    assert types(client)[-1] == "refund.updated"


def paid_out(simulator: RunningSimulator, **how: Any) -> Any:
    paid(simulator)
    simulator.control.advance(3 * DAY)
    (payout,) = simulator.control.run_payout(**how)
    return payout


def test_a_payout_that_fails_is_paid_again_by_the_next(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    payout = paid_out(simulator)
    assert payout["status"] == "paid"
    simulator.control.fail_payout(payout["id"], "could_not_process")
    paths = ["failure_balance_transaction"]
    failed: Any = client.v1.payouts.retrieve(payout["id"], {"expand": paths})
    returned = failed.failure_balance_transaction
    assert (failed.status, failed.failure_code) == ("failed", "could_not_process")
    assert (returned.type, returned.reporting_category) == ("payout_failure", "payout_reversal")
    assert returned.amount == payout["amount"]
    assert client.v1.balance.retrieve().available[0].amount == payout["amount"]
    (again,) = simulator.control.run_payout()
    assert again["amount"] == payout["amount"]
    items = client.v1.balance_transactions.list({"payout": again["id"]}).data
    assert {each.id for each in items if each.type != "payout"} == {returned.id}
    assert types(client)[-5:-2] == [
        "payout.reconciliation_completed",
        "payout.failed",
        "payout.created",
    ]
    with pytest.raises(Exception, match="cannot fail"):
        simulator.control.fail_payout(payout["id"])


def test_a_payout_in_transit_may_be_called_off(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    payout = paid_out(simulator, paid_after=DAY)
    assert payout["status"] == "in_transit"
    simulator.control.cancel_payout(payout["id"])
    simulator.control.advance(2 * DAY)
    paths = ["failure_balance_transaction"]
    canceled: Any = client.v1.payouts.retrieve(payout["id"], {"expand": paths})
    assert canceled.status == "canceled"
    assert canceled.failure_balance_transaction.type == "payout_cancel"
    assert "payout.paid" not in types(client)
    assert simulator.control.run_payout()[0]["amount"] == payout["amount"]
    with pytest.raises(Exception, match="cannot be canceled"):
        simulator.control.cancel_payout(payout["id"])


def test_a_payout_arrives_later(simulator: RunningSimulator, client: stripe.StripeClient) -> None:
    payout = paid_out(simulator, paid_after=DAY, reconciled_after=DAY)
    simulator.control.advance(DAY)
    seen = client.v1.payouts.retrieve(payout["id"])
    assert (seen.status, seen.reconciliation_status) == ("paid", "in_progress")
    simulator.control.advance(DAY)
    seen = client.v1.payouts.retrieve(payout["id"])
    assert (seen.reconciliation_status, seen.trace_id and seen.trace_id.status) == (
        "completed",
        "supported",
    )


def test_the_books_balance_after_every_mishap(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    """The balance is what came and went, whatever went wrong meanwhile."""
    control = simulator.control
    for amount in (2000, 3000, 4000):
        control.refund(paid(simulator, amount, "eur"), 500)
    control.win_dispute(control.open_dispute(paid(simulator, 9000))["id"])
    control.lose_dispute(control.open_dispute(paid(simulator, 9000), amount=100)["id"])
    control.fail_refund(control.refund(paid(simulator), 700)["id"])
    control.advance(3 * DAY)
    control.fail_payout(control.run_payout()[0]["id"])
    (last,) = control.run_payout()
    movements = list(client.v1.balance_transactions.list({"limit": 100}).auto_paging_iter())
    assert sum(each.net for each in movements) == 0
    for each in movements:
        assert each.net == each.amount - each.fee
        assert each.fee == sum(detail.amount for detail in each.fee_details)
    itemised = client.v1.balance_transactions.list({"payout": last["id"], "limit": 100}).data
    assert sum(each.net for each in itemised if each.type != "payout") == last["amount"]


def test_a_charge_may_reach_the_balance_later(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    simulator.control.set_late_balance(600)
    intent: Any = client.v1.payment_intents.retrieve(paid(simulator), {"expand": ["latest_charge"]})
    charge = intent.latest_charge
    assert (charge.status, charge.balance_transaction) == ("succeeded", None)
    assert not client.v1.balance_transactions.list().data
    simulator.control.advance(600)
    seen = client.v1.charges.retrieve(charge.id, {"expand": ["balance_transaction"]})
    came: Any = seen.balance_transaction
    assert (came.amount, came.source) == (2000, charge.id)
    (event,) = client.v1.events.list({"type": "charge.updated"}).data
    previous: Any = event.data.previous_attributes
    assert previous.to_dict() == {"balance_transaction": None}
    simulator.control.set_late_balance(0)
    paid(simulator)
    assert len(client.v1.balance_transactions.list().data) == 2


def test_what_is_refunded_early_reaches_the_balance_first(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    simulator.control.set_late_balance(600)
    simulator.control.refund(paid(simulator))
    kinds = [each.type for each in client.v1.balance_transactions.list().data]
    assert kinds == ["refund", "charge"]
    simulator.control.advance(600)
    assert len(client.v1.balance_transactions.list().data) == 2


def test_what_was_under_way_goes_on_after_a_restart(tmp_path: Any) -> None:
    first = start(state=tmp_path / "state.sqlite")
    payout = paid_out(first, paid_after=DAY)
    first.control.set_late_balance(DAY)
    late = paid(first)
    # Not stopped: as if killed.
    second = start(state=tmp_path / "state.sqlite")
    client = client_of(second)
    second.control.advance(DAY)
    assert client.v1.payouts.retrieve(payout["id"]).status == "paid"
    (charge,) = client.v1.charges.list({"payment_intent": late}).data
    assert charge.balance_transaction
    (waits,) = client.v1.charges.list({"payment_intent": paid(second)}).data
    assert waits.balance_transaction is None
    for each in (first, second):
        each.stop()
