"""Lists paged by key: the next page starts after the last row, however deep one goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

PER_PAGE = 50
MOST_COUNTED = 99

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """Where a page begins: older than `before`, or newer than `after`; neither is the newest."""

    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, newest first, and the keys that lead on; None where the list ends."""

    rows: Sequence[T]
    older: int | None
    newer: int | None


def page_of(
    session: Session,
    query: Select[T],
    key: InstrumentedAttribute[int],
    place: Place,
    *,
    size: int = PER_PAGE,
) -> Page[T]:
    """The page of `query` at `place`, by descending `key`."""
    forward = place.after is not None
    query = query.where(*_bounds(key, place)).order_by(key if forward else key.desc())
    keyed: Any = query.add_columns(key.label("page_key")).limit(size + 1)
    found: list[tuple[T, int]] = [(row, at) for row, at in session.execute(keyed)]
    more, kept = len(found) > size, found[:size]
    if forward:
        kept.reverse()
    return _with_neighbours(kept, place, more=more)


def _bounds(key: InstrumentedAttribute[int], place: Place) -> list[ColumnElement[bool]]:
    if place.after is not None:
        return [key > place.after]
    return [] if place.before is None else [key < place.before]


def _with_neighbours(found: Sequence[tuple[T, int]], place: Place, *, more: bool) -> Page[T]:
    rows = [row for row, _ in found]
    if not rows:
        return Page(rows, older=None, newer=None)
    forward = place.after is not None
    has_older = forward or more
    has_newer = more if forward else place.before is not None
    return Page(
        rows,
        older=found[-1][1] if has_older else None,
        newer=found[0][1] if has_newer else None,
    )


def counted(session: Session, query: Select[Any]) -> int:
    """How many rows there are, counted no further than one past MOST_COUNTED."""
    some = query.limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
