"""Fresh databases on both engines, as in production: what is committed is on the disk."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import tell
from bench.floor import EVENTS, floor_engine
from hov_donate.core.migrations import upgrade
from tests.support import postgres

LONGEST_PATH = 60  # the name of a Unix socket inside may have about a hundred bytes
Fresh = Callable[[str], str]


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one run, which a server running as another user may enter."""
    usual = tempfile.gettempdir()
    place = usual if len(usual) < LONGEST_PATH else "/tmp"  # noqa: S108 (mkdtemp is safe there)
    folder = Path(tempfile.mkdtemp(prefix="hov-bench-", dir=place))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def engines(folder: Path) -> Iterator[dict[str, Fresh]]:
    """For each engine to be had, what makes an empty database of a given name."""
    found: dict[str, Fresh] = {"sqlite": lambda name: f"sqlite:///{folder / name}.sqlite"}
    try:
        server, ours = _server(folder)
    except (postgres.UnavailableError, OSError) as problem:
        tell(f"!!! NOT MEASURED HERE: {problem}")
        yield found
        return
    made: list[str] = []

    def fresh(name: str) -> str:
        made.append(f"{folder.name.replace('-', '_')}_{name}".lower())
        postgres.execute(server, "CREATE DATABASE {name}", name=made[-1])
        return postgres.with_database(server, made[-1])

    try:
        yield found | {"postgresql": fresh}
    finally:
        for name in made:
            postgres.drop_database(server, name)
        if ours:
            ours.send_signal(signal.SIGINT)
            ours.wait(30)


def migrated(fresh: Fresh, name: str) -> str:
    """A database at head."""
    url = fresh(name)
    upgrade(url)
    return url


def with_floor_table(fresh: Fresh, name: str) -> str:
    """A database with nothing but the baseline's table."""
    url = fresh(name)
    engine = floor_engine(url)
    EVENTS.create(engine)
    engine.dispose()
    return url


def _server(folder: Path) -> tuple[str, subprocess.Popen[bytes] | None]:
    """The server that was lent, or one of our own.

    Unlike the tests' server it is as safe as a new cluster: fsync and full_page_writes stay on.
    """
    if lent := os.environ.get("TEST_DATABASE_URL"):
        return lent, None
    programs = postgres.find_programs(folder)
    home = folder / "postgresql"
    home.mkdir()
    if nobody := postgres.drop_root():
        os.chown(home, nobody["user"], nobody["group"])
    postgres.initialise(programs, home)
    command = [str(programs / "postgres"), "-D", str(home / "data"), "-k", str(home)]
    with (folder / "postgresql.log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603 (the server's own program)
            [*command, "-c", "listen_addresses="],
            cwd=home,
            env=postgres.plain(),
            stdout=log,
            stderr=log,
            start_new_session=True,
            **postgres.drop_root(),
        )
    url = f"postgresql://postgres@/postgres?host={home}"
    postgres.wait_until_up(url, folder / "postgresql.log")
    return url, server
