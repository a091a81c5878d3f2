"""A freshly migrated, empty database for each test, on SQLite and on PostgreSQL."""

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hov_donate.core.migrations import upgrade
from tests.support import postgres
from tests.support.missing import missing
from tests.support.shared import FOLDER, once

ENGINES = ("sqlite", "postgresql")
NOT_THERE = "unavailable: "


def template_name(folder: Path) -> str:
    """A name that another run on the same server does not use."""
    return folder.name.replace("-", "_").lower()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing on a server that was only lent."""
    lent = os.environ.get("TEST_DATABASE_URL")
    if lent and FOLDER in config.stash and not hasattr(config, "workerinput"):
        folder = config.stash[FOLDER]
        if (folder / "postgresql-template").exists():
            postgres.drop_database(lent, template_name(folder))


class Databases:
    """Migrates each engine's template once in a run, and copies it for each test."""

    def __init__(self, folder: Path, migrate: Callable[[str], None]) -> None:
        """Templates are kept in `folder`, which all processes of the run share."""
        self.folder = folder
        self.migrate = migrate
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
        self.numbers = itertools.count(1)

    @contextmanager
    def fresh(self, engine: str, folder: Path) -> Iterator[str]:
        """The address of a new database, gone afterwards."""
        if engine == "sqlite":
            yield self.copy_sqlite(folder)
            return
        server, number = self.server(), next(self.numbers)
        name = f"{template_name(self.folder)}_{self.worker}_{number}"
        try:
            template = once(self.folder, "postgresql-template", self.make_template)
            yield postgres.copy_database(server, name, template)
        finally:
            postgres.drop_database(server, name)

    def copy_sqlite(self, folder: Path) -> str:
        """Copy the migrated file into `folder`."""
        template = once(self.folder, "sqlite-template", self.make_file)
        copy = folder / "database.sqlite3"
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"

    def make_file(self) -> str:
        """A migrated file with nothing left in its write-ahead log."""
        file = self.folder / "template.sqlite3"
        self.migrate(f"sqlite:///{file}")
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return str(file)

    def server(self) -> str:
        """The address of the run's PostgreSQL server, started by whoever needs it first."""
        url = once(self.folder, "postgresql-url", self.find_server)
        if url.startswith(NOT_THERE):
            missing(url.removeprefix(NOT_THERE))
        return url

    def find_server(self) -> str:
        """The address, or why there is none."""
        try:
            return postgres.server_url(self.folder)
        except (postgres.UnavailableError, OSError) as problem:
            return f"{NOT_THERE}{problem}"

    def make_template(self) -> str:
        """A migrated PostgreSQL database."""
        return postgres.make_template(self.server(), template_name(self.folder), self.migrate)


@pytest.fixture(scope="session")
def databases(shared_folder: Path) -> Databases:
    """Gives new databases to tests that need more than one, or one of their own making."""
    return Databases(shared_folder, upgrade)


@pytest.fixture(params=ENGINES)
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, databases: Databases
) -> Iterator[str]:
    """A migrated empty database; the test runs once for each engine.

    A test for one engine: `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
    """
    with databases.fresh(request.param, tmp_path) as url:
        yield url
