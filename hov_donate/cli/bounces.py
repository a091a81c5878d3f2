"""`hov-donate bounces`: what mail servers report about letters that they could not deliver."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NoReturn

import click
from sqlalchemy.exc import SQLAlchemyError

from hov_donate.cli.house import House, pass_house
from hov_donate.core.db import Database
from hov_donate.outbox.coming_back import Noted, note_report
from hov_donate.outbox.rules.parts import MOST_BYTES
from hov_donate.outbox.rules.reports import NotAMailError, Report, Verdict, read_report

# sysexits.h: mail servers keep the report and try again later.
TRY_AGAIN = 75
# So much more is thrown away, for mail servers that want all of it to be read.
MOST_DRAINED = 64 * 1024 * 1024
UNREADABLE = "unreadable"
SENTENCES: dict[str, str] = {
    Noted.NEWS: "A letter came back: it is noted.",
    Noted.KNOWN: "This report was read before: nothing changes.",
    Noted.NOT_OURS: "The report is about no letter of ours: nothing is noted.",
    Verdict.NOT_FINAL: "The report says that a letter is late or has arrived: nothing is noted.",
    Verdict.NO_REPORT: "This is no mail server's report about a letter of ours: nothing is noted.",
}
TOTALS = {
    "letters that came back": (Noted.NEWS,),
    "reports read before": (Noted.KNOWN,),
    "nothing to note": (Noted.NOT_OURS, Verdict.NOT_FINAL, Verdict.NO_REPORT),
    "could not be read": (UNREADABLE,),
}
# Where a mail came from, and its first bytes, or why they cannot be read.
Given = tuple[str, bytes | OSError]


@click.group()
def bounces() -> None:
    """Letters that come back, as mail servers report them."""


@bounces.command()
@click.argument("places", metavar="[FILE_OR_MAILDIR]...", nargs=-1, type=click.Path(exists=True))
@pass_house
def read(house: House, places: Sequence[str]) -> None:
    """Note which letters came back: from files of one mail each, maildirs, or standard input.

    Nothing is kept but that a letter came back, when, and the status code. The mails stay where
    they are, and reading them again changes nothing.

    Exit status 0 when everything was read, whether it was about a letter of ours or not; 1 when
    something is no mail or cannot be read; 2 for a wrong command or settings; 75 when the database
    cannot be used: mail servers then try again.
    """
    if not places and sys.stdin.isatty():
        raise click.UsageError("Name a file or a maildir, or pipe a report in.")
    database = house.database
    given = _given(places) if places else _piped()
    mails = [_read(name, content) for name, content in given]
    try:
        found = [*_noted(database, mails)]
    except SQLAlchemyError as error:
        _try_again(error)
    _tell(found)
    sys.exit(1 if UNREADABLE in found else 0)


def _piped() -> Iterator[Given]:
    yield "standard input", sys.stdin.buffer.read(MOST_BYTES)
    _drain(sys.stdin.buffer)


def _drain(stream: BinaryIO) -> None:
    """Mail servers take it amiss when nobody reads to the end."""
    left = MOST_DRAINED
    while left > 0 and (piece := stream.read(MOST_BYTES)):
        left -= len(piece)


def _given(places: Sequence[str]) -> Iterator[Given]:
    for place in places:
        for file in _files(Path(place)):
            yield str(file), _content(file)


def _files(place: Path) -> Iterable[Path]:
    """A file itself; of a maildir the mails that were not read and those that were."""
    if not place.is_dir():
        return [place]
    folders = [place / name for name in ("new", "cur")]
    if not all(folder.is_dir() for folder in folders):
        raise click.UsageError(f"{place} is no maildir: there is no “new” and “cur” in it.")
    return sorted(file for folder in folders for file in folder.iterdir() if file.is_file())


def _content(file: Path) -> bytes | OSError:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        return error


def _read(name: str, content: bytes | OSError) -> Report | None:
    """What a mail says; None, and why on standard error, when it cannot be read."""
    if isinstance(content, OSError):
        click.echo(f"{name} cannot be read ({content.strerror}): nothing is noted.", err=True)
        return None
    try:
        return read_report(content)
    except NotAMailError as error:
        click.echo(f"{name} is not a mail ({error}): nothing is noted.", err=True)
        return None


def _noted(database: Database, mails: Sequence[Report | None]) -> Iterator[str]:
    """What came of each; all are noted together or none."""
    with database.writing() as work:
        for mail in mails:
            if mail is None:
                yield UNREADABLE
            elif mail.verdict is not Verdict.CAME_BACK:
                yield mail.verdict
            else:
                yield note_report(work, tokens=mail.tokens, status_code=mail.status_code)


def _tell(found: Sequence[str]) -> None:
    """One sentence about one mail; figures about several."""
    if len(found) == 1:
        for each in found:
            if each in SENTENCES:
                click.echo(SENTENCES[each])
        return
    count = Counter(found)
    for words, meant in TOTALS.items():
        click.echo(f"{words}: {sum(count[each] for each in meant)}")


def _try_again(error: SQLAlchemyError) -> NoReturn:
    reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
    click.echo(f"The database cannot be used: {reason}. Nothing is noted; try again.", err=True)
    sys.exit(TRY_AGAIN)
