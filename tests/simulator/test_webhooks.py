"""Webhooks as a receiver meets them, in good and in bad manners."""

import json
import time
from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import SECRET, Receiver, client_of, gift


def pay(simulator: RunningSimulator, card: str = "4242424242424242") -> None:
    session = client_of(simulator).v1.checkout.sessions.create(gift())
    simulator.control.pay(session.id, card)


PAYMENT = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]


def test_a_payment_is_told_in_order_and_signed(
    simulator: RunningSimulator, receiver: Receiver, client: stripe.StripeClient
) -> None:
    pay(simulator)
    assert simulator.control.wait_idle(5)
    assert receiver.types == PAYMENT
    for mark, body in receiver.got:
        event = client.construct_event(body, mark, SECRET)
        assert (event.api_version, event.livemode) == ("2026-10-28.endive", False)
    assert client.v1.events.list().data[0].pending_webhooks == 0


def test_an_event_says_which_request_caused_it(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    client.v1.customers.create({}, {"idempotency_key": "why"})
    (event,) = client.v1.events.list().data
    assert event.request
    assert event.request.idempotency_key == "why"
    assert str(event.request.id).startswith("req_")


def test_an_event_stays_as_it_was(simulator: RunningSimulator, client: stripe.StripeClient) -> None:
    intent = simulator.control.make_stray_payment(1000, "gbp")["id"]
    (before,) = client.v1.events.list({"type": "charge.succeeded"}).data
    simulator.control.refund(intent)
    (after,) = client.v1.events.list({"type": "charge.succeeded"}).data
    assert after.data.to_dict() == before.data.to_dict()
    (refunded,) = client.v1.events.list({"type": "charge.refunded"}).data
    previous: Any = refunded.data.previous_attributes
    assert previous.to_dict() == {"amount_refunded": 0, "refunded": False}


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_is_not_accepted_is_sent_again_with_a_new_signature(
    simulator: RunningSimulator, receiver: Receiver, status: int
) -> None:
    receiver.answer = lambda count: status if count == 1 else 200
    simulator.control.make_stray_payment(1000, "gbp")
    assert simulator.control.wait_idle(5)
    bodies = [body for _, body in receiver.got]
    assert len(bodies) == 4
    assert bodies.count(bodies[0]) == 2
    assert simulator.control.deliveries()[0]["answered"] == [str(status), "200"]


def test_the_clock_of_signatures_is_the_real_one(
    simulator: RunningSimulator, receiver: Receiver, client: stripe.StripeClient
) -> None:
    simulator.control.advance(30 * 86400)
    simulator.control.make_stray_payment(1000, "gbp")
    assert simulator.control.wait_idle(5)
    mark, body = receiver.got[0]
    assert abs(int(mark.split(",")[0][2:]) - time.time()) < 10
    assert client.construct_event(body, mark, SECRET).created > time.time() + 29 * 86400


def test_webhooks_may_come_twice(simulator: RunningSimulator, receiver: Receiver) -> None:
    simulator.control.set_webhook_policy(duplicate=1)
    pay(simulator)
    assert simulator.control.wait_idle(5)
    assert receiver.types == [each for each in PAYMENT for _ in range(2)]


def test_webhooks_may_come_out_of_order(simulator: RunningSimulator, receiver: Receiver) -> None:
    simulator.control.set_webhook_policy(reorder=True, seed=1)
    pay(simulator)
    assert simulator.control.wait_idle(5)
    assert receiver.types != PAYMENT
    assert sorted(receiver.types) == sorted(PAYMENT)


def test_webhooks_may_be_lost(simulator: RunningSimulator, receiver: Receiver) -> None:
    simulator.control.set_webhook_policy(drop_types=["checkout.session.completed"])
    pay(simulator)
    simulator.control.set_webhook_policy(drop=1.0)
    pay(simulator)
    assert simulator.control.wait_idle(5)
    assert receiver.types == PAYMENT[:-1]
    lost = client_of(simulator).v1.events.list({"delivery_success": False})
    assert len(lost.data) == 5


def test_webhooks_may_be_held_and_released(simulator: RunningSimulator, receiver: Receiver) -> None:
    simulator.control.set_webhook_policy(hold=True)
    pay(simulator)
    assert simulator.control.wait_idle(5)
    assert not receiver.got
    assert simulator.control.deliver_held() == 4
    assert simulator.control.wait_idle(5)
    assert receiver.types == PAYMENT


def test_webhooks_may_be_late(simulator: RunningSimulator, receiver: Receiver) -> None:
    simulator.control.set_webhook_policy(delay=0.3)
    begun = time.monotonic()
    simulator.control.make_stray_payment(1000, "gbp")
    assert simulator.control.wait_idle(5)
    assert time.monotonic() - begun >= 0.3


def test_a_signature_may_be_wrong(
    simulator: RunningSimulator, receiver: Receiver, client: stripe.StripeClient
) -> None:
    simulator.control.set_webhook_policy(bad_signature=True)
    simulator.control.make_stray_payment(1000, "gbp")
    assert simulator.control.wait_idle(5)
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(receiver.got[0][1], receiver.got[0][0], SECRET)


def test_both_secrets_sign_for_a_day_after_a_rotation(
    simulator: RunningSimulator, receiver: Receiver, client: stripe.StripeClient
) -> None:
    simulator.control.rotate_secret("whsec_new")
    simulator.control.make_stray_payment(1000, "gbp")
    assert simulator.control.wait_idle(5)
    mark, body = receiver.got[0]
    for secret in (SECRET, "whsec_new"):
        assert client.construct_event(body, mark, secret).type == "payment_intent.created"
    simulator.control.advance(86401)
    receiver.got.clear()
    simulator.control.make_stray_payment(1000, "gbp")
    assert simulator.control.wait_idle(5)
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(receiver.got[0][1], receiver.got[0][0], SECRET)


def test_an_event_can_be_sent_again(simulator: RunningSimulator, receiver: Receiver) -> None:
    simulator.control.make_stray_payment(1000, "gbp")
    assert simulator.control.wait_idle(5)
    event = json.loads(receiver.got[0][1])["id"]
    assert simulator.control.resend(event) == 1
    assert simulator.control.wait_idle(5)
    assert receiver.got[0][1].count(event.encode()) == 1
    assert json.loads(receiver.got[-1][1])["id"] == event


def test_an_endpoint_hears_only_what_it_asked_for(
    simulator: RunningSimulator, receiver: Receiver, client: stripe.StripeClient
) -> None:
    (endpoint,) = client.v1.webhook_endpoints.list().data
    assert "secret" not in endpoint
    client.v1.webhook_endpoints.update(endpoint.id, {"enabled_events": ["charge.succeeded"]})
    pay(simulator)
    assert simulator.control.wait_idle(5)
    assert receiver.types == ["charge.succeeded"]
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    pay(simulator)
    assert simulator.control.wait_idle(5)
    assert len(receiver.got) == 1


def test_the_secret_of_a_new_endpoint_is_told_once(client: stripe.StripeClient) -> None:
    url = "http://127.0.0.1:1/x"
    made = client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["*"]})
    assert str(made.secret).startswith("whsec_")
    assert "secret" not in client.v1.webhook_endpoints.retrieve(made.id)
