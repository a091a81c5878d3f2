"""Large exports are made by the worker, each into one file of a folder that only we may enter."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.core.i18n import translator
from hov_donate.exports.making import ending, make
from hov_donate.exports.models import Export
from hov_donate.exports.operations import (
    File,
    expire,
    note_failed,
    note_made,
    note_progress,
    take_next,
)
from hov_donate.reports.writing.stamp import Stamp

FOLDER = "exports"
OURS, OUR_FOLDER = 0o600, 0o700
# At the most so often the database is told how far an export is.
TOLD_EVERY = timedelta(seconds=2)
ASKED_CLOCK_EVERY = 500
PIECE = 1024 * 1024


class OvertakenError(Exception):
    """Another maker has taken the export; this one stops and leaves nothing behind."""


def file_of(settings: Settings, export: Export) -> Path:
    """Where the file of an export is, once it is made."""
    name = f"{export.id}.{ending(export.wanted, export.rows_expected)}"
    return settings.instance_folder / FOLDER / name


def make_waiting(database: Database, settings: Settings) -> None:
    """Make all that waits, one after another, and delete what has been there long enough."""
    delete_expired(database, settings)
    while make_one(database, settings):
        pass


def make_one(database: Database, settings: Settings) -> bool:
    """Make the oldest that waits; False where none does.

    Killed at any point, it is taken up again from its start once its maker has been silent.
    """
    with database.writing() as work:
        export = take_next(work)
    if export is None:
        return False
    try:
        _make(database, settings, export)
    except OvertakenError:
        return True
    except Exception as problem:
        with database.writing() as work:
            note_failed(work, export=export, problem=f"{type(problem).__name__}: {problem}")
        raise
    return True


def delete_expired(database: Database, settings: Settings) -> None:
    """Files go first from the office, then from the disk; what a killed maker left goes too."""
    with database.writing() as work:
        gone = expire(work)
    folder = settings.instance_folder / FOLDER
    for number in gone:
        for file in folder.glob(f"{number}.*"):
            file.unlink(missing_ok=True)


def _make(database: Database, settings: Settings, export: Export) -> None:
    target = file_of(settings, export)
    with _part_of(target, export.turn) as part:
        stamp = stamp_for(settings, database, export.language)
        with part.open("xb") as file, database.reading() as session:
            part.chmod(OURS)
            teller = _Teller(database, export)
            summary = make(session, export.wanted, stamp, file, teller.tell)
        made = File(part.stat().st_size, _digest(part), summary)
        part.rename(target)
    with database.writing() as work:
        if not note_made(work, export=export, file=made):
            raise OvertakenError


def stamp_for(settings: Settings, database: Database, language: str) -> Stamp:
    """What an export says of itself."""
    campaign = settings.campaign
    return Stamp(
        campaign.legal_name, campaign.time_zone, database.clock.now(), translator(language)
    )


class _Teller:
    """Says how far an export is, not too often, and notices when it was taken by another."""

    def __init__(self, database: Database, export: Export) -> None:
        self.database, self.export = database, export
        self.told_at = database.clock.now()

    def tell(self, rows: int) -> None:
        if rows % ASKED_CLOCK_EVERY or self.database.clock.now() - self.told_at < TOLD_EVERY:
            return
        self.told_at = self.database.clock.now()
        with self.database.writing() as work:
            if not note_progress(work, export=self.export, rows=rows):
                raise OvertakenError


@contextmanager
def _part_of(target: Path, turn: int) -> Iterator[Path]:
    """The unfinished file; it is gone afterwards, unless it became the target."""
    target.parent.mkdir(mode=OUR_FOLDER, parents=True, exist_ok=True)
    for left in target.parent.glob(f"{target.stem}.*.part"):
        left.unlink(missing_ok=True)
    part = target.with_suffix(f"{target.suffix}.{turn}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _digest(file: Path) -> str:
    found = sha256()
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            found.update(piece)
    return found.hexdigest()
