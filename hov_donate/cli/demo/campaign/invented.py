"""What is invented for the demo, read from the files beside this one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@cache
def invented(name: str) -> dict[str, Any]:
    """A file of inventions, as appeals, names, signers, events or press."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Names:
    """Given and family names that are put together; some put the family first, as in Japan."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    family_first: bool = False

    def one(self, number: int) -> str:
        """The name of somebody; the first `len(given) * len(family)` are all different."""
        turn, first = divmod(number, len(self.given))
        pair = self.given[first], self.family[(turn + first) % len(self.family)]
        return " ".join(reversed(pair) if self.family_first else pair)


def names(pool: str) -> Names:
    """The names that are usual in a part of the world."""
    return Names(**invented("names")["pools"][pool])
