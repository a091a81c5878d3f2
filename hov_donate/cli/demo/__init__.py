"""`hov-donate demo`: a whole campaign on this machine, with invented people and no real money."""

import json
import sys

import click

from hov_donate.cli.demo.run import run_everything
from hov_donate.cli.demo.seed import reset_everything
from hov_donate.cli.demo.sign_in import NoDemoError, read_sign_in
from hov_donate.cli.house import House, pass_house
from hov_donate.config.running_demo import demo_runs


@click.group()
def demo() -> None:
    """Try everything out on this machine; no real money moves."""


@demo.command()
@pass_house
def run(house: House) -> None:
    """Start the site, the worker, the mailbox and the simulator; Ctrl-C stops them."""
    sys.exit(run_everything(house))


@demo.command()
@pass_house
def reset(house: House) -> None:
    """Throw the demo's data away; the next `make run` seeds it again."""
    settings = house.pretending_settings("The demo")
    if demo_runs(settings.instance_folder):
        click.echo("The demo is running: stop it first, with Ctrl-C where it runs.", err=True)
        sys.exit(2)
    try:
        reset_everything(settings, house.open_database(settings))
    except NoDemoError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo("demo: emptied; `make run` seeds it again")


@demo.command("sign-in")
@pass_house
def sign_in(house: House) -> None:
    """Print the demo treasurer's sign-in as JSON, with the code of this half minute."""
    click.echo(json.dumps(_sign_in(house)))


@demo.command()
@pass_house
def code(house: House) -> None:
    """Print the code that the demo treasurer's app shows now: the second step of signing in."""
    click.echo(_sign_in(house)["code"])


def _sign_in(house: House) -> dict[str, str]:
    try:
        return read_sign_in(house.checked_settings())
    except NoDemoError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
