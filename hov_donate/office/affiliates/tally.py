"""What two versions of a scale make of the present affiliates, added up stretch by stretch."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from hov_donate.core.money import Money

LARGEST_SHOWN = 10


@dataclass(frozen=True)
class Change:
    """What one affiliate pays under each of two versions."""

    affiliation_id: int
    before: Money
    after: Money

    @property
    def size(self) -> int:
        """How much it changes, either way, in minor units."""
        return abs(self.after.minor - self.before.minor)


@dataclass(frozen=True)
class Sum:
    """One currency: the income under each version, and how many pay more, less or the same."""

    before: int = 0
    after: int = 0
    more: int = 0
    less: int = 0
    same: int = 0

    def plus(self, before: int, after: int) -> "Sum":
        """With one affiliate more."""
        return Sum(
            before=self.before + before,
            after=self.after + after,
            more=self.more + (after > before),
            less=self.less + (after < before),
            same=self.same + (after == before),
        )


@dataclass(frozen=True)
class Tally:
    """So far: sums by currency, the largest changes, whom a version says nothing of.

    `cursor` is the last affiliate that was looked at. `others` are priced in another currency by
    the one version than by the other.
    """

    cursor: int = 0
    seen: int = 0
    silent: int = 0
    others: int = 0
    sums: Mapping[str, Sum] = field(default_factory=dict)
    largest: tuple[Change, ...] = ()

    def with_change(self, change: Change) -> "Tally":
        """With one affiliate more, whom both versions price."""
        currency = change.before.currency
        if change.after.currency != currency:
            return replace(self, others=self.others + 1)
        before = self.sums.get(currency, Sum())
        grown = before.plus(change.before.minor, change.after.minor)
        return replace(
            self, sums={**self.sums, currency: grown}, largest=largest([*self.largest, change])
        )

    def packed(self) -> dict[str, Any]:
        """As plain data, for the address of the next stretch."""
        return asdict(self)


def largest(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The largest changes, the largest first; who pays the same is left out."""
    changed = [change for change in changes if change.size]
    return tuple(sorted(changed, key=lambda it: (-it.size, it.affiliation_id))[:LARGEST_SHOWN])


def unpacked(data: Mapping[str, Any]) -> Tally:
    """A tally that was packed."""
    changes = (
        Change(it["affiliation_id"], Money(**it["before"]), Money(**it["after"]))
        for it in data["largest"]
    )
    sums = {currency: Sum(**each) for currency, each in data["sums"].items()}
    return Tally(**{**data, "sums": sums, "largest": tuple(changes)})
