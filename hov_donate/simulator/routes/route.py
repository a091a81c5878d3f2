"""What a route is, and the two that every kind of object has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hov_donate.simulator import expand, lists
from hov_donate.simulator.errors import missing
from hov_donate.simulator.schema import PAGING, READING, Schema, span, text
from hov_donate.simulator.world import World

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One request, its parameters checked; `key` is the id in the address."""

    world: World
    path: str
    params: Json
    key: str = ""

    def shown(self, row: Json) -> Json:
        """The object as the caller wants it expanded."""
        return self.world.renderer().shown(row, expand.tree(self.params.get("expand", ())))

    def found(self, kind: str, thing: str) -> Json:
        """The object that the address names. Raises ApiError 404."""
        row = self.world.store.find(kind, self.key)
        if row is None:
            raise missing(thing, self.key)
        return row


@dataclass(frozen=True)
class Route:
    """An address, what it takes and who answers. A handler changes nothing before it is sure."""

    method: str
    path: str
    handler: Callable[[Call], Json]
    schema: Schema


def reading(path: str, kind: str, thing: str) -> Route:
    """GET of one object."""
    return Route("GET", f"{path}/<key>", lambda call: call.shown(call.found(kind, thing)), READING)


def listing(
    path: str, kind: str, *fields: str, spans: Sequence[str] = ("created",), **aliases: str
) -> Route:
    """GET of many, filtered by these fields; an alias names a field of ours.

    `spans` are times to be filtered by their bounds.
    """

    def handle(call: Call) -> Json:
        branches = expand.tree(call.params.get("expand", ()))
        equal = lists.equal_to(call.params, *fields, **aliases)
        within = lists.between(call.params, *spans)
        rows, more = lists.page(
            call.world.store,
            kind,
            call.params,
            lambda row: "_deleted" not in row and equal(row) and within(row),
        )
        return call.world.renderer().listed(rows, call.path, branches, more=more)

    known = dict.fromkeys((*fields, *aliases), text) | dict.fromkeys(spans, span)
    return Route("GET", path, handle, {**PAGING, **known})
