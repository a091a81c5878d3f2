"""The same stories at the simulator, and in Stripe's own sandbox where there is a key for it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hov_donate.app import build_parts
from hov_donate.config import Settings
from hov_donate.core.db import make_engine
from tests.sandbox.at_simulator import AtSimulator
from tests.sandbox.drivers import Driver
from tests.sandbox.in_sandbox import InSandbox
from tests.sandbox.installation import Installation
from tests.sandbox.key import sandbox_key

SIMULATOR, SANDBOX = "simulator", "sandbox"


@pytest.fixture(params=[SIMULATOR, SANDBOX])
def driver(request: pytest.FixtureRequest) -> Iterator[Driver]:
    """Who pays, refunds and disputes; the sandbox only with a key."""
    made: Driver
    if request.param == SANDBOX:
        made = InSandbox(sandbox_key(os.environ))
    else:
        made = AtSimulator(request.getfixturevalue("simulator"))
    yield made
    made.finish()


@pytest.fixture
def here(driver: Driver, database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation of its own, that pays where the driver does."""
    settings = Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "STRIPE_SECRET_KEY": driver.key,
            "STRIPE_API_BASE": driver.api_base,
            "SWEEP_CALLS_PER_MINUTE": "1000",
            "INSTANCE_FOLDER": str(tmp_path),
            "SECRET_KEY": "a secret of the tests, 32 characters",
        }
    )
    engine = make_engine(database_url)
    made = Installation(build_parts(settings, engine), driver)
    yield made
    made.close_pages()
    engine.dispose()
