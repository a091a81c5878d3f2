"""Notes what a unit of work changes, so that no page can forget to.

A `Database` asks its witness at the beginning of every unit of work. While someone is about a deed
(a request of the office, a command), rows that the session adds, changes or removes are noted,
and statements that are sent past its objects as well. One row of the log, in the same
transaction, tells all of it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Delete, Insert, Table, Update, event
from sqlalchemy.orm import Session

from hov_donate.core.db import Base, UnitOfWork, Witness, unwatched
from hov_donate.staff.audit.changes import (
    change,
    difference,
    key_of_row,
    look_back,
    table_of,
    values,
)
from hov_donate.staff.audit.operations import note
from hov_donate.staff.audit.rules import MOST_CHANGES, Deed
from hov_donate.staff.audit.statements import Statement
from hov_donate.staff.audit.telling import UNWATCHED, in_passing

_MAPPED = Base.registry.mappers


def witness(doing: Callable[[], Deed | None]) -> Witness:
    """A witness of what people do; `doing` says who does what, or that it is nobody."""

    def watch(work: UnitOfWork) -> Callable[[], None]:
        deed = doing()
        if deed is None:
            return unwatched(work)
        watched = Watched(work.session)

        def write_down() -> None:
            work.session.flush()
            changes, left_out = watched.changes, watched.left_out
            if changes:
                note(work, deed=deed, kind=deed.kind, changes=changes, left_out=left_out)

        return write_down

    return watch


class Watched:
    """A session under watch: the first of its changes whole, the others counted."""

    def __init__(self, session: Session) -> None:
        """Watch from now on."""
        self.changes: list[dict[str, Any]] = []
        self.left_out = 0
        self._flushing = False
        self._under_way: Statement | None = None
        event.listen(session, "after_begin", self._begun)
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)

    def _begun(self, _session: Session, _transaction: Any, connection: Connection) -> None:
        event.listen(connection, "before_execute", self._before_statement)
        event.listen(connection, "after_execute", self._after_statement)

    def _before_flush(self, session: Session, _context: Any, _objects: Any) -> None:
        for row in session.dirty:
            look_back(row)
        self._flushing = True

    def _after_flush(self, session: Session, _context: Any) -> None:
        self._flushing = False
        for row in session.new:
            self._keep_row(row, after=values(row))
        for row in session.dirty:
            before, after = difference(row)
            if after:
                self._keep_row(row, before=before, after=after)
        for row in session.deleted:
            self._keep_row(row, before=values(row))

    def _before_statement(
        self,
        connection: Connection,
        statement: Any,
        many: Sequence[Mapping[str, Any]],
        one: Mapping[str, Any],
        _options: Any,
    ) -> None:
        if isinstance(statement, Insert | Update | Delete) and self._watches(statement.table):
            self._under_way = Statement(connection, statement)
            self._under_way.look(many or [one])

    def _after_statement(
        self,
        _connection: Connection,
        statement: Any,
        many: Sequence[Mapping[str, Any]],
        one: Mapping[str, Any],
        _options: Any,
        result: CursorResult[Any],
    ) -> None:
        under_way = self._under_way
        if under_way is not None and under_way.sent is statement:
            self._under_way = None
            parameters = many or ([one] if one else [])
            for found in under_way.changes(result, parameters):
                self._keep(found)

    def _watches(self, table: Any) -> bool:
        """Whether a statement is looked at: of a flush, only what is no object of the session."""
        if table.name in UNWATCHED:
            return False
        return not (self._flushing and any(it.local_table is table for it in _MAPPED))

    def _keep_row(self, row: Base, **apart: Any) -> None:
        table: Table = table_of(row)
        if table.name not in UNWATCHED:
            self._keep(change(table, key=key_of_row(row), **apart))

    def _keep(self, found: dict[str, Any]) -> None:
        if in_passing(found):
            return
        if len(self.changes) < MOST_CHANGES:
            self.changes.append(found)
        else:
            self.left_out += found.get("rows", 1)
