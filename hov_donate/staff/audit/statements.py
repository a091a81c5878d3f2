"""What a statement does that is sent past the session's objects."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Delete,
    Insert,
    Table,
    Update,
    select,
    tuple_,
)

from hov_donate.staff.audit.changes import change, many
from hov_donate.staff.audit.rules import MOST_CHANGES
from hov_donate.staff.audit.telling import key_of

Rows = dict[str, dict[str, Any]]
_DID: dict[type[Any], str] = {Insert: "added", Update: "changed", Delete: "removed"}


class Statement:
    """An INSERT, UPDATE or DELETE on its way; looked at before it is carried out and after it."""

    def __init__(self, connection: Connection, sent: Insert | Update | Delete) -> None:
        """The statement, before."""
        self.connection = connection
        self.sent = sent
        self.table: Table = sent.table  # type: ignore[assignment]
        self._before: Rows = {}

    def look(self, parameters: Sequence[Any]) -> None:
        """Keep what its rows are now, up to one more than the log tells."""
        if isinstance(self.sent, Insert):
            return
        query = select(self.table).limit(MOST_CHANGES + 1)
        if self.sent.whereclause is not None:
            query = query.where(self.sent.whereclause)
        for each in parameters[: MOST_CHANGES + 1] or [{}]:
            self._before |= self._rows(self.connection.execute(query, each))

    def changes(self, result: CursorResult[Any], parameters: Sequence[Any]) -> list[dict[str, Any]]:
        """What it did: row by row where that is known and not too much, else how many."""
        # A driver may not count what many rows of parameters did.
        rows = result.rowcount if result.rowcount >= 0 else len(parameters)
        added = self._added(parameters) if isinstance(self.sent, Insert) else []
        if rows and rows == len(added or self._before):
            return added or self._changed()
        did = next(word for kind, word in _DID.items() if isinstance(self.sent, kind))
        return [many(self.table, did=did, rows=rows)] if rows else []

    def _added(self, parameters: Sequence[Any]) -> list[dict[str, Any]]:
        if getattr(self.sent, "select", None) is not None:
            return []
        given = parameters[: MOST_CHANGES + 1] or [self.sent.compile().params]
        names = set(self.table.columns.keys())
        known = [{name: row[name] for name in names & set(row)} for row in given]
        return [change(self.table, after=row, key=key_of(self.table, row)) for row in known]

    def _changed(self) -> list[dict[str, Any]]:
        if isinstance(self.sent, Delete):
            return [change(self.table, before=it, key=key) for key, it in self._before.items()]
        after = self._now()
        apart = {key: _apart(was, after.get(key, {})) for key, was in self._before.items()}
        differ = {key: sides for key, sides in apart.items() if sides["after"]}
        return [change(self.table, **sides, key=key) for key, sides in differ.items()]

    def _now(self) -> Rows:
        """The same rows, after."""
        columns = list(self.table.primary_key.columns)
        keys = [[row[it.name] for it in columns] for row in self._before.values()]
        return self._rows(
            self.connection.execute(select(self.table).where(tuple_(*columns).in_(keys)))
        )

    def _rows(self, found: Iterable[Any]) -> Rows:
        rows = (dict(row._mapping) for row in found)  # noqa: SLF001 (its public name)
        return {key_of(self.table, row): row for row in rows}


def _apart(was: dict[str, Any], became: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Only what differs."""
    names = [name for name in was if name in became and was[name] != became[name]]
    return {
        "before": {name: was[name] for name in names},
        "after": {name: became[name] for name in names},
    }
