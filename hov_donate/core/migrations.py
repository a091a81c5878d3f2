"""Bring a database to the newest schema, or tell how far behind it is."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, inspect

from hov_donate.core.db import make_engine

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
# What triggers call stays behind when their tables go.
OUR_FUNCTIONS = """
    SELECT proname FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype
"""


def configuration(url: str) -> Config:
    """Alembic's configuration for `url`, built in code: there is no ini file to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate the database at `url`; on both engines a failed migration leaves nothing behind."""
    command.upgrade(configuration(url), revision)


def start_anew(url: str) -> None:
    """Throw away every table of the database at `url` with all that is in it: for demos alone.

    Migrations are not taken back for it: older schemas have no place for what newer ones hold.
    """
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA foreign_keys=OFF"))
    with engine.begin() as connection:
        _drop_everything(connection)
    engine.dispose()
    upgrade(url)


def _drop_everything(connection: Connection) -> None:
    quoted = connection.dialect.identifier_preparer.quote
    on_postgres = connection.dialect.name == "postgresql"
    for table in inspect(connection).get_table_names():
        connection.exec_driver_sql(f"DROP TABLE {quoted(table)}{' CASCADE' * on_postgres}")
    if on_postgres:
        for function in connection.exec_driver_sql(OUR_FUNCTIONS).scalars().all():
            connection.exec_driver_sql(f"DROP FUNCTION {quoted(function)}()")


@cache
def head() -> str:
    """The newest revision that this code knows."""
    script = ScriptDirectory(str(FOLDER))
    return script.get_current_head() or ""


def revision_of(engine: Engine) -> str:
    """The revision a database stands at; empty for a database that was never migrated."""
    with engine.execution_options(readonly=True).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""
