"""Processes that a run starts, and stops by their own handle, whatever happens."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
PATIENCE_SECONDS = 30.0
GUNICORN = (
    *("--worker-class", "gthread", "--threads", "4", "--keep-alive", "30"),
    *("--log-level", "error", "--no-control-socket"),
)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def gunicorn(app: str, settings: Mapping[str, str], processes: int) -> Iterator[int]:
    """Serve an app as both sides are served; gives the port. The first answer waits for imports."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", app, "--bind", f"{HOST}:{port}", *GUNICORN]
    command += ["--workers", str(processes)]
    with started(command, settings) as process:
        wait_until_up(port, process)
        yield port


@contextmanager
def stand_in(installation: str, pages: int) -> Iterator[int]:
    """Serve canned answers in Stripe's place; gives the port."""
    port = free_port()
    command = [sys.executable, "-m", "bench.stand_in", str(port), installation, str(pages)]
    with started(command, {}) as process:
        wait_until_up(port, process)
        yield port


@contextmanager
def started(command: list[str], settings: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block."""
    process = subprocess.Popen(  # noqa: S603 (our own programs)
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=sys.stderr,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when somebody listens."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"a server ended with status {process.returncode} before it was up")
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing listens on port {port}")
