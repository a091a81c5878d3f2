"""A figure and its line; measuring two things in turns, so that the machine's moods hit both."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Reading = TypeVar("Reading")


@dataclass(frozen=True)
class Sizes:
    """How much is done. A round is one turn of each side; the median of the rounds counts."""

    rounds: int
    events: int
    lone_events: int
    pages: int
    objects: int
    list_pages: int
    server_processes: int
    attempts: int
    attempts_pace: float
    flood: int
    quiet_seconds: float
    affiliates: int
    gifts: tuple[int, ...]
    signatures: tuple[int, ...]
    looks: int
    export_rows: tuple[int, ...]
    lines: int


# Two server processes are what a machine of two cores would have. `rounds` times `list_pages` pages
# of 100 are 20,000 balance transactions.
FULL = Sizes(
    rounds=5,
    events=800,
    lone_events=150,
    pages=1200,
    objects=160,
    list_pages=40,
    server_processes=2,
    attempts=20_000,
    attempts_pace=200.0,
    flood=10_000,
    quiet_seconds=15.0,
    affiliates=50_000,
    gifts=(100_000, 1_000_000),
    signatures=(1_000_000,),
    looks=15,
    export_rows=(1_000, 100_000, 1_000_000),
    lines=50_000,
)
QUICK = Sizes(
    rounds=1,
    events=40,
    lone_events=10,
    pages=40,
    objects=20,
    list_pages=2,
    server_processes=1,
    attempts=60,
    attempts_pace=20.0,
    flood=40,
    quiet_seconds=3.0,
    affiliates=800,
    gifts=(400,),
    signatures=(400,),
    looks=1,
    export_rows=(1_000,),
    lines=500,
)


@dataclass(frozen=True)
class Figure:
    """A speed, or a time to wait, beside that of a bare baseline in the same run."""

    figure: str
    database: str | None
    value: float
    baseline: float
    unit: str
    aim: float | None = None
    aim_of: str = "ratio"

    @property
    def line(self) -> str:
        """The figure as one line of JSON; `aim_of` says which of its numbers the aim is for."""
        return json.dumps(
            {
                "figure": self.figure,
                "database": self.database,
                "value": round(self.value, 2),
                "baseline": round(self.baseline, 2),
                "ratio": float(f"{self.value / self.baseline:.3g}"),
                "aim": self.aim,
                "aim_of": self.aim_of if self.aim is not None else None,
                "unit": self.unit,
            }
        )


def in_turns(
    rounds: int, ours: Callable[[int], Reading], bare: Callable[[int], Reading]
) -> tuple[list[Reading], list[Reading]]:
    """What each side read in each round, A B A B …; a round's number tells it what is fresh."""
    pairs = [(ours(number), bare(number)) for number in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def middle(readings: list[float]) -> float:
    """The median; one turn spoilt by a neighbour does not move it."""
    return median(readings)


def tell(text: str) -> None:
    """A word to whoever waits."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
