"""What commands are given: how to read settings and build the parts of an installation."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, Protocol

import click

from hov_donate.cli.worker import Worker
from hov_donate.config import Settings, SettingsError
from hov_donate.core.clock import Clock
from hov_donate.core.db import Database
from hov_donate.web.parts import Parts


class BuildParts(Protocol):
    """Builds the parts of an installation."""

    def __call__(self, settings: Settings, clock: Clock | None = None) -> Parts:
        """The parts, on the settings' database."""


@dataclass(frozen=True)
class House:
    """Builders that `app` hands over, so that commands need not know which provider it is."""

    settings: Callable[[], Settings]
    open_database: Callable[[Settings], Database]
    parts: BuildParts
    worker: Callable[[Parts], Worker]

    @property
    def database(self) -> Database:
        """The database alone, for commands that need nothing of Stripe."""
        return self.open_database(self.checked_settings())

    def checked_settings(self) -> Settings:
        """The settings, or every fault on standard error and exit status 2."""
        try:
            return self.settings()
        except SettingsError as error:
            click.echo(str(error), err=True)
            sys.exit(2)

    def pretending_settings(self, what: str) -> Settings:
        """For commands that only pretend: a live key is refused before anything else."""
        try:
            settings = self.settings()
        except SettingsError as error:
            if error.live:
                _refuse_live_key(what)
            return self.checked_settings()
        if settings.live:
            _refuse_live_key(what)
        return settings

    def checked_parts(self) -> Parts:
        """The parts of this installation, or what is missing and exit status 2."""
        try:
            return self.parts(self.checked_settings())
        except SettingsError as error:
            click.echo(str(error), err=True)
            sys.exit(2)


def _refuse_live_key(what: str) -> NoReturn:
    click.echo(
        f"{what} refuses a live Stripe key: nothing here may be mixed with real money. "
        "docs/operations.md says how to run for real.",
        err=True,
    )
    sys.exit(2)


pass_house = click.make_pass_decorator(House)
