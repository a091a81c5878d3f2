"""The world as paths of an SVG: land, countries by how much there is, and dots for small ones.

Outlines are Natural Earth's (public domain), made ready by `tools/outlines.py`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from hov_donate.campaign.map.rules import TOGETHER

FILE = Path(__file__).with_name("outlines.json")
Dot = tuple[int, int]
Part = TypeVar("Part")


@dataclass(frozen=True)
class Outlines:
    """Where countries are: a path for each that has a shape, a dot for each that is too small."""

    width: int
    height: int
    shapes: Mapping[str, str]
    dots: Mapping[str, Dot]


@dataclass(frozen=True)
class Step:
    """Countries that are drawn alike; the step of nothing is 0, and its small ones are left out.

    The last is no step: it has those whose number is told with others only.
    """

    number: int
    path: str
    dots: Sequence[Dot]


@dataclass(frozen=True)
class Drawing:
    """A map: every step, the emptiest first, and what is pointed out."""

    width: int
    height: int
    steps: Sequence[Step]
    chosen: Step | None


@lru_cache(maxsize=1)
def outlines() -> Outlines:
    """The outlines of the world, read once."""
    found = json.loads(FILE.read_text("utf-8"))
    dots = {code: (x, y) for code, (x, y) in found["dots"].items()}
    return Outlines(found["width"], found["height"], found["shapes"], dots)


def drawn(steps: Mapping[str, int], chosen: str | None = None) -> Drawing:
    """The map on which some countries are in a step above 0, and one may be pointed out."""
    world = outlines()
    shapes = _by_step(world.shapes, steps)
    places = _by_step(world.dots, steps)
    found = [
        Step(number, "".join(shapes[number]), places[number] if number else ())
        for number in range(TOGETHER + 1)
    ]
    return Drawing(world.width, world.height, found, _pointed_out(world, steps, chosen))


def _pointed_out(world: Outlines, steps: Mapping[str, int], chosen: str | None) -> Step | None:
    if chosen is None:
        return None
    dot = world.dots.get(chosen)
    return Step(steps.get(chosen, 0), world.shapes.get(chosen, ""), [dot] if dot else [])


def _by_step(parts: Mapping[str, Part], steps: Mapping[str, int]) -> list[list[Part]]:
    found: list[list[Part]] = [[] for _ in range(TOGETHER + 1)]
    for code, part in parts.items():
        found[steps.get(code, 0)].append(part)
    return found
