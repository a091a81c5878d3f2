"""Long streams, a stretch at a time, so that what belongs to many rows is read at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def stretches(rows: Iterable[T], most: int) -> Iterator[list[T]]:
    """So many at a time, and what is left."""
    left = iter(rows)
    while stretch := list(islice(left, most)):
        yield stretch
