"""`hov-donate migrate`: bring the database to the newest schema."""

import click

from hov_donate.cli.house import House, pass_house
from hov_donate.core.migrations import head, upgrade


@click.command()
@pass_house
def migrate(house: House) -> None:
    """Bring the database to the newest schema; safe to run again."""
    settings = house.checked_settings()
    upgrade(settings.database_url)
    click.echo(f"database: at revision {head()}")
