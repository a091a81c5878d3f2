"""`hov-donate numbers`: publish the campaign's figures, and prove those that were published."""

import os
import sys
from collections.abc import Iterable, Iterator

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.campaign.numbers.models import FigureSnapshot
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.campaign.numbers.queries import faults, published
from hov_donate.campaign.numbers.rules import Figure
from hov_donate.campaign.numbers.sources import miscounted
from hov_donate.cli.house import House, pass_house
from hov_donate.ledger.rules import booking_day
from hov_donate.staff.rules import actor_of_command


@click.group()
def numbers() -> None:
    """The figures that the campaign publishes."""


@numbers.command()
@pass_house
def publish(house: House) -> None:
    """Take a snapshot now, as every night, and print it."""
    time_zone = house.checked_settings().campaign.time_zone
    with house.database.writing() as work:
        today = booking_day(work.now, time_zone)
        publish_figures(work, today=today, actor=actor_of_command(os.getuid()))
        _print(work.session)


@numbers.command()
@pass_house
def show(house: House) -> None:
    """Print the figures that are published now: name and value, a tab between."""
    with house.database.reading() as session:
        _print(session)


@numbers.command()
@pass_house
def verify(house: House) -> None:
    """Make every snapshot anew from its inputs, and compare all that was published.

    Besides, the kept counts of signatures are compared with the signatures. Names whatever differs.
    Exit status 1 when anything does.
    """
    with house.database.snapshot() as session:
        ids = session.scalars(select(FigureSnapshot.id).order_by(FigureSnapshot.id)).all()
        found = list(_differences(session, ids))
    for line in found:
        click.echo(line)
    click.echo(f"{len(ids)} snapshots made anew, {len(found)} differences", err=True)
    sys.exit(1 if found else 0)


def _differences(session: Session, ids: Iterable[int]) -> Iterator[str]:
    for number in ids:
        row = session.get_one(FigureSnapshot, number)
        for fault in faults(session, row):
            yield (
                f"snapshot {row.id} of {row.day}: {fault.what} was published as {fault.told},"
                f" and comes out as {fault.found}"
            )
    for country, (kept, counted) in miscounted(session).items():
        yield f"signatures of {country}: {kept} are kept as counted, {counted} count"


def _print(session: Session) -> None:
    found = published(session)
    if found is None:
        click.echo("Nothing was published yet.", err=True)
        sys.exit(1)
    click.echo(f"day\t{found.day}")
    for figure in Figure:
        click.echo(f"{figure.value}\t{found.values[figure]}")
    click.echo(f"checksum\t{found.checksum}")
