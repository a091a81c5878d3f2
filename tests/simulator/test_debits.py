"""Debits of bank accounts: the bank answers days later, and may change its mind."""

from datetime import datetime
from typing import Any

import pytest
import stripe

from hov_donate.simulator.objects.accounts import Account
from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import gift

DAY = 86400
ALL = ["card", "sepa_debit", "bacs_debit"]
SOON, LATER = "AT611904300234573201", "AT321904300235473204"
FAILS, FAILS_LATER = "AT861904300235473202", "AT051904300235473205"
DISPUTED = "AT591904300235473203"
USUAL = "DE89370400440532013000"
PATHS = ["payment_intent.latest_charge.balance_transaction"]


def opened(client: stripe.StripeClient, currency: str = "eur", amount: int = 2000) -> Any:
    asked = gift(amount, currency, allowed_payment_method_types=ALL)
    return client.v1.checkout.sessions.create(asked)


def debited(simulator: RunningSimulator, client: stripe.StripeClient, iban: str) -> Any:
    session = opened(client)
    outcome = simulator.control.pay_by_debit(session.id, iban)
    assert outcome["status"] == "processing"
    return read(client, session.id)


def read(client: stripe.StripeClient, session: str) -> Any:
    return client.v1.checkout.sessions.retrieve(session, {"expand": PATHS})


def types(client: stripe.StripeClient) -> list[str]:
    return [str(each.type) for each in client.v1.events.list({"limit": 100}).data][::-1]


@pytest.mark.parametrize(
    ("currency", "amount", "offered"),
    [
        ("eur", 2000, ["card", "sepa_debit"]),
        ("gbp", 2000, ["card", "bacs_debit"]),
        ("usd", 2000, ["card"]),
        ("eur", 1_000_000, ["card"]),
    ],
)
def test_a_debit_is_offered_where_the_currency_has_it(
    client: stripe.StripeClient, currency: str, amount: int, offered: list[str]
) -> None:
    assert opened(client, currency, amount).payment_method_types == offered
    usual = client.v1.checkout.sessions.create(gift(amount, currency))
    assert usual.payment_method_types == ["card"]


def test_a_session_that_nobody_can_pay_is_refused(client: stripe.StripeClient) -> None:
    for allowed, excluded in ((["sepa_debit"], ["card"]), (ALL, ["card", "bacs_debit"])):
        asked = gift(allowed_payment_method_types=allowed, excluded_payment_method_types=excluded)
        with pytest.raises(stripe.InvalidRequestError, match="payment method types"):
            client.v1.checkout.sessions.create(asked)


