"""No more than so many calls a minute, for long work that shares Stripe's limits with donors."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SECONDS_IN_A_MINUTE = 60


@dataclass
class Pace:
    """Spreads calls evenly; docs.stripe.com/rate-limits."""

    calls_per_minute: int
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wait(self) -> None:
        """Return when the next call may be made."""
        with self._lock:
            now = self.clock()
            begin = max(now, self._next)
            self._next = begin + SECONDS_IN_A_MINUTE / self.calls_per_minute
        if begin > now:
            self.sleep(begin - now)
