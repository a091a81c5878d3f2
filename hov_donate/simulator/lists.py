"""Lists: newest first, filtered, in pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, takewhile
from typing import Any

from hov_donate.simulator.errors import ApiError, missing
from hov_donate.simulator.store import Store, Table

Json = dict[str, Any]
Filter = Callable[[Json], bool]

USUAL, MOST = 10, 100
# Parameters whose index is kept under a name of ours.
ALIASES = (("payout", "_payout"), ("subscription", "_subscription"))
BOUNDS: Mapping[str, Callable[[int, int], bool]] = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}


def page(
    store: Store, kind: str, params: Mapping[str, Any], matches: Filter
) -> tuple[list[Json], bool]:
    """The rows of one page, and whether there are more behind it."""
    limit = params.get("limit", USUAL)
    if not 1 <= limit <= MOST:
        raise ApiError(f"This value must be between 1 and {MOST}.", param="limit")
    table = store.table(kind)
    if "ending_before" in params:
        before = _place(table, kind, params["ending_before"], "ending_before")
        rows = (table.rows[key] for key in table.order[before + 1 :])
        found = list(islice(filter(matches, _within(rows, params, newest_first=False)), limit + 1))
        return found[:limit][::-1], len(found) > limit
    candidates = _within(_candidates(table, kind, params), params, newest_first=True)
    found = list(islice(filter(matches, candidates), limit + 1))
    return found[:limit], len(found) > limit


def equal_to(params: Mapping[str, Any], *names: str, **aliases: str) -> Filter:
    """Rows whose fields equal the parameters that were given; an alias names a field of ours."""
    wanted = {
        aliases.get(name, name): params[name] for name in (*names, *aliases) if name in params
    }
    return lambda row: all(row.get(field) == value for field, value in wanted.items())


def between(params: Mapping[str, Any], *names: str) -> Filter:
    """Rows whose times lie within the bounds that were given."""
    asked = {name: params[name] for name in names if name in params}
    return lambda row: all(
        BOUNDS[bound](row[name], moment)
        for name, bounds in asked.items()
        for bound, moment in bounds.items()
    )


def _candidates(table: Table, kind: str, params: Mapping[str, Any]) -> Iterable[Json]:
    after = None
    if "starting_after" in params:
        after = _place(table, kind, params["starting_after"], "starting_after")
    for name, field in (*((name, name) for name in params), *ALIASES):
        if name in params and table.is_indexed(field):
            rows = table.having(field, params[name])[::-1]
            return rows if after is None else (r for r in rows if table.place[r["id"]] < after)
    end = len(table.order) if after is None else after
    return (table.rows[table.order[place]] for place in range(end - 1, -1, -1))


def _place(table: Table, kind: str, key: str, param: str) -> int:
    if key not in table.place:
        raise missing(kind, key, param)
    return table.place[key]


def _within(
    rows: Iterable[Json], params: Mapping[str, Any], *, newest_first: bool
) -> Iterator[Json]:
    """Rows made within the bounds; walking back in time, nothing beyond the lower one is read."""
    created: Mapping[str, int] = params.get("created", {})
    if newest_first and (lower := created.get("gte", created.get("gt"))) is not None:
        rows = takewhile(lambda row: row["created"] >= lower, rows)
    for row in rows:
        if all(BOUNDS[name](row["created"], bound) for name, bound in created.items()):
            yield row
