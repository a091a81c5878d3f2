"""Every reply and every event has the shape that the pinned library declares."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.stripe_shapes import problems
from tests.simulator.support import EXPANDED, ask, client_of, gift, monthly

IBANS = [
    "AT611904300234573201",
    "AT321904300235473204",
    "AT861904300235473202",
    "AT051904300235473205",
    "AT591904300235473203",
]
CARDS = [
    "4242424242424242",
    "4000000000000002",
    "4000000000009995",
    "4000002760003184",
    "4000008260003178",
    "4000000000000077",
    "4000000000007726",
    "4000000000005126",
    "5555555555554444",
    "378282246310005",
]


def disagree(simulator: RunningSimulator) -> None:
    """Everything that can become of a dispute."""
    control = simulator.control

    def dispute(**how: Any) -> str:
        intent = control.make_stray_payment(5000, "eur")["id"]
        return str(control.open_dispute(intent, **how)["id"])

    control.win_dispute(dispute(amount=2000))
    first, second = dispute(), dispute(reason="product_not_received")
    for lost in (first, second):
        control.lose_dispute(lost)
    control.reinstate_dispute(first)
    control.appeal_dispute(second)
    control.close_inquiry(dispute(inquiry=True))
    control.escalate_inquiry(dispute(inquiry=True))
    dispute(prevented=True)
    control.set_dispute_fee(2000, countering=1500)
    answered = dispute()
    said: Any = {"evidence": {"uncategorized_text": "winning_evidence", "customer_name": "Ann"}}
    client_of(simulator).v1.disputes.update(answered, said)
    for card in ("4000000000000259", "4000000000001976", "4000000000005423"):
        session = client_of(simulator).v1.checkout.sessions.create(gift())
        control.pay(session.id, card)
    feared = control.make_stray_payment(5000, "usd")["id"]
    control.warn_of_fraud(feared)
    control.refund(feared)


def debit(simulator: RunningSimulator) -> None:
    """Everything that can become of a debit."""
    control = simulator.control
    sessions = client_of(simulator).v1.checkout.sessions
    allowed = ["card", "sepa_debit", "bacs_debit"]
    intents = []
    for account in (*IBANS, "00012345", "22222227", "55555559", "12345678"):
        sort_code = "" if account.startswith("AT") else "108800"
        currency = "gbp" if sort_code else "eur"
        session = sessions.create(gift(currency=currency, allowed_payment_method_types=allowed))
        intents.append(control.pay_by_debit(session.id, account, sort_code)["payment_intent"])
    for iban in IBANS:
        again = sessions.create(monthly(currency="eur", allowed_payment_method_types=allowed))
        control.pay_by_debit(again.id, iban)
    control.advance(200)
    control.fail_after_success(intents[1])
    control.refund(intents[5], 700)


def give_again(simulator: RunningSimulator) -> None:
    """Instalments that are paid, skipped, fail, need the payer, and end in every way."""
    client, control, day = client_of(simulator), simulator.control, 86400
    subscriptions = []
    for _ in range(5):
        session = client.v1.checkout.sessions.create(monthly())
        control.pay(session.id)
        subscriptions.append(client.v1.subscriptions.list().data[0])
    failing, asking, skipping, leaving, giving_up = subscriptions
    control.change_card(str(failing.customer), "4000000000000341")
    control.change_card(str(asking.customer), "4000002760003184")
    behaviours: list[Any] = ["void", "keep_as_draft"]
    for subscription, behavior in zip((skipping, leaving), behaviours, strict=True):
        pause: Any = {"behavior": behavior}
        client.v1.subscriptions.update(subscription.id, {"pause_collection": pause})
    pause = {"behavior": "mark_uncollectible", "resumes_at": subscriptions[0].created + 40 * day}
    client.v1.subscriptions.update(giving_up.id, {"pause_collection": pause})
    control.advance(75 * day)
    client.v1.subscriptions.update(skipping.id, {"cancel_at_period_end": True})
    client.v1.subscriptions.cancel(leaving.id, {"cancellation_details": {"comment": "Enough"}})
    client.v1.customers.delete(client.v1.customers.create({"email": "gone@example.org"}).id)
    asked: Any = {"customer": str(skipping.customer), "return_url": "http://127.0.0.1:1/"}
    client.v1.billing_portal.sessions.create(asked)


@pytest.fixture
def lived_in(simulator: RunningSimulator, client: stripe.StripeClient) -> RunningSimulator:
    """A simulator in which everything that can happen has happened."""
    control = simulator.control
    for card in CARDS:
        for currency in ("gbp", "eur"):
            session = client.v1.checkout.sessions.create(
                gift(currency=currency, customer_creation="always")
            )
            outcome = control.pay(session.id, card)
            if outcome["status"] == "paid":
                client.v1.refunds.create(
                    {"payment_intent": outcome["payment_intent"], "amount": 500}
                )
    refused = client.v1.checkout.sessions.create(gift())
    control.pay(refused.id, "4000002760003184", approve_3ds=False)
    client.v1.checkout.sessions.expire(client.v1.checkout.sessions.create(gift()).id)
    client.v1.customers.create({"email": "someone@example.org"})
    client.v1.webhook_endpoints.create({"url": "http://127.0.0.1:1/", "enabled_events": ["*"]})
    control.make_stray_payment(1500, "usd")
    debit(simulator)
    disagree(simulator)
    give_again(simulator)
    control.set_late_balance(60)
    control.make_stray_payment(150_000, "usd")
    control.fail_refund(control.refund(control.make_stray_payment(1500, "gbp")["id"])["id"])
    control.advance(3 * 86400)
    (failed,) = control.run_payout()
    control.fail_payout(failed["id"])
    (called_off,) = control.run_payout(paid_after=60)
    control.cancel_payout(called_off["id"])
    control.run_payout()
    return simulator


def test_every_object_has_the_declared_shape(lived_in: RunningSimulator) -> None:
    dump = lived_in.control.dump()
    for kind, rows in dump.items():
        if kind != "now":
            assert rows, kind
            for row in rows:
                assert "deleted" in row or not problems(row), problems(row)


def test_every_event_has_a_known_type_and_a_declared_shape(lived_in: RunningSimulator) -> None:
    seen = {event["type"] for event in lived_in.control.events()}
    for event in lived_in.control.events():
        assert not problems(event), problems(event)
    assert seen >= {
        "checkout.session.completed",
        "checkout.session.expired",
        "payment_intent.payment_failed",
        "payment_intent.requires_action",
        "charge.refunded",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "payout.paid",
        "payout.failed",
        "payout.canceled",
        "payout.reconciliation_completed",
        "customer.deleted",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_failed",
        "invoice.payment_action_required",
        "invoice.voided",
        "invoice.marked_uncollectible",
        "invoice_payment.paid",
        "billing_portal.session.created",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "payment_intent.processing",
        "charge.pending",
        "charge.failed",
        "charge.updated",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "radar.early_fraud_warning.created",
        "radar.early_fraud_warning.updated",
    }


ADDRESSES = [
    "/v1/customers",
    "/v1/checkout/sessions?expand[]=data.line_items&expand[]=data.payment_intent.latest_charge",
    "/v1/payment_intents?expand[]=data.latest_charge.refunds.data",
    "/v1/charges?expand[]=data.balance_transaction&expand[]=data.refunds",
    "/v1/refunds?expand[]=data.balance_transaction&expand[]=data.charge",
    "/v1/balance_transactions?limit=100&expand[]=data.source",
    "/v1/disputes?limit=100&expand[]=data.charge&expand[]=data.payment_intent",
    "/v1/radar/early_fraud_warnings?expand[]=data.charge",
    "/v1/subscriptions?status=all&expand[]=data.latest_invoice&expand[]=data.customer",
    "/v1/subscriptions?expand[]=data.items.data.price",
    "/v1/invoices?limit=100&expand[]=data.payments.data.payment",
    "/v1/invoice_payments?limit=100&expand[]=data.invoice",
    "/v1/invoice_payments?expand[]=data.payment.payment_intent",
    "/v1/payouts?expand[]=data.balance_transaction",
    "/v1/events?limit=100",
    "/v1/webhook_endpoints",
    "/v1/balance",
    "/v1/account",
]


def test_every_reply_has_the_declared_shape(lived_in: RunningSimulator) -> None:
    for address in ADDRESSES:
        reply = ask(lived_in, "GET", address)
        assert reply.status == 200, reply.body
        assert not problems(reply.json), (address, problems(reply.json))


def test_an_expanded_session_has_the_declared_shape(
    lived_in: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift(currency="jpy", amount=3000))
    lived_in.control.pay(session.id)
    query = "&".join(f"expand[]={path}" for path in EXPANDED)
    reply = ask(lived_in, "GET", f"/v1/checkout/sessions/{session.id}?{query}")
    assert reply.json["payment_intent"]["latest_charge"]["refunds"]["data"] == []
    assert reply.json["line_items"]["data"][0]["description"] == "A gift"
    assert not problems(reply.json), problems(reply.json)


def faults(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place of an object with a value that is wrong there, whatever should be."""
    pairs = enumerate(value) if isinstance(value, list) else value.items()
    for key, inner in list(pairs):
        if key in ("metadata", "fraud_details", "radar_options") or inner is None:
            continue
        yield (*path, key), ["not this"] if not isinstance(inner, list) else "not this"
        if isinstance(inner, dict | list):
            yield from faults(inner, (*path, key))


