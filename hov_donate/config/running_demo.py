"""The settings of a running demo, for commands beside it; they count only while it runs.

The file is locked by the process that wrote it. However that process ends, the lock ends with it,
which a process number in the file would not tell: numbers are given out again.
"""

import fcntl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from dotenv import dotenv_values

DEMO_FILE = "demo.env"
TRIES = 10
PAUSE_SECONDS = 0.05


class DemoRunsError(RuntimeError):
    """A demo with this folder is running."""


def settings_of_running_demo(folder: Path) -> dict[str, str]:
    """What the demo of this folder has settled; nothing when none is running."""
    file = folder / DEMO_FILE
    if not demo_runs(folder):
        return {}
    return {name: value for name, value in dotenv_values(file).items() if value is not None}


def demo_runs(folder: Path) -> bool:
    """Whether the process that wrote the file is alive."""
    try:
        with (folder / DEMO_FILE).open() as file:
            return not _locked(file, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


@contextmanager
def kept_for_other_commands(folder: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Let other commands find this demo until the end. Raises DemoRunsError beside another one."""
    path = folder / DEMO_FILE
    folder.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("r+") as file:
        if not _locked(file, fcntl.LOCK_EX, tries=TRIES):
            raise DemoRunsError(f"A demo is running already with the folder {folder}.")
        file.truncate()
        file.write("".join(f"{name}='{value}'\n" for name, value in settings.items()))
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _locked(file: TextIO, how: int, *, tries: int = 1) -> bool:
    """Lock the file; whoever only looks holds it for a moment, so that several tries are fair."""
    for left in reversed(range(tries)):
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if left:
                time.sleep(PAUSE_SECONDS)
        else:
            return True
    return False
