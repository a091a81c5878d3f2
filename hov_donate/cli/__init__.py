"""The `hov-donate` command and its parts."""

import logging
import sys

import click
from sqlalchemy.exc import OperationalError

from hov_donate.cli.audit import audit
from hov_donate.cli.bounces import bounces
from hov_donate.cli.demo import demo
from hov_donate.cli.doctor import doctor
from hov_donate.cli.export import export
from hov_donate.cli.fee_scales import fee_scales
from hov_donate.cli.house import House, pass_house
from hov_donate.cli.ledger import ledger
from hov_donate.cli.migrate import migrate
from hov_donate.cli.numbers import numbers
from hov_donate.cli.reconcile import reconcile
from hov_donate.cli.reports import reports
from hov_donate.cli.simulator import simulator
from hov_donate.cli.staff import staff
from hov_donate.cli.sweep import sweep
from hov_donate.cli.worker import run_until_told


@click.group()
def _commands() -> None:
    """Donations for a campaign: from the donor's page to the treasurer's books."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


@click.command()
@pass_house
def worker(house: House) -> None:
    """Apply Stripe's events, send e-mails, run the schedule; until Ctrl-C."""
    run_until_told(house.worker(house.checked_parts()))


for _command in (
    *(worker, reconcile, sweep, ledger, bounces, demo, simulator, staff, audit, doctor, migrate),
    *(fee_scales, reports, export, numbers),
):
    _commands.add_command(_command)


def commands(house: House) -> None:
    """Run the command line with the parts of this installation."""
    try:
        _commands(obj=house)
    except OperationalError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        click.echo(f"The database cannot be used: {reason}. Check DATABASE_URL.", err=True)
        sys.exit(2)
