"""Lists paged by key: the next page starts after the last row, however deep one goes.

Rows stand in the order of some columns and, where these are alike, of their key: so each has one
place, and a page is a stretch of an index. Rows in which the first column is empty stand at the
end, whichever way the list is sorted; both databases would have put them elsewhere.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

PER_PAGE = 50
MOST_COUNTED = 99

T = TypeVar("T")
Column = InstrumentedAttribute[Any]
# The columns of a stretch's order, what is true of its rows, and the row to begin after.
Stretch = tuple[tuple[Column, ...], list[ColumnElement[bool]], tuple[Any, ...] | None]


@dataclass(frozen=True, eq=False)
class Order:
    """By what rows stand, all of it in one direction; after the columns comes the key.

    Only the first column may be empty.
    """

    by: tuple[Column, ...] = ()
    descending: bool = True


NEWEST = Order()


@dataclass(frozen=True)
class Place:
    """Where a page begins: further on than `before`, or back from `after`; neither is the top.

    Both are keys of rows. `size` is how many rows a page has where the list has no size of its own.
    """

    before: int | None = None
    after: int | None = None
    order: Order = NEWEST
    size: int | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows in the order of the list, and the keys that lead on; None where the list ends.

    `older` leads further on, `newer` back: as it is in a list that has the newest first.
    """

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
    """The page of `query` at `place`, in its order.

    The columns of the order belong to the table of `key`, which names one row of it. A row that
    is there no more begins at the top of a sorted list.
    """
    most = place.size or size
    anchor = _anchor(session, key, place)
    back = anchor is not None and place.after is not None
    found: list[tuple[T, int]] = []
    for stretch in _stretches((*place.order.by, key), anchor, back=back):
        if len(found) <= most:
            turned = place.order.descending is not back
            asked = _asked(query, stretch, descending=turned).add_columns(key.label("page_key"))
            rows = session.execute(asked.limit(most + 1 - len(found)))
            found += [(row, at) for row, at in rows]
    more, kept = len(found) > most, found[:most]
    if back:
        kept.reverse()
    return _with_neighbours(kept, more=more, back=back, begun=anchor is not None)


def walk(read: Callable[[Place], Page[T]], place: Place) -> Iterator[Sequence[T]]:
    """All rows of a list in the order of `place`, a page at a time."""
    following: int | None = None
    while True:
        page = read(replace(place, before=following, after=None))
        if page.rows:
            yield page.rows
        following = page.older
        if following is None:
            return


def _anchor(
    session: Session, key: InstrumentedAttribute[int], place: Place
) -> tuple[Any, ...] | None:
    """Where the row stands that the page begins after."""
    number = place.after if place.after is not None else place.before
    if number is None or not place.order.by:
        return None if number is None else (number,)
    row = session.execute(select(*place.order.by, key).where(key == number)).first()
    return None if row is None else tuple(row)


def _stretches(
    columns: tuple[Column, ...], anchor: tuple[Any, ...] | None, *, back: bool
) -> list[Stretch]:
    """What is walked through from the anchor on: rows with the first column, and those without."""
    first = columns[0]
    if not first.property.columns[0].nullable:
        return [(columns, [], anchor)]
    in_empty = anchor is not None and anchor[0] is None
    filled: Stretch = (columns, [first.is_not(None)], None if in_empty else anchor)
    empty: Stretch = (
        columns[1:],
        [first.is_(None)],
        anchor[1:] if anchor is not None and in_empty else None,
    )
    ordered = [empty, filled] if back else [filled, empty]
    begins_in_last = anchor is not None and in_empty is not back
    return ordered[1:] if begins_in_last else ordered


def _asked(query: Select[T], stretch: Stretch, *, descending: bool) -> Any:
    columns, within, anchor = stretch
    if anchor is not None:
        within = [*within, _beyond(columns, anchor, descending=descending)]
    return query.where(*within).order_by(*(it.desc() if descending else it for it in columns))


def _beyond(
    columns: tuple[Column, ...], values: tuple[Any, ...], *, descending: bool
) -> ColumnElement[bool]:
    """What stands after a row; several columns are compared as one, which an index answers."""
    there = [literal(value, it.type) for it, value in zip(columns, values, strict=True)]
    if len(columns) == 1:
        return columns[0] < there[0] if descending else columns[0] > there[0]
    here, at = tuple_(*columns), tuple_(*there)
    return here < at if descending else here > at


def _with_neighbours(
    found: Sequence[tuple[T, int]], *, more: bool, back: bool, begun: bool
) -> Page[T]:
    rows = [row for row, _ in found]
    if not rows:
        return Page(rows, older=None, newer=None)
    has_older, has_newer = (True, more) if back else (more, begun)
    return Page(
        rows,
        older=found[-1][1] if has_older else None,
        newer=found[0][1] if has_newer else None,
    )


def counted(session: Session, query: Select[Any]) -> int:
    """How many rows there are, counted no further than one past MOST_COUNTED."""
    some = query.limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
