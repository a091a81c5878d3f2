"""A fresh simulator for each test."""

from collections.abc import Iterator

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator, start
from tests.simulator.support import SECRET, Receiver, client_of


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = start()
    yield running
    running.stop()


@pytest.fixture
def client(simulator: RunningSimulator) -> stripe.StripeClient:
    return client_of(simulator)


@pytest.fixture
def receiver(simulator: RunningSimulator) -> Iterator[Receiver]:
    listening = Receiver()
    simulator.control.add_endpoint(listening.start(), SECRET)
    yield listening
    listening.stop()
