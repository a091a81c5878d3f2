"""Disputes as the account meets them: money that goes, comes back, or never moves."""

from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import gift
from tests.simulator.test_debits import types

DAY = 86400


def paid(simulator: RunningSimulator, amount: int = 2000, currency: str = "gbp") -> str:
    return str(simulator.control.make_stray_payment(amount, currency)["id"])


def only(client: stripe.StripeClient, intent: str) -> Any:
    (dispute,) = client.v1.disputes.list({"payment_intent": intent}).data
    return dispute


def told(client: stripe.StripeClient) -> list[str]:
    return [each.split(".")[-1] for each in types(client) if "dispute" in each]


def test_a_dispute_takes_the_money_and_a_fee(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    opened = simulator.control.open_dispute(intent)
    dispute = client.v1.disputes.retrieve(opened["id"], {"expand": ["charge", "payment_intent"]})
    charge: Any = dispute.charge
    (taken,) = dispute.balance_transactions
    assert (dispute.status, dispute.amount, charge.disputed) == ("needs_response", 2000, True)
    assert (taken.type, taken.reporting_category) == ("adjustment", "dispute")
    assert (taken.amount, taken.fee, taken.net) == (-2000, 1500, -3500)
    assert taken.fee_details[0].description == "Dispute fee"
    assert taken.source == dispute.id
    assert dispute.evidence_details.due_by == dispute.created + 7 * DAY
    assert not dispute.is_charge_refundable
    assert told(client) == ["created", "funds_withdrawn"]


@pytest.mark.parametrize(("verb", "moves"), [("win_dispute", 2), ("lose_dispute", 1)])
def test_the_bank_decides(
    simulator: RunningSimulator, client: stripe.StripeClient, verb: str, moves: int
) -> None:
    intent = paid(simulator)
    opened = simulator.control.open_dispute(intent)
    getattr(simulator.control, verb)(opened["id"])
    dispute = only(client, intent)
    assert dispute.status == ("won" if moves == 2 else "lost")
    assert len(dispute.balance_transactions) == moves
    if moves == 2:
        returned = dispute.balance_transactions[1]
        assert returned.reporting_category == "dispute_reversal"
        assert (returned.amount, returned.fee) == (2000, 0)
    assert told(client)[2:] == (["funds_reinstated"] if moves == 2 else []) + ["closed"]
    assert client.v1.charges.retrieve(dispute.charge).disputed


def test_what_was_lost_may_be_won_on_appeal(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    key = simulator.control.open_dispute(intent)["id"]
    with pytest.raises(Exception, match="needs_response"):
        simulator.control.reinstate_dispute(key)
    simulator.control.lose_dispute(key)
    simulator.control.appeal_dispute(key)
    assert only(client, intent).status == "appeal_under_review"
    simulator.control.lose_dispute(key)
    simulator.control.reinstate_dispute(key)
    dispute = only(client, intent)
    assert dispute.status == "won"
    assert sum(each.net for each in dispute.balance_transactions) == -1500
    assert told(client)[-2:] == ["funds_reinstated", "closed"]


def test_a_part_of_a_payment_may_be_disputed(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    simulator.control.refund(intent, 300)
    simulator.control.open_dispute(intent, amount=500)
    assert only(client, intent).balance_transactions[0].amount == -500
    simulator.control.open_dispute(intent)
    amounts = [each.amount for each in client.v1.disputes.list({"payment_intent": intent}).data]
    assert amounts == [1200, 500]
    for amount in (None, 1):
        with pytest.raises(Exception, match="can be disputed"):
            simulator.control.open_dispute(intent, amount=amount)


def test_a_foreign_dispute_is_converted_at_its_own_days_rate(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator, 10_000, "eur")
    simulator.control.win_dispute(simulator.control.open_dispute(intent)["id"])
    dispute = only(client, intent)
    came = client.v1.balance_transactions.list({"source": str(dispute.charge)}).data[0]
    went, back = dispute.balance_transactions
    assert (dispute.amount, dispute.currency, went.currency) == (10_000, "eur", "gbp")
    assert len({came.amount, -went.amount, back.amount}) == 3
    assert len({came.exchange_rate, went.exchange_rate, back.exchange_rate}) == 3


def test_an_inquiry_moves_no_money(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    key = simulator.control.open_dispute(intent, inquiry=True)["id"]
    inquiry = only(client, intent)
    assert (inquiry.status, inquiry.is_charge_refundable) == ("warning_needs_response", True)
    assert inquiry.payment_method_details.card.case_type == "inquiry"
    simulator.control.close_inquiry(key)
    assert only(client, intent).status == "warning_closed"
    assert not only(client, intent).balance_transactions
    assert told(client) == ["created", "closed"]


def test_an_inquiry_may_become_a_dispute(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    key = simulator.control.open_dispute(intent, inquiry=True)["id"]
    simulator.control.escalate_inquiry(key)
    dispute = only(client, intent)
    assert (dispute.status, dispute.balance_transactions[0].amount) == ("needs_response", -2000)
    assert dispute.payment_method_details.card.case_type == "chargeback"
    assert told(client) == ["created", "updated", "funds_withdrawn"]
    with pytest.raises(Exception, match="cannot be done"):
        simulator.control.close_inquiry(key)


def test_a_dispute_may_be_prevented(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    simulator.control.open_dispute(intent, prevented=True)
    dispute = only(client, intent)
    assert (dispute.status, dispute.balance_transactions) == ("prevented", [])


@pytest.mark.parametrize(
    ("inquiry", "said", "status", "net"),
    [
        (False, "I ask you to look again", "under_review", -3500),
        (False, "winning_evidence", "won", -1500),
        (False, "losing_evidence", "lost", -3500),
        (True, "They forgot", "warning_under_review", 0),
        (True, "winning_evidence", "warning_closed", 0),
        (True, "escalate_inquiry_evidence", "needs_response", -3500),
    ],
)
def test_evidence_decides_as_in_the_sandbox(
    simulator: RunningSimulator,
    client: stripe.StripeClient,
    inquiry: bool,
    said: str,
    status: str,
    net: int,
) -> None:
    intent = paid(simulator)
    key = simulator.control.open_dispute(intent, inquiry=inquiry)["id"]
    evidence: Any = {"uncategorized_text": said, "customer_name": "Ann"}
    kept = client.v1.disputes.update(key, {"evidence": evidence, "submit": False})
    assert kept.status == ("warning_needs_response" if inquiry else "needs_response")
    assert kept.evidence_details.has_evidence
    answered = client.v1.disputes.update(key, {"submit": True, "metadata": {"by": "us"}})
    assert (answered.status, answered.metadata["by"]) == (status, "us")
    assert answered.evidence_details.submission_count == 1
    assert sum(each.net for each in answered.balance_transactions) == net
    assert told(client).count("updated") >= 2


def test_a_dispute_is_answered_once(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    key = simulator.control.open_dispute(paid(simulator))["id"]
    asked: Any = {"evidence": {"uncategorized_text": "Look again"}}
    client.v1.disputes.update(key, asked)
    with pytest.raises(stripe.InvalidRequestError, match="under review"):
        client.v1.disputes.update(key, asked)
    unknown: Any = {"evidence": {"invented": "x"}}
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        client.v1.disputes.update(key, unknown)


def test_we_may_give_in(simulator: RunningSimulator, client: stripe.StripeClient) -> None:
    key = simulator.control.open_dispute(paid(simulator))["id"]
    assert client.v1.disputes.close(key).status == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        client.v1.disputes.close(key)


def test_what_a_dispute_costs_can_be_chosen(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    simulator.control.set_dispute_fee(0, countering=1000)
    intent = paid(simulator)
    key = simulator.control.open_dispute(intent)["id"]
    assert only(client, intent).balance_transactions[0].fee == 0
    evidence: Any = {"evidence": {"uncategorized_text": "Look again"}}
    client.v1.disputes.update(key, evidence)
    fees = client.v1.balance_transactions.list({"type": "stripe_fee"})
    assert [each.net for each in fees.data] == [-1000]
    simulator.control.win_dispute(key)
    fees = client.v1.balance_transactions.list({"type": "stripe_fee"})
    assert [each.net for each in fees.data] == [1000, -1000]


@pytest.mark.parametrize(
    ("card", "reason", "status"),
    [
        ("4000000000000259", "fraudulent", "needs_response"),
        ("4000000000002685", "product_not_received", "needs_response"),
        ("4000000000001976", "general", "warning_needs_response"),
    ],
)
def test_known_cards_are_disputed_soon_after_they_paid(
    simulator: RunningSimulator, client: stripe.StripeClient, card: str, reason: str, status: str
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    intent = simulator.control.pay(session.id, card)["payment_intent"]
    dispute = only(client, intent)
    assert (dispute.reason, dispute.status) == (reason, status)
    assert types(client).index("checkout.session.completed") < types(client).index(
        "charge.dispute.created"
    )


def test_a_fraud_warning_comes_before_any_dispute(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    intent = simulator.control.pay(session.id, "4000000000005423")["payment_intent"]
    (warning,) = client.v1.radar.early_fraud_warnings.list({"payment_intent": intent}).data
    assert (warning.actionable, warning.fraud_type) == (True, "made_with_stolen_card")
    assert not client.v1.disputes.list({"payment_intent": intent}).data
    simulator.control.refund(intent)
    assert not client.v1.radar.early_fraud_warnings.retrieve(warning.id).actionable
    assert types(client)[-1] == "radar.early_fraud_warning.updated"


def test_what_was_charged_back_is_not_refunded_too(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = paid(simulator)
    key = simulator.control.open_dispute(intent)["id"]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent})
    assert caught.value.code == "charge_disputed"
    simulator.control.win_dispute(key)
    assert client.v1.refunds.create({"payment_intent": intent}).status == "succeeded"


def test_a_dispute_overtakes_a_refund_under_way(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    intent = simulator.control.pay(session.id, "4000000000007726")["payment_intent"]
    refund = client.v1.refunds.create({"payment_intent": intent, "amount": 500})
    simulator.control.open_dispute(intent, amount=1500)
    failed = client.v1.refunds.retrieve(refund.id)
    assert failed.status == "failed"
    assert failed.failure_reason == "charge_for_pending_refund_disputed"


def test_what_cannot_be_disputed_is_said(simulator: RunningSimulator) -> None:
    for verb in (simulator.control.open_dispute, simulator.control.warn_of_fraud):
        with pytest.raises(Exception, match="no successful charge"):
            verb("pi_none")
    with pytest.raises(Exception, match="No such dispute"):
        simulator.control.win_dispute("du_none")
