"""What the demo starts: each part is awaited, watched and stopped."""

import errno
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

import click

from hov_donate.config.settings import ROOT

READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 15
LOOK_EVERY_SECONDS = 0.5

Process = subprocess.Popen[bytes]
# Why a part has ended; nothing while it goes on.
Ended = Callable[[], str]


def refuse_taken_ports(ports: Iterable[int]) -> None:
    """Nothing is started when a port is not to be had. Raises ClickException naming it."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise click.ClickException(_why(port, error)) from error


def _why(port: int, error: OSError) -> str:
    taken = error.errno == errno.EADDRINUSE
    trouble = "is taken by another program" if taken else f"cannot be used ({error.strerror})"
    return (
        f"Port {port} {trouble}: stop what is there, or choose another PORT, as in "
        "`PORT=8100 make run`; the demo takes it and the next two."
    )


@contextmanager
def started(name: str, command: list[str], environment: Mapping[str, str]) -> Iterator[Process]:
    """A process of its own group, so that Ctrl-C reaches us first and we stop it in order."""
    inherited = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
    # Compiled once, the next start is quick, whatever is set here.
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(  # noqa: S603 (our own programs)
        command, cwd=ROOT, env=inherited, start_new_session=True
    )
    try:
        yield process
    finally:
        _stop(name, process)


def _stop(name: str, process: Process) -> None:
    process.terminate()
    try:
        process.wait(STOP_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        click.echo(f"{name} did not stop and is ended", err=True)
        process.kill()
        process.wait()


def ended(process: Process) -> str:
    """Why a process has ended; nothing while it goes on."""
    status = process.poll()
    if status is None:
        return ""
    return f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"


def wait_until_ready(name: str, url: str, process: Process) -> None:
    """Return when `url` answers. Raises ClickException when it never will."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if why := ended(process):
            raise click.ClickException(f"The {name} {why} before {url} answered.")
        if _answers(url):
            return
        time.sleep(0.1)
    raise click.ClickException(f"{url} did not answer within {READY_WITHIN_SECONDS} seconds.")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 (loopback)
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def watch(parts: Mapping[str, Ended]) -> None:
    """Go on for ever, or raise ClickException naming the part that did not."""
    while True:
        for name, why in parts.items():
            if said := why():
                raise click.ClickException(f"The {name} {said}; everything else is stopped, too.")
        time.sleep(LOOK_EVERY_SECONDS)