def test_a_debit_is_under_way_for_five_days_and_then_paid(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = debited(simulator, client, USUAL)
    intent, charge = session.payment_intent, session.payment_intent.latest_charge
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert (intent.status, intent.amount_received) == ("processing", 0)
    assert charge.id.startswith("py_")
    assert (charge.status, charge.paid, charge.balance_transaction) == ("pending", False, None)
    details = charge.payment_method_details.sepa_debit
    mandate: Any = client.v1.mandates.retrieve(details.mandate)
    assert (details.last4, details.country) == ("3000", "DE")
    assert (mandate.status, mandate.payment_method) == ("active", charge.payment_method)
    simulator.control.advance(5 * DAY - 60)
    assert read(client, session.id).payment_status == "unpaid"
    simulator.control.advance(60)
    paid = read(client, session.id)
    came = paid.payment_intent.latest_charge.balance_transaction
    assert (paid.payment_status, paid.payment_intent.status) == ("paid", "succeeded")
    assert (came.type, came.reporting_category) == ("payment", "charge")
    assert came.net == came.amount - came.fee
    assert types(client) == [
        "payment_intent.created",
        "charge.pending",
        "payment_intent.processing",
        "checkout.session.completed",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


@pytest.mark.parametrize(
    ("iban", "seconds", "status"),
    [
        (SOON, 10, "succeeded"),
        (LATER, 170, "processing"),
        (LATER, 181, "succeeded"),
        (FAILS, 10, "requires_payment_method"),
        (FAILS_LATER, 170, "processing"),
        (FAILS_LATER, 181, "requires_payment_method"),
    ],
)
def test_known_accounts_end_as_in_the_sandbox(
    simulator: RunningSimulator,
    client: stripe.StripeClient,
    iban: str,
    seconds: int,
    status: str,
) -> None:
    session = debited(simulator, client, iban)
    simulator.control.advance(seconds)
    assert read(client, session.id).payment_intent.status == status


def test_a_debit_that_the_bank_refuses_leaves_the_session_complete_and_unpaid(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = debited(simulator, client, FAILS)
    simulator.control.advance(10)
    seen = read(client, session.id)
    intent = seen.payment_intent
    assert (seen.status, seen.payment_status) == ("complete", "unpaid")
    assert (intent.status, intent.amount_received) == ("requires_payment_method", 0)
    assert intent.last_payment_error.charge == intent.latest_charge.id
    assert intent.latest_charge.failure_code == "insufficient_funds"
    assert (intent.latest_charge.status, intent.latest_charge.paid) == ("failed", False)
    assert types(client)[-3:] == [
        "charge.failed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]
    assert not client.v1.balance_transactions.list().data


@pytest.mark.parametrize(
    ("account", "seconds", "status"),
    [
        ("00012345", 10, "succeeded"),
        ("90012345", 100, "processing"),
        ("90012345", 181, "succeeded"),
        ("33333335", 10, "requires_payment_method"),
        ("92222227", 181, "requires_payment_method"),
        ("31926819", 4 * DAY, "processing"),
        ("31926819", 5 * DAY, "succeeded"),
    ],
)
def test_a_british_account_is_debited_in_pounds(
    simulator: RunningSimulator,
    client: stripe.StripeClient,
    account: str,
    seconds: int,
    status: str,
) -> None:
    session = opened(client, "gbp")
    simulator.control.pay_by_debit(session.id, account, "10-88-00")
    simulator.control.advance(seconds)
    intent = read(client, session.id).payment_intent
    assert intent.status == status
    assert intent.latest_charge.payment_method_details.bacs_debit.sort_code == "108800"


def test_a_bank_may_take_back_a_debit_that_it_had_paid(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = debited(simulator, client, SOON)
    simulator.control.advance(10)
    intent = read(client, session.id).payment_intent
    came = intent.latest_charge.balance_transaction
    simulator.control.fail_after_success(intent.id)
    paths = ["failure_balance_transaction"]
    charge: Any = client.v1.charges.retrieve(intent.latest_charge.id, {"expand": paths})
    gone = charge.failure_balance_transaction
    assert (charge.status, charge.paid) == ("failed", False)
    assert (gone.type, gone.reporting_category) == ("payment_failure_refund", "charge_failure")
    assert (gone.amount, gone.fee, gone.source) == (-came.amount, 0, charge.id)
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"
    told = ["charge.failed", "charge.updated", "payment_intent.payment_failed"]
    assert types(client)[-3:] == told
    with pytest.raises(Exception, match="recalled"):
        simulator.control.fail_after_success(intent.id)


def test_a_payer_who_goes_to_the_bank_gets_the_money_without_asking_us(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = debited(simulator, client, DISPUTED)
    simulator.control.advance(10)
    intent = read(client, session.id).payment_intent
    (dispute,) = client.v1.disputes.list({"payment_intent": intent.id}).data
    assert (dispute.status, dispute.reason) == ("lost", "debit_not_authorized")
    assert dispute.evidence_details.due_by is None
    assert (intent.status, intent.latest_charge.disputed) == ("succeeded", True)
    assert sum(each.amount for each in dispute.balance_transactions) < 0
    assert types(client)[-3:] == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
    ]


def test_a_debit_is_refunded_only_when_it_was_paid(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = debited(simulator, client, USUAL)
    asked: Any = {"payment_intent": session.payment_intent.id, "amount": 500}
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create(asked)
    simulator.control.advance(5 * DAY)
    refund: Any = client.v1.refunds.create(asked | {"expand": ["balance_transaction"]})
    taken = refund.balance_transaction
    assert refund.id.startswith("pyr_")
    assert (taken.type, taken.reporting_category) == ("payment_refund", "refund")


def test_a_debit_under_way_survives_a_restart(tmp_path: Any) -> None:
    from hov_donate.simulator.serve import start  # noqa: PLC0415 - reads as the story goes
    from tests.simulator.support import client_of  # noqa: PLC0415

    first = start(state=tmp_path / "state.sqlite")
    session = debited(first, client_of(first), USUAL)
    # Not stopped: as if killed.
    second = start(state=tmp_path / "state.sqlite")
    second.control.advance(5 * DAY)
    assert read(client_of(second), session.id).payment_status == "paid"
    first.stop()
    second.stop()


@pytest.mark.parametrize("number", ["", "DE", "DE89370400440532013001", "1234567", "AT61 1904"])
def test_numbers_that_no_account_has_are_known(number: str) -> None:
    assert not Account(number).is_valid
    assert not Account(number, "108800").is_valid


def test_the_expected_day_of_a_debit_is_told(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    charge = debited(simulator, client, USUAL).payment_intent.latest_charge
    expected = charge.payment_method_details.sepa_debit.expected_debit_date
    days = datetime.fromisoformat(expected) - datetime.fromisoformat(simulator.control.now()[:10])
    assert days.days == 5
