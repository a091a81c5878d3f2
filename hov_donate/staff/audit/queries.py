"""Reading the log, and reckoning whether it is whole."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from hov_donate.staff.audit.models import AuditHead, AuditRow
from hov_donate.staff.audit.rules import BEGINNING, Fault, Head, Told, sealed

PER_FETCH = 1000


@dataclass(frozen=True)
class Wrong:
    """The first row that is wrong, by number, and in what way."""

    number: int
    fault: Fault


@dataclass(frozen=True)
class Verified:
    """What the reckoning found: so many rows, the head they lead to, and what is wrong first."""

    rows: int
    head: Head
    wrong: Wrong | None


def head(session: Session) -> Head:
    """The newest row's number and seal: what is printed and kept elsewhere."""
    return Head(*session.execute(select(AuditHead.number, AuditHead.seal)).one())


def verify(session: Session, printed: Head | None = None) -> Verified:
    """Reckon every seal anew, in flat memory. `printed` is a head that someone kept.

    Without one, a log that was written anew from the beginning is not told from the right one.
    The session must be fresh: on PostgreSQL all is read as it was at one moment.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    end = head(session)
    # As columns: the session remembers none of them.
    query = select(*AuditRow.__table__.columns).order_by(AuditRow.number)
    with closing(session.execute(query.execution_options(yield_per=PER_FETCH))) as rows:
        return _reckon(rows, end, printed)


def _reckon(rows: Iterable[Row[Any]], end: Head, printed: Head | None) -> Verified:
    found = Head(0, BEGINNING)
    for row in rows:
        wrong = _wrong(row, found, printed)
        if wrong:
            return Verified(found.number, end, wrong)
        found = Head(row.number, row.seal)
    return Verified(found.number, end, _end_is_wrong(found, end, printed))


def _wrong(row: Row[Any], last: Head, printed: Head | None) -> Wrong | None:
    number = last.number + 1
    if row.number != number:
        return Wrong(number, Fault.MISSING)
    if row.previous != last.seal:
        return Wrong(number, Fault.MOVED)
    if row.seal != sealed(number, _told(row), last.seal):
        return Wrong(number, Fault.ALTERED)
    if printed and printed.number == number and printed.seal != row.seal:
        return Wrong(number, Fault.OTHER_HEAD)
    return None


def _told(row: Row[Any]) -> Told:
    return Told(**{each.name: getattr(row, each.name) for each in fields(Told)})


def _end_is_wrong(found: Head, end: Head, printed: Head | None) -> Wrong | None:
    if found != end or (printed and printed.number > found.number):
        return Wrong(found.number + 1, Fault.CUT_OFF)
    return None
