"""What the map counts, what of it is shown, and in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum

from hov_donate.campaign.appeals.rules import FEWEST_SHOWN
from hov_donate.campaign.map.veiling import Veil
from hov_donate.campaign.numbers.rules import Rounded

# Steps of the map: how dense a country's pattern is.
STEPS = 4
# The pattern of countries whose number is told with others only: a step would tell it.
TOGETHER = STEPS + 1


class Column(StrEnum):
    """What is counted in each country."""

    SIGNATURES = "signatures"
    AFFILIATES = "affiliates"
    ENDORSERS = "endorsers"
    EVENTS = "events"
    WORKERS = "workers"
    GIFTS = "gifts"


# Events are published one by one, with their town: their number tells nothing more. All else is a
# number of people, or of bodies that may not want to be known.
SHOWN_EXACTLY = frozenset({Column.EVENTS})


class Untold(StrEnum):
    """Why a number is not told."""

    FEW = "<5"
    WITH_OTHERS = "with others"
    NOT_TOLD = "not told"


# A number as everybody may know it.
Shown = int | Untold


class Layer(StrEnum):
    """What the map can be drawn of."""

    SIGNATURES = "signatures"
    ORGANISATIONS = "organisations"
    EVENTS = "events"
    WORKERS = "workers"


# What each layer is made of.
OF_LAYER: dict[Layer, tuple[Column, ...]] = {
    Layer.SIGNATURES: (Column.SIGNATURES,),
    Layer.ORGANISATIONS: (Column.AFFILIATES, Column.ENDORSERS),
    Layer.EVENTS: (Column.EVENTS,),
    Layer.WORKERS: (Column.WORKERS,),
}


@dataclass(frozen=True)
class Counts:
    """What there is in a country, or in all of them.

    `bodies` are the organisations that belong or decided, each once: it is drawn, and not written.
    """

    signatures: int = 0
    affiliates: int = 0
    endorsers: int = 0
    events: int = 0
    workers: int = 0
    gifts: int = 0
    bodies: int = 0

    def of(self, column: Column) -> int:
        """How many of one kind."""
        found: int = getattr(self, column.value)
        return found

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        names = (field.name for field in fields(self))
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def any(self) -> bool:
        """Whether there is anything."""
        return self != Counts()


@dataclass(frozen=True)
class Line:
    """A country, what there is in it, and what of that is told with other countries only."""

    country: str
    counts: Counts
    with_others: frozenset[Column] = frozenset()

    def shown(self, column: Column) -> Shown:
        """How many of one kind, as everybody may know it."""
        if column in self.with_others:
            return Untold.WITH_OTHERS
        count = self.counts.of(column)
        few = column not in SHOWN_EXACTLY and 0 < count < FEWEST_SHOWN
        return Untold.FEW if few else count

    def rank(self, column: Column) -> int:
        """What it is sorted by. Countries that are not told are alike: order tells nothing."""
        shown = self.shown(column)
        return 1 if isinstance(shown, Untold) else shown


@dataclass(frozen=True)
class World:
    """What is shown country by country; `total` has those in it that are not shown, too."""

    lines: Sequence[Line]
    total: Counts
    veils: Mapping[Column, Veil] = field(default_factory=dict)
    # As published; None where the members of somebody would be told by it.
    workers: Rounded | None = None

    def whole(self, column: Column) -> Shown:
        """All countries together."""
        if column is Column.WORKERS:
            return self.workers.value if self.workers else Untold.NOT_TOLD
        return self.total.of(column) if self._veil(column).told else Untold.NOT_TOLD

    def others(self, column: Column) -> Shown:
        """All those together whose number is not told, be it that they are few or hidden."""
        veil = self._veil(column)
        return veil.together if veil.told else Untold.NOT_TOLD

    @property
    def has_others(self) -> bool:
        """Whether some number is not told country by country."""
        return any(veil.together for veil in self.veils.values())

    def _veil(self, column: Column) -> Veil:
        return self.veils.get(column, Veil())


def in_order(lines: Iterable[Line], column: Column) -> list[Line]:
    """The most first; those that are alike stay in the order in which they came."""
    return sorted(lines, key=lambda line: -line.rank(column))


def told_together(line: Line, layer: Layer) -> bool:
    """Whether something of what a layer draws is told with other countries only."""
    return not line.with_others.isdisjoint(OF_LAYER[layer])


def of_layer(line: Line, layer: Layer) -> int:
    """How much a country has of a layer: to draw it, and never to be written.

    An organisation that belongs and decided counts once. What is told as fewer than five adds
    nothing to what is told, so that no step says more than the table.
    """
    parts = [line.counts.of(column) for column in OF_LAYER[layer]]
    if len(parts) == 1:
        return parts[0]
    if any(0 < part < FEWEST_SHOWN for part in parts):
        most = max(parts)
        return most if most >= FEWEST_SHOWN else 1
    return max(line.counts.bodies, *parts)


def step_edges(most: int, layer: Layer) -> list[int]:
    """From how many on a country is drawn in each step; each step holds as many times the last.

    Of a few large countries and many small ones, equal steps would show only the large ones. What
    is shown as fewer than five is in the first step, whatever it is.
    """
    exact = SHOWN_EXACTLY.issuperset(OF_LAYER[layer])
    ratio = max(most, 1) ** (1 / STEPS)
    edges = [1]
    for number in range(1, STEPS):
        least = edges[-1] + 1 if exact else max(edges[-1] + 1, FEWEST_SHOWN)
        edges.append(max(least, _plain(ratio**number)))
    return [edge for edge in edges if edge <= max(most, 1)]


def step_of(count: int, edges: Sequence[int]) -> int:
    """In which step a country is drawn, from 1 on; 0 where there is nothing."""
    return sum(count >= edge for edge in edges)


def _plain(number: float) -> int:
    """A number that is easily read: one digit, and noughts."""
    whole = round(number)
    power = 10 ** (len(str(whole)) - 1)
    return int(round(whole / power) * power)
