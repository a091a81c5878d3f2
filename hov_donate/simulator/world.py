"""Everything the simulator consists of, but for HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from hov_donate.simulator.clock import Clock
from hov_donate.simulator.events import Cause, Events
from hov_donate.simulator.expand import Renderer
from hov_donate.simulator.faults import Faults
from hov_donate.simulator.idempotency import Idempotency
from hov_donate.simulator.store import Store
from hov_donate.simulator.timetable import Timetable
from hov_donate.simulator.webhooks import Deliveries


class World:
    """State and its parts. Work inside `changing()`."""

    def __init__(self, state: Path | None, settlement: str, now: datetime | None = None) -> None:
        """A clock that was moved before stays moved, unless `now` says otherwise."""
        self.store = Store(state)
        self.clock = Clock(self.store.noted("clock_offset") or 0.0)
        if now is not None:
            self.clock.set(now)
        self.settlement = settlement.lower()
        self.base = ""
        self.deliveries = Deliveries(self.store, self.clock)
        self.events = Events(self.store, self.clock, self.deliveries.queue)
        self.idempotency = Idempotency(self.store)
        self.faults = Faults()
        self.timetable = Timetable(self.store)
        self.note_clock()

    def note_clock(self) -> None:
        """Keep the clock's offset through a restart."""
        self.store.note("clock_offset", self.clock.offset)

    @contextmanager
    def changing(self, cause: Cause | None = None) -> Iterator[None]:
        """Alone with the state; written at the end in one piece, then webhooks go out."""
        with self.store.lock:
            self.events.cause = cause or Cause()
            try:
                yield
            finally:
                self.store.commit()
                self.deliveries.flush()

    def renderer(self) -> Renderer:
        """Shows objects as of now."""
        return Renderer(self.store, self.clock.now())

    def save(self, row: dict[str, Any]) -> dict[str, Any]:
        """Keep a new or changed object."""
        return self.store.save(row)

    def forget(self) -> None:
        """Back to the beginning; the clock stays."""
        endpoints = list(self.store.table("webhook_endpoint").rows.values())
        self.store.clear()
        for endpoint in endpoints:
            self.store.save(endpoint)
        self.timetable = Timetable(self.store)
        self.faults.clear()
