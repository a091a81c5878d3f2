"""The simulator as a process of its own: killed without warning, and stopped politely."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stripe

PROGRAM = """
import sys
from pathlib import Path
from hov_donate.simulator.serve import run
run(host="127.0.0.1", port=0, state=Path(sys.argv[1]), endpoints=[], settlement_currency="GBP")
"""
ROOT = Path(__file__).resolve().parents[2]
Launch = Callable[[], tuple["subprocess.Popen[str]", stripe.StripeClient]]


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    running: list[subprocess.Popen[str]] = []

    def launched() -> tuple["subprocess.Popen[str]", stripe.StripeClient]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path / "state.sqlite")],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        running.append(process)
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        return process, stripe.StripeClient("sk_test_simulator", base_addresses={"api": url})

    yield launched
    for process in running:
        process.kill()
        process.communicate()


def test_a_killed_simulator_loses_nothing(launch: Launch) -> None:
    process, client = launch()
    made = client.v1.customers.create({"name": "A"})
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, again = launch()
    assert again.v1.customers.retrieve(made.id).name == "A"


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_told(launch: Launch, told: signal.Signals) -> None:
    process, client = launch()
    assert client.v1.balance.retrieve().livemode is False
    process.send_signal(told)
    assert process.wait(5) == 0
