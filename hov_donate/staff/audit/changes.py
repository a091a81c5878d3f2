"""What became of one row, as the log has it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Table, inspect
from sqlalchemy.orm import InstanceState

from hov_donate.core.db import Base
from hov_donate.staff.audit.telling import key_of, told

Values = Mapping[str, Any]
NOTHING: Values = {}


def change(
    table: Table, *, before: Values = NOTHING, after: Values = NOTHING, key: str
) -> dict[str, Any]:
    """One row's change: its table and key, what it was and became, and what is not told of it."""
    was, hidden_before = told(table, before)
    became, hidden_after = told(table, after)
    did = "changed" if before and after else "added" if after else "removed"
    found = {"table": table.name, "key": key, "did": did, "before": was, "after": became}
    hidden = sorted({*hidden_before, *hidden_after})
    return {name: value for name, value in {**found, "hidden": hidden}.items() if value}


def many(table: Table, *, did: str, rows: int) -> dict[str, Any]:
    """What one statement did to many rows whose values it does not tell."""
    return {"table": table.name, "did": did, "rows": rows}


def table_of(row: Base) -> Table:
    """Where a row is kept."""
    return row.__table__  # type: ignore[return-value]


def values(row: Base) -> dict[str, Any]:
    """A row's values by column's name, as far as they are known without asking."""
    state = inspect(row)
    return {column.name: state.dict[key] for key, column in _columns(state) if key in state.dict}


def look_back(row: Base) -> None:
    """Read what a changed row was before, where that has not been read yet."""
    state = inspect(row)
    for key, _ in _columns(state):
        if state.attrs[key].history.added:
            state.attrs[key].load_history()


def difference(row: Base) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a flush changes of a row: the values before and after, by column's name."""
    state, before, after = inspect(row), {}, {}
    for key, column in _columns(state):
        history = state.attrs[key].history
        if history.has_changes():
            before[column.name] = next(iter(history.deleted or ()), None)
            after[column.name] = next(iter(history.added or ()), None)
    return before, after


def key_of_row(row: Base) -> str:
    """What a row is found by."""
    return key_of(table_of(row), values(row))


def _columns(state: InstanceState[Any]) -> list[tuple[str, Column[Any]]]:
    return [(each.key, each.columns[0]) for each in state.mapper.column_attrs]  # type: ignore[misc]
