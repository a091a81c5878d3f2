"""Bring a database to the newest schema, or tell how far behind it is."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def configuration(url: str) -> Config:
    """Alembic's configuration for `url`, built in code: there is no ini file to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the database at `url`; on both engines a failed migration leaves nothing behind."""
    command.upgrade(configuration(url), revision)


@cache
def head() -> str:
    """The newest revision that this code knows."""
    script = ScriptDirectory(str(FOLDER))
    return script.get_current_head() or ""


def revision_of(engine: Engine) -> str:
    """The revision a database stands at; empty for a database that was never migrated."""
    with engine.execution_options(readonly=True).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""
