"""What the account's owner chose for instalments that fail: when to try again, and what then."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hov_donate.simulator.clock import DAY
from hov_donate.simulator.world import World

CANCEL, UNPAID, PAST_DUE = "cancel", "unpaid", "past_due"
NOTE = "dunning"


@dataclass(frozen=True)
class Dunning:
    """`days` from each attempt to the next; `then` is how the subscription ends up."""

    days: tuple[int, ...] = (3, 5, 7)
    then: str = CANCEL

    def next_attempt(self, failures: int, now: int) -> int | None:
        """When to try again after so many failures; nothing when that was the last time."""
        return now + self.days[failures - 1] * DAY if failures <= len(self.days) else None


def chosen(world: World) -> Dunning:
    """As it is now."""
    noted: dict[str, Any] | None = world.store.noted(NOTE)
    return Dunning(tuple(noted["days"]), noted["then"]) if noted else Dunning()


def choose(world: World, days: Sequence[int], then: str) -> Dunning:
    """From now on. Raises ValueError for an end that is not known."""
    if then not in (CANCEL, UNPAID, PAST_DUE):
        raise ValueError(f"then is one of {CANCEL}, {UNPAID}, {PAST_DUE}")
    found = Dunning(tuple(int(each) for each in days), then)
    world.store.note(NOTE, {"days": list(found.days), "then": found.then})
    return found
