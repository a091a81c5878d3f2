"""Asking for an export, taking it, saying how far it is, and its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select, update

from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.core.jobs import make_due
from hov_donate.exports.models import Export, ExportStatus
from hov_donate.exports.rules import Summary, Wanted

# How long a made file stays, and how long a silent maker is believed to be at work.
KEPT_FOR = timedelta(hours=24)
SILENT_FOR = timedelta(minutes=2)
# The job that makes what waits, in the schedule.
MAKE_EXPORTS = "make_exports"
LONGEST_PROBLEM = 200


@dataclass(frozen=True)
class Asking:
    """Who asks for what, in which language, on which form; how many rows it will be."""

    wanted: Wanted
    form: str
    asked_by: str
    language: str
    rows: int


@dataclass(frozen=True)
class File:
    """A file as it was made: its size, its SHA-256, and what it came to."""

    size: int
    sha256: str
    summary: Summary


def ask_for(work: UnitOfWork, *, asking: Asking) -> Export:
    """Let the worker make an export; the same form sent twice asks once.

    Raises ExportRefusedError.
    """
    wanted = asking.wanted
    wanted.check()
    wanted.check_size(asking.rows)
    values = {
        "form": asking.form,
        "subject": wanted.subject,
        "format": wanted.format,
        "first_day": wanted.span.first,
        "last_day": wanted.span.last,
        "account": wanted.account,
        "currency": wanted.currency,
        "fund": wanted.fund,
        "language": asking.language,
        "asked_by": asking.asked_by,
        "asked_at": work.now,
        "status": ExportStatus.WAITING,
        "turn": 0,
        "rows_expected": asking.rows,
        "rows_done": 0,
        "sums": [],
    }
    work.session.execute(insert_ignoring_twins(work.session, Export).values(**values))
    make_due(work, name=MAKE_EXPORTS)
    found = select(Export).where(Export.form == asking.form, Export.asked_by == asking.asked_by)
    return work.session.scalars(found).one()


def take_next(work: UnitOfWork) -> Export | None:
    """The oldest export that waits, or whose maker has fallen silent; it is made from its start."""
    given_up = work.now - SILENT_FOR
    waiting = or_(
        Export.status == ExportStatus.WAITING,
        (Export.status == ExportStatus.MAKING) & (Export.heard_at < given_up),
    )
    oldest = (
        select(Export).where(waiting).order_by(Export.id).limit(1).with_for_update(skip_locked=True)
    )
    found = work.session.scalars(oldest).one_or_none()
    if found is not None:
        found.status, found.turn = ExportStatus.MAKING, found.turn + 1
        found.heard_at, found.rows_done = work.now, 0
        work.session.flush()
    return found


def note_progress(work: UnitOfWork, *, export: Export, rows: int) -> bool:
    """Say how far it is; False when another maker has taken it meanwhile."""
    mine = (Export.id == export.id, Export.turn == export.turn)
    noted = work.session.execute(
        update(Export)
        .where(*mine, Export.status == ExportStatus.MAKING)
        .values(rows_done=rows, heard_at=work.now)
        .returning(Export.id)
    ).first()
    return noted is not None


def note_made(work: UnitOfWork, *, export: Export, file: File) -> bool:
    """Say that the file is there; False when another maker has taken it meanwhile."""
    sums = [[it.name, it.amount.minor, it.amount.currency] for it in file.summary.sums]
    noted = work.session.execute(
        update(Export)
        .where(Export.id == export.id, Export.turn == export.turn)
        .values(
            status=ExportStatus.MADE,
            rows_done=file.summary.rows,
            made_at=work.now,
            expires_at=work.now + KEPT_FOR,
            bytes_made=file.size,
            sums=sums,
            checksum=file.summary.checksum,
            sha256=file.sha256,
        )
        .returning(Export.id)
    ).first()
    return noted is not None


def note_failed(work: UnitOfWork, *, export: Export, problem: str) -> None:
    """Say that it could not be made, for a person."""
    work.session.execute(
        update(Export)
        .where(Export.id == export.id, Export.turn == export.turn)
        .values(status=ExportStatus.FAILED, problem=problem[:LONGEST_PROBLEM])
    )


def expire(work: UnitOfWork) -> Sequence[int]:
    """Exports whose files are to be deleted now."""
    query = (
        update(Export)
        .where(Export.status == ExportStatus.MADE, Export.expires_at <= work.now)
        .values(status=ExportStatus.EXPIRED)
        .returning(Export.id)
    )
    return work.session.scalars(query).all()
