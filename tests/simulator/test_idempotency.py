"""The same key twice is done once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import ask, client_of, gift

KEY = {"Idempotency-Key": "one"}


def test_the_same_request_is_answered_again_without_being_done(
    simulator: RunningSimulator,
) -> None:
    first = ask(simulator, "POST", "/v1/customers", "email=a%40example.org&name=A", KEY)
    again = ask(simulator, "POST", "/v1/customers", "name=A&email=a%40example.org", KEY)
    assert again.body == first.body
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(simulator.control.dump()["customer"]) == 1


def test_another_request_with_the_same_key_is_refused(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"name": "A"}, {"idempotency_key": "one"})
    with pytest.raises(stripe.IdempotencyError):
        client.v1.customers.create({"name": "B"}, {"idempotency_key": "one"})


def test_what_was_not_even_begun_is_not_kept(client: stripe.StripeClient) -> None:
    options: stripe.RequestOptions = {"idempotency_key": "one"}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(gift(amount=1), options)
    assert client.v1.checkout.sessions.create(gift(), options).status == "open"


def test_a_refusal_after_work_had_begun_is_kept(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = simulator.control.make_stray_payment(1000, "gbp")["id"]
    simulator.control.refund(intent)
    for replayed in (None, "true"):
        reply = ask(simulator, "POST", "/v1/refunds", {"payment_intent": intent}, KEY)
        assert reply.json["error"]["code"] == "charge_already_refunded"
        assert reply.headers.get("Idempotent-Replayed") == replayed


def test_two_at_once_are_told_so(simulator: RunningSimulator) -> None:
    simulator.control.set_fault("timeout", path="/v1/customers", seconds=0.5)

    def create(_: int) -> str:
        client = client_of(simulator, max_network_retries=0)
        try:
            client.v1.customers.create({"name": "A"}, {"idempotency_key": "one"})
        except stripe.APIConnectionError:
            return "lost"
        except stripe.APIError as error:
            return str(error.http_status)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(create, range(2))) == ["409", "lost"]


def test_a_key_has_a_longest_length(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.create({}, {"idempotency_key": "k" * 256})


def test_a_lost_reply_is_done_once_when_the_client_tries_again(
    simulator: RunningSimulator,
) -> None:
    simulator.control.set_fault("lost_reply", path="/v1/checkout")
    client = client_of(simulator, max_network_retries=1)
    session = client.v1.checkout.sessions.create(gift())
    assert [row["id"] for row in simulator.control.dump()["checkout.session"]] == [session.id]
    assert session.last_response
    assert session.last_response.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("409", 409)])
def test_the_client_gets_over_passing_failures(
    simulator: RunningSimulator, kind: str, status: int
) -> None:
    simulator.control.set_fault(kind)
    with pytest.raises(stripe.APIError) as caught:
        client_of(simulator, max_network_retries=0).v1.balance.retrieve()
    assert caught.value.http_status == status
    simulator.control.set_fault(kind)
    assert client_of(simulator, max_network_retries=1).v1.balance.retrieve().livemode is False


def test_too_many_requests_are_refused_without_retry(simulator: RunningSimulator) -> None:
    simulator.control.set_fault("429")
    with pytest.raises(stripe.RateLimitError):
        client_of(simulator, max_network_retries=2).v1.balance.retrieve()


def test_a_timeout_does_nothing(simulator: RunningSimulator) -> None:
    simulator.control.set_fault("timeout", seconds=0.1)
    with pytest.raises(stripe.APIConnectionError):
        client_of(simulator, max_network_retries=0).v1.customers.create({})
    assert not simulator.control.dump()["customer"]


def test_a_fault_strikes_only_its_address(simulator: RunningSimulator) -> None:
    simulator.control.set_fault("500", times=2, path="/v1/refunds")
    client = client_of(simulator, max_network_retries=0)
    assert client.v1.balance.retrieve().livemode is False
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.refunds.list()
    assert not client.v1.refunds.list().data
