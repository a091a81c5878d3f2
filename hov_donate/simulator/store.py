"""All state: plain JSON objects in memory, every change written through to one SQLite file."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import RLock
from typing import Any

Json = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS object (
    kind TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
"""
UPSERT = """
INSERT INTO object (kind, id, place, body) VALUES (?, ?, ?, ?)
ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body
"""

# Fields by which lists are filtered often. A key that starts with "_" is ours and never shown.
INDEXED: Mapping[str, tuple[str, ...]] = {
    "balance_transaction": ("_payout", "source"),
    "charge": ("payment_intent", "customer"),
    "checkout.session": ("payment_intent", "customer", "subscription"),
    "dispute": ("charge", "payment_intent"),
    "payment_intent": ("customer",),
    "radar.early_fraud_warning": ("charge", "payment_intent"),
    "invoice": ("_subscription", "customer"),
    "invoice_payment": ("_payment_intent", "invoice"),
    "refund": ("charge", "payment_intent"),
    "subscription": ("customer",),
    "_delivery": ("event", "status"),
}


class Table:
    """The objects of one kind, in the order in which they were made."""

    def __init__(self, indexed: Sequence[str] = ()) -> None:
        """Keep an index for each field named."""
        self.rows: dict[str, Json] = {}
        self.order: list[str] = []
        self.place: dict[str, int] = {}
        self._indexes: dict[str, dict[Any, dict[str, None]]] = {name: {} for name in indexed}
        self._indexed_as: dict[str, dict[str, Any]] = {name: {} for name in indexed}

    def put(self, row: Json) -> None:
        """Add the row, or take note that it changed."""
        key = row["id"]
        if key not in self.place:
            self.place[key] = len(self.order)
            self.order.append(key)
        self.rows[key] = row
        for name in self._indexes:
            self._note(name, key, row.get(name))

    def _note(self, name: str, key: str, value: object) -> None:
        index, known = self._indexes[name], self._indexed_as[name]
        if key in known:
            if known[key] == value:
                return
            index[known[key]].pop(key, None)
        known[key] = value
        index.setdefault(value, {})[key] = None

    def having(self, name: str, value: object) -> list[Json]:
        """The rows whose indexed field has this value, oldest first."""
        return [self.rows[key] for key in self._indexes[name].get(value, ())]

    def count(self, name: str, value: object) -> int:
        """How many rows' indexed field has this value."""
        return len(self._indexes[name].get(value, ()))

    def is_indexed(self, name: str) -> bool:
        """Whether `having` can be asked."""
        return name in self._indexes

    def newest_first(self) -> Iterator[Json]:
        """Every row."""
        return (self.rows[key] for key in reversed(self.order))


class Store:
    """Every table, and the file behind them. Hold `lock` while reading or writing."""

    def __init__(self, file: Path | None = None) -> None:
        """With no file, state lives as long as the process."""
        self.lock = RLock()
        self._tables: dict[str, Table] = {}
        self._changed: dict[tuple[str, str], Json] = {}
        self._connection = _opened(file) if file else None
        self._load()

    def table(self, kind: str) -> Table:
        """The objects of one kind; made when first asked for."""
        found = self._tables.get(kind)
        if found is None:
            found = self._tables[kind] = Table(INDEXED.get(kind, ()))
        return found

    def find(self, kind: str, key: str | None) -> Json | None:
        """One object, or nothing."""
        return self.table(kind).rows.get(key) if key else None

    def get(self, kind: str, key: str) -> Json:
        """One object that is known to exist."""
        return self.table(kind).rows[key]

    def save(self, row: Json, kind: str | None = None) -> Json:
        """Keep a new or changed object. Its kind is its `object`, unless said otherwise."""
        kind = kind or str(row["object"])
        self.table(kind).put(row)
        if self._connection:
            self._changed[kind, row["id"]] = row
        return row

    def note(self, name: str, value: object) -> None:
        """Keep a single value, such as the clock's offset."""
        self.save({"id": name, "value": value}, "_note")

    def noted(self, name: str) -> Any:
        """A value kept with `note`."""
        return (self.find("_note", name) or {}).get("value")

    def commit(self) -> None:
        """Write what changed, in one transaction: killed before or after, never between."""
        if not self._connection or not self._changed:
            return
        rows = (
            (kind, key, self.table(kind).place[key], json.dumps(row))
            for (kind, key), row in self._changed.items()
        )
        with self._connection:
            self._connection.executemany(UPSERT, rows)
        self._changed.clear()

    def clear(self) -> None:
        """Forget everything but single values."""
        notes = self._tables.get("_note", Table())
        self._tables = {"_note": notes}
        self._changed.clear()
        if self._connection:
            with self._connection:
                self._connection.execute("DELETE FROM object WHERE kind <> '_note'")

    def close(self) -> None:
        """Write what is left and let go of the file."""
        self.commit()
        if self._connection:
            self._connection.close()
            self._connection = None

    def _load(self) -> None:
        if self._connection:
            rows = self._connection.execute("SELECT kind, body FROM object ORDER BY place")
            for kind, body in rows:
                self.table(kind).put(json.loads(body))


def _opened(file: Path) -> sqlite3.Connection:
    """A write-ahead log survives the death of the process, which is all that is promised."""
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=OFF")
    connection.executescript(SCHEMA)
    return connection
