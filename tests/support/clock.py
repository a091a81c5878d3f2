"""A clock that a story can move on, together with the simulator's."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hov_donate.core.clock import SystemClock


@dataclass
class StoryClock:
    """Real time, and what the story skipped."""

    skipped: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """The present moment of the story."""
        return SystemClock().now() + self.skipped

    def skip(self, time: timedelta) -> None:
        """Let so much time pass at once."""
        self.skipped += time
