"""One folder for a whole test run, whatever the number of worker processes.

In memory where there is room: four of five seconds of the suite once were spent waiting for a disk,
to keep databases that live as long as one test.
"""

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
MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp makes what is put there safely
ROOM = 4 * 2**30


def make_folder() -> Path:
    """A new folder that a server running as another user may enter."""
    usual = tempfile.gettempdir()
    parent = MEMORY if is_roomy(MEMORY) else usual if len(usual) < LONGEST else "/tmp"  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="hov-", dir=parent))
    folder.chmod(0o755)
    return folder


def is_roomy(memory: Path) -> bool:
    """Whether a run fits into this file system; containers often give it 64 MB, or run nothing."""
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return False
    found = os.statvfs(memory)
    return found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & os.ST_NOEXEC


def once(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Let the first process that asks make a thing; every other gets what it made."""
    made = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_text(make())
        return made.read_text()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Make the folder, or take the one of the process that started this one.

    The folders of single tests are made in it too, unless `--basetemp` names another.
    """
    workerinput: dict[str, Any] | None = getattr(config, "workerinput", None)
    if workerinput is not None:
        config.stash[FOLDER] = Path(workerinput["folder"])
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a stop also cleans up
    config.stash[FOLDER] = make_folder()
    config.option.basetemp = config.option.basetemp or config.stash[FOLDER] / "tests"


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
