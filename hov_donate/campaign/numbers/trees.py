"""Members along the tree of organisations, nobody twice (shared/affiliation-schemes.md)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hov_donate.core.errors import HovDonateError


class CircleError(HovDonateError):
    """A body that stands above itself."""


@dataclass(frozen=True)
class Body:
    """A body: the number of the one above it, all its members where known, and whether it counts.

    One whose upper body is not among those that are looked at stands at the top.
    """

    number: int
    above: int | None
    members: int | None
    counts: bool


def members_counted(bodies: Iterable[Body]) -> dict[int, int]:
    """Whose members are added up, and how many they are; their sum is the workers represented.

    R(node) = max(own, ΣR(below)) where the node itself counts and its own figure is known, else
    ΣR(below). A body whose own figure is taken stands for all below it; where those below are more
    than it says, they are taken instead. Raises CircleError.
    """
    known = {it.number: it for it in bodies}
    below = _below(known)
    found: dict[int, dict[int, int]] = {}
    for number in reversed(top_down(known)):
        parts: dict[int, int] = {}
        for child in below[number]:
            parts |= found.pop(child)
        own = known[number].members
        if known[number].counts and own is not None and own >= sum(parts.values()):
            parts = {number: own}
        found[number] = parts
    return {number: own for parts in found.values() for number, own in parts.items()}


def top_down(known: Mapping[int, Body]) -> Sequence[int]:
    """Every body after the one above it, in the order of their numbers. Raises CircleError."""
    below = _below(known)
    order = sorted(it.number for it in known.values() if it.above not in known)
    for number in order:
        order.extend(sorted(below[number]))
    if len(order) != len(known):
        raise CircleError("a body stands above itself")
    return order


def _below(known: Mapping[int, Body]) -> Mapping[int, list[int]]:
    below: dict[int, list[int]] = defaultdict(list)
    for body in known.values():
        if body.above is not None and body.above in known:
            below[body.above].append(body.number)
    return below
