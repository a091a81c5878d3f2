"""The simulator's clock: real time, moved by an offset that people and tests choose."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

DAY = 86400
# Less than this is no difference between two clocks.
SKEW = 60


class Clock:
    """Counts seconds since 1970, as Stripe does. Only moves forward."""

    def __init__(self, offset: float = 0.0) -> None:
        """An offset of zero is real time."""
        self.offset = offset
        self._pinned: int | None = None

    def now(self) -> int:
        """The virtual time in whole seconds."""
        return int(time.time() + self.offset) if self._pinned is None else self._pinned

    def by_this_clock(self, moment: int) -> int:
        """A moment that a caller reckons by real time, by this clock.

        Callers whose clock runs with this one are taken at their word.
        """
        return moment + int(self.offset) if self.offset > SKEW else moment

    def set(self, moment: datetime) -> None:
        """Let it be `moment` now."""
        self.offset = moment.timestamp() - time.time()

    def advance(self, seconds: float) -> None:
        """Move forward."""
        self.offset += max(0.0, seconds)

    @contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Stand still at a past moment, for what should have happened then."""
        self._pinned = moment
        try:
            yield
        finally:
            self._pinned = None


def as_datetime(moment: int) -> datetime:
    """An aware UTC time."""
    return datetime.fromtimestamp(moment, UTC)


def midnight_after(moment: int, days: int) -> int:
    """The midnight (UTC) that begins the day `days` after this one."""
    return (moment // DAY + days) * DAY
