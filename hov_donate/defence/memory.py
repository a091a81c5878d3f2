"""What one process keeps in mind, so that refusing costs no transaction.

Everything here may be lost at any time: the next attempt asks the database again.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Timer

from hov_donate.defence.operations import Moment, Share, Tally
from hov_donate.defence.queries import Standing
from hov_donate.defence.rules import Outcome

# How old the news of an attack or of stopped giving may be in another process.
FRESH_SECONDS = 1.0
# At the latest then, numbers are written down.
WRITTEN_AFTER_SECONDS = 1.0
# In a flood an attack is noticed sooner than that: who is let in takes the numbers along.
RIPE = 10
MOST_KNOWN = 50_000


@dataclass
class Memory:
    """Shares that are used up, attempts not written down yet, and how things stood lately."""

    lock: Lock = field(default_factory=Lock)
    used_up: dict[Share, datetime] = field(default_factory=dict)
    tally: Counter[tuple[Moment, Outcome]] = field(default_factory=Counter)
    standing: Standing = field(default_factory=Standing)
    seen_at: float = float("-inf")
    timer: Timer | None = None

    def known(self, shares: Iterable[Share], now: datetime) -> tuple[Share, datetime] | None:
        """The used-up share that ends last, and when; None when nothing is known against these."""
        ends = ((share, self.used_up.get(share)) for share in shares)
        standing = [(share, until) for share, until in ends if until is not None and now < until]
        return max(standing, key=lambda it: it[1], default=None)

    def remember(self, shares: Iterable[Share], now: datetime) -> None:
        """Keep in mind until their windows end that these are used up."""
        with self.lock:
            if len(self.used_up) >= MOST_KNOWN:
                lasting = {share: until for share, until in self.used_up.items() if now < until}
                self.used_up = lasting if len(lasting) < MOST_KNOWN else {}
            self.used_up.update((share, share.window.ends(now)) for share in shares)

    def stale(self) -> bool:
        """Whether one should look again how things stand; says so to one thread only."""
        with self.lock:
            if time.monotonic() - self.seen_at < FRESH_SECONDS:
                return False
            self.seen_at = time.monotonic()
            return True

    def outdated(self) -> None:
        """What was seen counts no more."""
        with self.lock:
            self.seen_at = float("-inf")

    def saw(self, standing: Standing) -> None:
        """How things stand was just read."""
        with self.lock:
            self.standing = standing
            self.seen_at = time.monotonic()

    def note(self, moment: Moment, outcome: Outcome) -> None:
        """Count an outcome."""
        with self.lock:
            self.tally[moment, outcome] += 1

    def write_later(self, write: Callable[[], None]) -> None:
        """Have the numbers written down in a while, unless that is under way already."""
        with self.lock:
            if self.timer is not None:
                return
            self.timer = Timer(WRITTEN_AFTER_SECONDS, write)
            self.timer.daemon = True
            self.timer.start()

    def take_tally(self) -> Tally:
        """What is to be written down; from now on it is somebody's task."""
        with self.lock:
            taken, self.tally = self.tally, Counter()
            self.timer = None
        return taken

    def take_ripe(self) -> Tally:
        """What is to be written down by whoever writes anyway, once it is more than a little."""
        with self.lock:
            if self.tally.total() < RIPE:
                return {}
            taken, self.tally = self.tally, Counter()
        return taken

    def put_back(self, tally: Tally) -> None:
        """It could not be written down: the next writer takes it along."""
        with self.lock:
            self.tally.update(tally)
