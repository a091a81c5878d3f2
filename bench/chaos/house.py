"""The simulator in this process; site, worker, sweep and reconcile as real ones of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.over_http import SECRET, installation
from bench.processes import HOST, ROOT, gunicorn, started
from hov_donate.app import build_parts
from hov_donate.config import Settings
from hov_donate.core.db import make_engine
from hov_donate.simulator.serve import RunningSimulator, start
from hov_donate.web.parts import Parts

COMMAND = [sys.executable, "-c", "from hov_donate.app import main; main()"]
CALLS_PER_MINUTE = "600000"


@dataclass(frozen=True)
class House:
    """An installation and its Stripe."""

    simulator: RunningSimulator
    parts: Parts
    environment: Mapping[str, str]

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run `hov-donate` with some words; what it shows while it works goes to the terminal."""
        return subprocess.run(  # noqa: S603 (our own program)
            [*COMMAND, *words],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )


@contextmanager
def house(folder: Path, database_url: str) -> Iterator[House]:
    """All of it but the worker, on a migrated database."""
    simulator = start()
    environment = installation(folder, database_url) | {
        "STRIPE_SECRET_KEY": simulator.api_key,
        "STRIPE_API_BASE": simulator.url,
        "SWEEP_CALLS_PER_MINUTE": CALLS_PER_MINUTE,
    }
    engine = make_engine(database_url)
    try:
        with gunicorn("wsgi:app", environment, 1) as port:
            simulator.control.add_endpoint(f"http://{HOST}:{port}/stripe/webhook", SECRET)
            yield House(
                simulator,
                build_parts(Settings.from_environment(environment), engine),
                environment,
            )
    finally:
        engine.dispose()
        simulator.stop()


@contextmanager
def working(home: House) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker, for as long as the block lasts."""
    with started([*COMMAND, "worker"], home.environment) as process:
        yield process
