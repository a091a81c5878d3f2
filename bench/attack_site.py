"""The site under attack, with a clock that the bench can put forward."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from hov_donate.app import create_app
from hov_donate.core.clock import SystemClock

CLOCK_FILE = "BENCH_CLOCK_FILE"
LOOKED_EVERY_SECONDS = 0.2


@dataclass
class ClockAhead:
    """The machine's clock and as many seconds as a file says."""

    file: Path
    ahead: timedelta = timedelta(0)
    looked_at: float = float("-inf")

    def now(self) -> datetime:
        """The present moment, as the bench wants it."""
        if time.monotonic() - self.looked_at > LOOKED_EVERY_SECONDS:
            self.looked_at = time.monotonic()
            self.ahead = timedelta(seconds=int(self.file.read_text() or 0))
        return SystemClock().now().astimezone(UTC) + self.ahead


def make_app() -> Flask:
    """For gunicorn."""
    return create_app(clock=ClockAhead(Path(os.environ[CLOCK_FILE])))
