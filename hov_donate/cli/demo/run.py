"""Everything at once on one machine: what `make run` starts, and stops on Ctrl-C."""

import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from hov_donate.cli.demo.processes import (
    Ended,
    ended,
    refuse_taken_ports,
    started,
    wait_until_ready,
    watch,
)
from hov_donate.cli.demo.seed import needs_seed, seed, state_file
from hov_donate.cli.demo.sign_in import ensure_sign_in
from hov_donate.cli.demo.statement import FILE as STATEMENT
from hov_donate.cli.house import House
from hov_donate.cli.mailbox import serve_mailbox_in_background
from hov_donate.config import Settings
from hov_donate.config.running_demo import DemoRunsError, kept_for_other_commands
from hov_donate.config.settings import SIMULATOR_KEY
from hov_donate.core.migrations import upgrade

SIMULATOR_SECRET = "whsec_simulator"  # noqa: S105 (of the simulator, on this machine only)


def run_everything(house: House) -> int:
    """Start what is needed, wait for Ctrl-C, stop it all; the exit status."""
    settings = _for_trying_out(house.pretending_settings("The demo"))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt_once)
    try:
        with ExitStack() as running:
            watch(_start(house, settings, running))
    except KeyboardInterrupt:
        pass
    except DemoRunsError as error:
        advice = "Stop it first, or give this one an INSTANCE_FOLDER and a PORT of its own."
        raise click.ClickException(f"{error} {advice}") from error
    click.echo("\nstopped")
    return 0


def _interrupt_once(_number: int, _frame: object) -> None:
    """Stop at the first signal; more of them must not disturb the stopping."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


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


def _start(house: House, settings: Settings, running: ExitStack) -> Mapping[str, Ended]:
    """Start every part and say where it is; each with how to see that it has ended."""
    chosen = _chosen(settings)
    if settings.simulated:
        running.enter_context(kept_for_other_commands(settings.instance_folder, chosen))
    refuse_taken_ports(range(settings.port, settings.port + 3))
    upgrade(settings.database_url)
    site = running.enter_context(started("site", _site_command(settings), chosen))
    parts: dict[str, Ended] = {"site": partial(ended, site)}
    if settings.simulated:
        parts["simulator"] = _start_simulator(house, settings, chosen, running)
    parts["worker"] = _start_worker(house, settings, running)
    _start_mailbox(settings, running)
    wait_until_ready("site", f"http://127.0.0.1:{settings.port}/healthz", site)
    _tell(house, settings)
    return parts


def _chosen(settings: Settings) -> dict[str, str]:
    """What this demo has settled, for its processes and for the commands beside it."""
    return {
        "DEMO": "1" if settings.demo else "0",
        "PORT": str(settings.port),
        "PUBLIC_URL": settings.public_url,
        "DATABASE_URL": settings.database_url,
        "STRIPE_SECRET_KEY": settings.stripe_secret_key,
        "STRIPE_API_BASE": settings.stripe_api_base,
        "STRIPE_WEBHOOK_SECRET": ",".join(settings.stripe_webhook_secrets),
    }


def _site_command(settings: Settings) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app"),
        *("--bind", f"127.0.0.1:{settings.port}"),
        *("--worker-class", "gthread", "--threads", "8", "--log-level", "warning"),
        *("--graceful-timeout", "5", "--no-control-socket"),
    ]


def _start_simulator(
    house: House, settings: Settings, chosen: Mapping[str, str], running: ExitStack
) -> Ended:
    database = house.open_database(settings)
    if needs_seed(settings, database):
        seed(house, settings, database)
    program = Path(sys.executable).with_name("hov-donate")
    command = [str(program), "simulator", "--state", str(state_file(settings, database))]
    process = running.enter_context(started("simulator", command, chosen))
    wait_until_ready("simulator", f"http://127.0.0.1:{settings.port + 1}/", process)
    return partial(ended, process)


def _start_worker(house: House, settings: Settings, running: ExitStack) -> Ended:
    stop = threading.Event()
    run = house.worker(house.parts(settings)).run
    work = threading.Thread(target=run, args=(stop,), daemon=True)
    work.start()
    running.callback(work.join)
    running.callback(stop.set)
    return lambda: "" if work.is_alive() else "has ended"


def _start_mailbox(settings: Settings, running: ExitStack) -> None:
    if settings.mail_url.startswith("mailbox:"):
        folder = Path(settings.mail_url.removeprefix("mailbox:"))
        stop = serve_mailbox_in_background(folder=folder, host="127.0.0.1", port=settings.port + 2)
        running.callback(stop)


def _tell(house: House, settings: Settings) -> None:
    click.echo(f"\n  Give        {settings.public_url}/donate")
    click.echo(f"  Join        {settings.public_url}/join")
    click.echo(f"  Affiliate   {settings.public_url}/affiliate")
    language = settings.campaign.default_language
    click.echo(f"  Sign        {settings.public_url}/{language}/appeals")
    click.echo(f"  Office      {settings.public_url}/office/")
    if settings.simulated:
        sign_in = ensure_sign_in(settings, house.open_database(settings))
        click.echo(f"              sign in as {sign_in['email']}, password {sign_in['password']}")
        click.echo("              then the code that `.venv/bin/hov-donate demo code` prints")
        click.echo(
            "              gifts, affiliates, invoices, renewals, conferences, appeals, events"
        )
        click.echo(
            f"              bank statement to bring in: {settings.instance_folder / STATEMENT}"
        )
        click.echo(f"  Simulator   http://127.0.0.1:{settings.port + 1}/  (no real money)")
        click.echo("              pay with card 4242 4242 4242 4242, any future date, any CVC")
    else:
        click.echo("              `hov-donate staff add YOU@EXAMPLE.ORG` lets you in")
    if settings.mail_url.startswith("mailbox:"):
        click.echo(f"  Mailbox     http://127.0.0.1:{settings.port + 2}/")
    click.echo("\n  Ctrl-C stops everything.\n")