def broken(value: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    copied = copy.deepcopy(value)
    target = copied
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = wrong
    return copied


def test_the_check_finds_every_wrong_type_and_every_field_too_many(
    lived_in: RunningSimulator,
) -> None:
    tried = 0
    for kind, rows in lived_in.control.dump().items():
        if kind in ("now", "event"):
            continue
        for row in (rows[0], rows[-1]):
            assert problems({**row, "invented": None})
            for path, wrong in faults(row):
                tried += 1
                assert problems(broken(row, path, wrong)), (kind, path)
    assert tried > 300


def test_the_check_finds_unknown_words_and_missing_fields(lived_in: RunningSimulator) -> None:
    dump = lived_in.control.dump()
    for kind, field in [
        ("checkout.session", "status"),
        ("payment_intent", "status"),
        ("charge", "status"),
        ("refund", "status"),
        ("refund", "reason"),
        ("balance_transaction", "type"),
        ("payout", "reconciliation_status"),
        ("dispute", "status"),
        ("mandate", "status"),
        ("event", "type"),
    ]:
        assert problems({**dump[kind][0], field: "invented"}), (kind, field)
    for kind in ("charge", "payment_intent", "refund", "payout", "event"):
        for field in ("id", "created", "object"):
            without = {key: value for key, value in dump[kind][0].items() if key != field}
            assert problems(without), (kind, field)
