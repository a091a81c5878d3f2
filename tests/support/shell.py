"""A shell in which the commands of a house are typed."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from click import Command
from click.testing import CliRunner, Result

from hov_donate.app import build_worker
from hov_donate.cli import house as cli
from hov_donate.config import Settings
from hov_donate.core.clock import Clock
from hov_donate.gateway.stripe import StripeGateway
from hov_donate.web.parts import Parts
from hov_donate.wiring.syncs import syncs
from tests.support.house import House


@dataclass
class Shell:
    """Types commands, with the settings of a house or with changed ones."""

    house: House
    changes: dict[str, Any] = field(default_factory=dict)

    def settings(self) -> Settings:
        """What the environment says."""
        return replace(self.house.parts.settings, **self.changes)

    def parts(self, settings: Settings, clock: Clock | None = None) -> Parts:
        """The parts of the house, without the patience that suits real outages."""
        parts = self.house.parts
        gateway = StripeGateway(
            secret_key=settings.stripe_secret_key, api_base=settings.stripe_api_base, retries=0
        )
        reconciler = replace(parts.reconciler, gateway=gateway)
        sweeper = replace(
            parts.sweeper,
            gateway=gateway,
            reconciler=reconciler,
            syncs=syncs(parts.database, gateway),
            sleep=lambda _: None,
        )
        return replace(
            parts, settings=settings, gateway=gateway, reconciler=reconciler, sweeper=sweeper
        )

    def type(self, command: Command, *words: str, **changes: object) -> Result:
        """Run a command to its end."""
        self.changes = changes
        installation = cli.House(
            settings=self.settings,
            open_database=lambda settings: self.house.parts.database,
            parts=self.parts,
            worker=build_worker,
        )
        return CliRunner().invoke(command, words, obj=installation)


@pytest.fixture
def shell(house: House) -> Shell:
    """A shell on the machine of the house."""
    return Shell(house)
