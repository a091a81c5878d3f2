"""Misbehaviour by chance: the same seed brings the same bad luck again."""

import json
import time
from collections import Counter
from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import Receiver, ask, client_of, gift


def fates(simulator: RunningSimulator, count: int, **policy: Any) -> list[list[str]]:
    """What became of each event's deliveries, in the order in which they happened."""
    before = len(simulator.control.deliveries())
    simulator.control.set_webhook_policy(hold=True, **policy)
    for _ in range(count):
        simulator.control.make_stray_payment(1000, "gbp")
    by_event: dict[str, list[str]] = {}
    for row in simulator.control.deliveries()[before:]:
        by_event.setdefault(row["event"], []).append(row["status"])
    return list(by_event.values())


def test_a_fifth_is_lost_and_a_third_comes_twice(simulator: RunningSimulator) -> None:
    simulator.control.add_endpoint("http://127.0.0.1:1/", "whsec_x")
    seen = fates(simulator, 1000, drop=0.2, duplicate=0.3, seed=7)
    counts = Counter(tuple(each) for each in seen)
    assert set(counts) == {("dropped",), ("held",), ("held", "held")}
    assert len(seen) == 3000
    assert 0.17 < counts["dropped",] / 3000 < 0.23
    assert 0.21 < counts["held", "held"] / 3000 < 0.27


def test_bad_luck_can_be_repeated(simulator: RunningSimulator) -> None:
    simulator.control.add_endpoint("http://127.0.0.1:1/", "whsec_x")
    first, again, other = (
        fates(simulator, 100, drop=0.2, duplicate=1.3, seed=seed) for seed in (7, 7, 8)
    )
    assert first == again != other
    assert {len(each) for each in first} == {1, 2, 3}


def test_what_was_held_is_shuffled_all_over(
    simulator: RunningSimulator, receiver: Receiver
) -> None:
    simulator.control.set_webhook_policy(hold=True, reorder=True, within=1.0, seed=3)
    for _ in range(60):
        simulator.control.make_stray_payment(1000, "gbp")
    told = [each["id"] for each in simulator.control.events()]
    assert simulator.control.deliver_held() == 180
    assert simulator.control.wait_idle(10)
    got = [json.loads(body)["id"] for _, body in receiver.got]
    assert sorted(got) == sorted(told)
    moved = [abs(told.index(each) - place) for place, each in enumerate(got)]
    assert sum(moved) / len(moved) > 20


def outcomes(simulator: RunningSimulator, count: int) -> list[str]:
    client = client_of(simulator)
    seen = []
    for _ in range(count):
        try:
            client.v1.balance.retrieve()
            seen.append("fine")
        except stripe.StripeError as error:
            seen.append(f"{type(error).__name__} {error.http_status}")
    return seen


def test_requests_fail_at_the_rate_that_was_chosen(simulator: RunningSimulator) -> None:
    kinds = ["500", "429", "timeout", "lost_reply"]
    simulator.control.set_fault_rate(0.3, kinds, seed=5, seconds=0.01)
    seen = outcomes(simulator, 200)
    assert 0.6 < seen.count("fine") / 200 < 0.8
    assert set(seen) == {
        "fine",
        "APIError 500",
        "RateLimitError 429",
        "APIConnectionError None",
    }
    simulator.control.set_fault_rate(0.3, kinds, seed=5, seconds=0.01)
    assert outcomes(simulator, 200) == seen
    simulator.control.clear_faults()
    assert set(outcomes(simulator, 20)) == {"fine"}


def test_a_timeout_lasts_as_long_as_was_chosen(simulator: RunningSimulator) -> None:
    simulator.control.set_fault_rate(1, ["timeout"], path="/v1/balance", seconds=0.3)
    begun = time.monotonic()
    with pytest.raises(OSError, match="without response"):
        ask(simulator, "GET", "/v1/balance")
    assert 0.3 <= time.monotonic() - begun < 3
    assert ask(simulator, "GET", "/v1/account").status == 200


def test_a_lost_reply_is_found_again_by_its_key(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    simulator.control.set_fault_rate(0.5, ["lost_reply", "500"], seed=1)
    made = set()
    for number in range(20):
        for _ in range(40):
            try:
                options: Any = {"idempotency_key": f"gift-{number}"}
                made.add(client.v1.checkout.sessions.create(gift(), options).id)
                break
            except stripe.StripeError:
                continue
    simulator.control.clear_faults()
    assert len(made) == 20
    assert len(client.v1.checkout.sessions.list({"limit": 100}).data) == 20


def test_only_known_failures_can_be_asked_for(simulator: RunningSimulator) -> None:
    with pytest.raises(ValueError, match="a fault is one of"):
        simulator.control.set_fault_rate(0.5, ["invented"])
