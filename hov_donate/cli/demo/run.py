"""Everything at once on one machine: what `make run` starts, and stops on Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from hov_donate.cli.demo.seed import needs_seed, seed, state_file
from hov_donate.cli.demo.sign_in import ensure_sign_in
from hov_donate.cli.house import House
from hov_donate.cli.mailbox import serve_mailbox_in_background
from hov_donate.config import Settings
from hov_donate.config.settings import ROOT, SIMULATOR_KEY
from hov_donate.core.migrations import upgrade

READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 15
SIMULATOR_SECRET = "whsec_simulator"  # noqa: S105 (of the simulator, on this machine only)


def run_everything(house: House) -> int:
    """Start what is needed, wait for Ctrl-C, stop it all; the exit status."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = house.checked_settings()
    if settings.live:
        click.echo(
            "`make run` is for trying things out and refuses a live Stripe key: the demo invents "
            "gifts. docs/operations.md says how to run for real.",
            err=True,
        )
        return 2
    try:
        with ExitStack() as running:
            _start(house, _for_trying_out(settings), running)
            threading.Event().wait()
    except KeyboardInterrupt:
        pass
    click.echo("\nstopped")
    return 0


def _for_trying_out(settings: Settings) -> Settings:
    """Without a Stripe key of one's own, the simulator takes Stripe's place."""
    if settings.stripe_secret_key and not settings.simulated:
        return settings
    return replace(
        settings,
        demo=True,
        stripe_secret_key=SIMULATOR_KEY,
        stripe_api_base=f"http://127.0.0.1:{settings.port + 1}",
        stripe_webhook_secrets=settings.stripe_webhook_secrets or (SIMULATOR_SECRET,),
    )


def _start(house: House, settings: Settings, running: ExitStack) -> None:
    settings.instance_folder.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    database = house.open_database(settings)
    environment = _environment(settings)
    site = running.enter_context(_process("site", _site_command(settings), environment))
    if settings.simulated:
        if needs_seed(house, database):
            seed(house, settings, database)
        _start_simulator(house, settings, environment, running)
    parts = house.parts(settings)
    stop = threading.Event()
    work = threading.Thread(target=house.worker(parts).run, args=(stop,))
    work.start()
    running.callback(work.join)
    running.callback(stop.set)
    _start_mailbox(settings, running)
    _wait_until_ready(f"http://127.0.0.1:{settings.port}/healthz", site)
    _tell(house, settings)


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "DEMO": "1" if settings.demo else "0",
        "STRIPE_SECRET_KEY": settings.stripe_secret_key,
        "STRIPE_API_BASE": settings.stripe_api_base,
        "STRIPE_WEBHOOK_SECRET": ",".join(settings.stripe_webhook_secrets),
        "PYTHONUNBUFFERED": "1",
    }


def _site_command(settings: Settings) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app"),
        *("--bind", f"127.0.0.1:{settings.port}"),
        *("--worker-class", "gthread", "--threads", "8", "--log-level", "warning"),
        *("--graceful-timeout", "5", "--no-control-socket"),
    ]


def _start_simulator(
    house: House, settings: Settings, environment: Mapping[str, str], running: ExitStack
) -> None:
    state = state_file(settings, house.open_database(settings))
    program = Path(sys.executable).with_name("hov-donate")
    command = [str(program), "simulator", "--state", str(state)]
    process = running.enter_context(_process("simulator", command, environment))
    _wait_until_ready(f"http://127.0.0.1:{settings.port + 1}/", process)


def _start_mailbox(settings: Settings, running: ExitStack) -> None:
    if settings.mail_url.startswith("mailbox:"):
        folder = Path(settings.mail_url.removeprefix("mailbox:"))
        stop = serve_mailbox_in_background(folder=folder, host="127.0.0.1", port=settings.port + 2)
        running.callback(stop)


@contextmanager
def _process(
    name: str, command: list[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own group, so that Ctrl-C reaches us first and we stop it in order."""
    process = subprocess.Popen(  # noqa: S603 (our own programs)
        command, cwd=ROOT, env=dict(environment), start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            click.echo(f"{name} did not stop and is ended", err=True)
            process.kill()
            process.wait()


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise click.ClickException(
                f"It ended with status {process.returncode} before {url} answered; is the port "
                "taken? Choose another with PORT=…"
            )
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


def _tell(house: House, settings: Settings) -> None:
    click.echo(f"\n  Give        {settings.public_url}/donate")
    click.echo(f"  Office      {settings.public_url}/office/")
    if settings.simulated:
        sign_in = ensure_sign_in(settings, house.open_database(settings))
        click.echo(f"              sign in as {sign_in['email']}, password {sign_in['password']}")
        click.echo(f"  Simulator   http://127.0.0.1:{settings.port + 1}/  (no real money)")
        click.echo("              pay with card 4242 4242 4242 4242, any future date, any CVC")
    else:
        click.echo("              `hov-donate staff add YOU@EXAMPLE.ORG` lets you in")
    if settings.mail_url.startswith("mailbox:"):
        click.echo(f"  Mailbox     http://127.0.0.1:{settings.port + 2}/")
    click.echo("\n  Ctrl-C stops everything.\n")
