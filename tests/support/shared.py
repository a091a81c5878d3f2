"""One folder for a whole test run, whatever the number of worker processes."""

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = pytest.StashKey[Path]()
LONGEST = 60  # the name of a Unix socket inside may have about a hundred bytes


def make_folder() -> Path:
    """A new folder that a server running as another user may enter."""
    usual = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="hov-", dir=usual if len(usual) < LONGEST else "/tmp"))  # noqa: S108 - mkdtemp makes it safely
    folder.chmod(0o755)
    return folder


def once(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Let the first process that asks make a thing; every other gets what it made."""
    made = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_text(make())
        return made.read_text()


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder, or take the one of the process that started this one."""
    workerinput: dict[str, Any] | None = getattr(config, "workerinput", None)
    if workerinput is None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a stop also cleans up
    config.stash[FOLDER] = make_folder() if workerinput is None else Path(workerinput["folder"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker process where the folder is."""
    node.workerinput["folder"] = str(node.config.stash[FOLDER])


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started for the run and remove the folder."""
    if hasattr(config, "workerinput") or FOLDER not in config.stash:
        return
    folder = config.stash[FOLDER]
    server = folder / "postgresql" / "data" / "postmaster.pid"
    if server.exists():
        os.kill(int(server.read_text().split()[0]), signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_folder(pytestconfig: pytest.Config) -> Path:
    """The folder that all processes of this run have in common."""
    return pytestconfig.stash[FOLDER]
