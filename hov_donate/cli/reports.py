"""`hov-donate reports`: whether a report's file is as it was written. Needs no settings."""

import sys
from pathlib import Path

import click

from hov_donate.reports.writing.checking import Checked, NoReportError, check


class _BadInputError(click.ClickException):
    """One line, and exit status 2."""

    exit_code = 2


@click.group()
def reports() -> None:
    """The treasurer's reports, as the office's pages write them."""


@reports.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Whether the rows, sums and checksum of the CSV in FILE are as they were written.

    The checksum is the one on the screen, in the PDF and in the XLSX of the same report. Exit
    status 1 with what does not agree; 2 when FILE is no report.
    """
    found = _checked(file)
    for fault in found.faults:
        click.echo(f"{file}: {fault}")
    if found.faults:
        sys.exit(1)
    days = f"{found.first} to {found.last}"
    click.echo(f"{found.code}, {days}, {found.count} rows: {found.checksum}")


def _checked(file: Path) -> Checked:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return check(opened)
    except OSError as error:
        raise _BadInputError(f"{file} cannot be read: {error.strerror}") from error
    except NoReportError as error:
        raise _BadInputError(f"{file}: {error}") from error
