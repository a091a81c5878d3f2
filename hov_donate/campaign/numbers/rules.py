"""How the published figures follow from what is known: no database, no clock, nobody's name."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hov_donate.campaign.appeals.rules import FEWEST_SHOWN
from hov_donate.campaign.numbers.trees import Body, members_counted


class Source(StrEnum):
    """Where a fact comes from."""

    SIGNATURES = "signatures"
    EVENTS = "events"
    BODIES = "bodies"


class Figure(StrEnum):
    """A figure that is published; `catalogue.DEFINITIONS` says in words what each means."""

    PEOPLE = "people"
    COUNTRIES = "countries"
    EVENTS = "events"
    EVENT_COUNTRIES = "event_countries"
    ORGANISATIONS = "organisations"
    WORKERS = "workers"
    LEADERS = "leaders"
    LEADERS_WORKERS = "leaders_workers"


Fact = Mapping[str, Any]
# What every source said at one moment, by source and key.
Inputs = Mapping[tuple[Source, str], Fact]
Method = Callable[[Inputs], dict[Figure, int]]


def checksum(inputs: Inputs) -> str:
    """SHA-256 of the inputs, one to a line as JSON, in the order of source and key."""
    lines = (_line(source, key, inputs[source, key]) for source, key in sorted(inputs))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _line(source: Source, key: str, fact: Fact) -> str:
    return json.dumps([source.value, key, fact], sort_keys=True, separators=(",", ":")) + "\n"


def facts_of(inputs: Inputs, source: Source) -> dict[str, Fact]:
    """What one source said, by key."""
    return {key: fact for (where, key), fact in inputs.items() if where is source}


def changed(before: Inputs, now: Inputs) -> list[tuple[Source, str, Fact | None]]:
    """What has to be written down for `now` to hold: new, different, and gone (None)."""
    gone = [(*key, None) for key in sorted(before.keys() - now.keys())]
    other = [(*key, now[key]) for key in sorted(now) if before.get(key) != now[key]]
    return [*gone, *other]


def figures_1(inputs: Inputs) -> dict[Figure, int]:
    """The figures by method 1 (docs/decisions/0046-numbers.md)."""
    signed = facts_of(inputs, Source.SIGNATURES).values()
    held = facts_of(inputs, Source.EVENTS).values()
    known = facts_of(inputs, Source.BODIES)
    return {
        Figure.PEOPLE: sum(it["people"] for it in signed),
        Figure.COUNTRIES: sum(it["signatures"] > 0 for it in signed),
        Figure.EVENTS: len(held),
        Figure.EVENT_COUNTRIES: len({it["country"] for it in held}),
        Figure.ORGANISATIONS: sum(it["decided"] for it in known.values()),
        Figure.WORKERS: sum(workers(known).values()),
        Figure.LEADERS: sum(it["leaders"] for it in known.values()),
        Figure.LEADERS_WORKERS: sum(workers(known, of_leaders=True).values()),
    }


# A snapshot is reproduced by the method that it was taken with: a new one is added, none changed.
METHODS: Mapping[int, Method] = {1: figures_1}
METHOD = max(METHODS)


def workers(known: Mapping[str, Fact], *, of_leaders: bool = False) -> dict[int, int]:
    """Whose members are counted, by the body's number: of those that decided, or of leaders'."""
    return members_counted(_body(key, fact, of_leaders=of_leaders) for key, fact in known.items())


def _body(key: str, fact: Fact, *, of_leaders: bool) -> Body:
    counts = fact["leaders"] > 0 if of_leaders else fact["decided"]
    return Body(int(key), fact["above"], fact["members"], counts=counts)


@dataclass(frozen=True)
class Rounded:
    """A number as it is printed; `more` is whether there are more than it says."""

    value: int
    more: bool


def rounded_down(number: int) -> Rounded:
    """Down to two significant figures, never up: 5 378 000 is more than 5 300 000.

    Raises ValueError for what is less than nothing.
    """
    if number < 0:
        raise ValueError("nobody represents fewer than none")
    step = 10 ** max(len(str(number)) - 2, 0)
    value = number // step * step
    return Rounded(value, more=value < number)


def told_of_members(shown: Sequence[int], others: Sequence[int]) -> Rounded | None:
    """Members as everybody may read them, of bodies that show theirs and of others that do not.

    Who adds up those that are shown learns of the others that they are five or more, and how many
    members those have together, within a step. Fewer are left out: there are more than it says.
    None where nothing is left to be told.
    """
    some = [it for it in others if it]
    added = _in_steps(sum(some)) if len(some) >= FEWEST_SHOWN else 0
    whole, value = sum(shown) + sum(others), rounded_down(sum(shown) + added).value
    return None if whole and not value else Rounded(value, more=value < whole)


def _in_steps(number: int) -> int:
    """Down to 1, 2 or 5 with noughts. Steps are wide, so that one day less another tells nobody."""
    unit = 10 ** (len(str(number)) - 1)
    return max((it * unit for it in (1, 2, 5) if it * unit <= number), default=0)


def differences(
    told: Mapping[Figure, int], again: Mapping[Figure, int]
) -> Iterable[tuple[Figure, int | None, int | None]]:
    """Figures that do not come out as they were published."""
    for figure in Figure:
        if told.get(figure) != again.get(figure):
            yield figure, told.get(figure), again.get(figure)
