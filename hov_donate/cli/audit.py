"""The audit log: `hov-donate audit verify`."""

import sys

import click

from hov_donate.cli.house import House, pass_house
from hov_donate.staff.audit import queries
from hov_donate.staff.audit.rules import Fault, Head

FAULTS = {
    Fault.MISSING: "is missing",
    Fault.MOVED: "does not follow the row before it",
    Fault.ALTERED: "was altered",
    Fault.CUT_OFF: "and all after it were cut off",
    Fault.OTHER_HEAD: "is not the one whose seal was kept",
}


class PrintedHead(click.ParamType[Head]):
    """A head as it was printed: number, hyphen, seal."""

    name = "NUMBER-SEAL"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """The head, or a usage error."""
        try:
            return Head.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group()
def audit() -> None:
    """Who did what in the office."""


@audit.command()
@click.option(
    "--printed",
    type=PrintedHead(),
    help="A head kept elsewhere, of a printed proof or a letter: the log must lead through it.",
)
@pass_house
def verify(house: House, *, printed: Head | None) -> None:
    """Reckon the chain anew. Exit status 1 names the first row that is wrong."""
    with house.database.reading() as session:
        found = queries.verify(session, printed)
    if found.wrong:
        click.echo(f"Row {found.wrong.number} {FAULTS[found.wrong.fault]}.")
        click.echo(f"Rows before it that are whole: {found.rows}")
        sys.exit(1)
    click.echo(f"Rows: {found.rows}, each sealed to the one before.")
    if printed:
        click.echo(f"The head that was kept is row {printed.number} of them.")
    click.echo(f"Head: {found.head}")
