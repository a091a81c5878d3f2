"""The map and its table as a page shows them, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hov_donate.campaign.appeals.rules import FEWEST_SHOWN
from hov_donate.campaign.map.drawing import Drawing, drawn
from hov_donate.campaign.map.rules import (
    OF_LAYER,
    SHOWN_EXACTLY,
    TOGETHER,
    Column,
    Layer,
    Line,
    Shown,
    Untold,
    World,
    in_order,
    of_layer,
    step_edges,
    step_of,
    told_together,
)
from hov_donate.campaign.numbers.catalogue import printed
from hov_donate.campaign.numbers.rules import rounded_down
from hov_donate.core.countries import country_choices
from hov_donate.core.i18n import N_, Translator

COLUMNS = {
    Column.SIGNATURES: N_("Signatures"),
    Column.AFFILIATES: N_("Affiliated organisations"),
    Column.ENDORSERS: N_("Endorsing organisations"),
    Column.EVENTS: N_("Events held"),
    Column.WORKERS: N_("Workers represented"),
    Column.GIFTS: N_("Gifts"),
}
LAYERS = {
    Layer.SIGNATURES: N_("Signatures"),
    Layer.ORGANISATIONS: N_("Organisations"),
    Layer.EVENTS: N_("Events"),
    Layer.WORKERS: N_("Workers represented"),
}


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see; no column to sort by stands for the names of countries."""

    layer: Layer = Layer.SIGNATURES
    sort: Column | None = Column.SIGNATURES
    country: str | None = None


@dataclass(frozen=True)
class Cell:
    """A figure in words, and what it counts."""

    name: str
    text: str
    nothing: bool


@dataclass(frozen=True)
class Row:
    """A country of the table."""

    code: str
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Picture:
    """The map of one layer, and what its patterns mean: the number of a step and its words."""

    drawing: Drawing
    legend: Sequence[tuple[int, str]]


def rows(world: World, sort: Column | None, speak: Translator) -> list[Row]:
    """The table, sorted as asked; countries that are alike by their names."""
    there = {line.country: line for line in world.lines}
    names = dict(country_choices(speak.language))
    lines = [there[country] for country in names if country in there]
    if sort is not None:
        lines = in_order(lines, sort)
    return [Row(it.country, names[it.country], cells(it, speak)) for it in lines]


def cells(line: Line, speak: Translator) -> list[Cell]:
    """The figures of a country, in the order of the columns."""
    return [
        Cell(name, told(line.shown(column), column, speak), line.counts.of(column) == 0)
        for column, name in COLUMNS.items()
    ]


def others(world: World, speak: Translator) -> list[Cell]:
    """What is told of some countries together only; no cells where there is nothing of it."""
    if not world.has_others:
        return []
    return [
        Cell(name, told(world.others(column), column, speak), world.others(column) == 0)
        for column, name in COLUMNS.items()
    ]


def totals(world: World, speak: Translator) -> list[Cell]:
    """The figures of all countries together."""
    return [
        Cell(
            name,
            printed(world.workers, speak)
            if column is Column.WORKERS
            else told(world.whole(column), column, speak),
            nothing=False,
        )
        for column, name in COLUMNS.items()
    ]


UNTOLD = {
    Untold.FEW: N_("fewer than five"),
    Untold.WITH_OTHERS: N_("among “Other countries”"),
    Untold.NOT_TOLD: N_("not told"),
}


def told(count: Shown, column: Column, speak: Translator) -> str:
    """A figure as the table writes it."""
    if isinstance(count, Untold):
        return speak.gettext(UNTOLD[count])
    return more_than(count, speak) if column is Column.WORKERS else speak.number(count)


def more_than(number: int, speak: Translator) -> str:
    """A number of workers: rounded down, and said to be more where it is."""
    rounded = rounded_down(number)
    text = speak.number(rounded.value)
    return speak.gettext("more than %(number)s", number=text) if rounded.more else text


def picture(world: World, asked: Asked, speak: Translator) -> Picture:
    """The map of a layer."""
    together = {line.country for line in world.lines if told_together(line, asked.layer)}
    there = {
        line.country: of_layer(line, asked.layer)
        for line in world.lines
        if line.country not in together
    }
    edges = step_edges(max(there.values(), default=0), asked.layer)
    steps = {country: step_of(count, edges) for country, count in there.items()}
    legend = _legend(edges, asked.layer, speak) if any(there.values()) else []
    if together:
        legend.append((TOGETHER, speak.gettext(UNTOLD[Untold.WITH_OTHERS])))
    steps |= dict.fromkeys(together, TOGETHER)
    return Picture(drawn(steps, asked.country), legend)


def _legend(edges: Sequence[int], layer: Layer, speak: Translator) -> list[tuple[int, str]]:
    spans = [_span(first, following - 1, speak) for first, following in pairwise(edges)]
    spans.append(speak.gettext("%(first)s or more", first=speak.number(edges[-1])))
    exact = SHOWN_EXACTLY.issuperset(OF_LAYER[layer])
    if not exact and len(edges) > 1 and edges[1] == FEWEST_SHOWN:
        spans[0] = speak.gettext("fewer than five")
    return list(enumerate(spans, 1))


def _span(first: int, last: int, speak: Translator) -> str:
    if first == last:
        return speak.number(first)
    return speak.gettext(
        "from %(first)s to %(last)s", first=speak.number(first), last=speak.number(last)
    )
