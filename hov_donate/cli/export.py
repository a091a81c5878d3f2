"""`hov-donate export …`: what the books say, into a file, with progress."""

import sys
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import click

from hov_donate.cli.house import House, pass_house
from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.core.errors import UserError
from hov_donate.core.spans import Span
from hov_donate.exports.making import count_rows, ending, make
from hov_donate.exports.processes import OURS, stamp_for
from hov_donate.exports.rules import FORMATS, Format, Subject, Summary, Wanted
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import booking_day

SAID_EVERY = 5000
# What is asked for by one word: of which subject it is, and in which format by itself.
WORDS: dict[str, tuple[Subject, Format]] = {
    "postings": (Subject.POSTINGS, Format.CSV),
    "gifts": (Subject.GIFTS, Format.CSV),
    "invoices": (Subject.INVOICES, Format.CSV),
    "received": (Subject.RECEIVED, Format.CSV),
    "beancount": (Subject.JOURNAL, Format.BEANCOUNT),
    "hledger": (Subject.JOURNAL, Format.HLEDGER),
    "xero": (Subject.STATEMENT, Format.XERO),
    "quickbooks": (Subject.STATEMENT, Format.QUICKBOOKS),
}
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("what", type=click.Choice(list(WORDS)))
@click.option("--from", "first", type=DAY, required=True, help="The first day, like 2026-01-01.")
@click.option("--to", "last", type=DAY, help="The last day; today without it.")
@click.option(
    "--out",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write; it must not be there.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([it.value for it in FORMATS[Subject.POSTINGS]]),
    help="Of tables: csv (by itself), rows (CSV of rows alone) or xlsx.",
)
@click.option("--account", type=click.Choice([it.value for it in Account]), help="Only this one.")
@click.option("--currency", help="Only this one, like GBP.")
@click.option("--fund", help="Only this one, by its code.")
@pass_house
def export(house: House, /, what: str, target: Path, **asked: object) -> None:
    """Write what the books say into a file. Nobody's name is in it.

    Exit status 2 when it cannot be made; then no file is left.
    """
    settings, database = house.checked_settings(), house.database
    try:
        wanted = _wanted(
            what, asked, booking_day(database.clock.now(), settings.campaign.time_zone)
        )
        summary, rows = _write(settings, database, wanted, target)
    except (UserError, OSError) as error:
        click.echo(f"\n{error}", err=True)
        sys.exit(2)
    _tell(target, wanted, summary, rows)


def _wanted(what: str, asked: dict[str, object], today: date) -> Wanted:
    subject, usual = WORDS[what]
    form, account = asked["form"], asked["account"]
    if subject is Subject.STATEMENT and account is None:
        account = Account.STRIPE.value
    wanted = Wanted(
        subject,
        Format(str(form)) if form else usual,
        _span(asked["first"], asked["last"], today),
        Account(str(account)) if account else None,
        str(asked["currency"]).upper() if asked["currency"] else None,
        str(asked["fund"]) if asked["fund"] else None,
    )
    wanted.check()
    return wanted


def _span(first: object, last: object, today: date) -> Span:
    begins = first.date() if isinstance(first, datetime) else today
    ends = last.date() if isinstance(last, datetime) else today
    if ends < begins:
        raise UserError("--to must not come before --from")
    return Span(begins, ends)


def _write(
    settings: Settings, database: Database, wanted: Wanted, target: Path
) -> tuple[Summary, int]:
    """Write beside the target and put it there whole, so that half a file is never found."""
    with database.reading() as session:
        rows = count_rows(session, wanted, settings.campaign.time_zone)
    wanted.check_size(rows)
    if target.exists():
        raise FileExistsError(f"{target} is there already: name another file")
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("xb") as file, database.reading() as session:
            part.chmod(OURS)
            stamp = stamp_for(settings, database, settings.campaign.office_languages[0])
            summary = make(session, wanted, stamp, file, lambda done: _progress(done, rows))
        part.rename(target)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise
    return summary, rows


def _progress(done: int, rows: int) -> None:
    if done % SAID_EVERY == 0:
        click.echo(f"\r{done} of {rows} rows", nl=False, err=True)


def _tell(target: Path, wanted: Wanted, summary: Summary, rows: int) -> None:
    """What the file came to, on standard error: the file itself may have no room for it."""
    what = "entries" if wanted.subject is Subject.JOURNAL else "rows"
    click.echo(f"\r{target}: {summary.rows} {what}, checksum {summary.checksum}", err=True)
    for each in summary.sums:
        click.echo(f"  {each.name}: {each.amount}", err=True)
    if ending(wanted, rows) == "zip":
        click.echo("  an archive with a file for each thousand lines", err=True)
