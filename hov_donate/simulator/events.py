"""Events: what happened, frozen as it was."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hov_donate.simulator.clock import Clock
from hov_donate.simulator.expand import Renderer
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.store import Store
from hov_donate.simulator.version import API_VERSION

Json = dict[str, Any]


@dataclass
class Cause:
    """The request that made things happen; empty when they happened by themselves."""

    request: str | None = None
    key: str | None = None


class Events:
    """Writes events and hands them to `queue`, which says how many endpoints will be told."""

    def __init__(self, store: Store, clock: Clock, queue: Callable[[Json], int]) -> None:
        """`cause` is set by whoever handles a request, under the store's lock."""
        self._store, self._clock, self._queue = store, clock, queue
        self.cause = Cause()

    def emit(self, kind: str, row: Json, previous: Json | None = None) -> Json:
        """Write it down as it is now; `previous` holds the changed fields as they were."""
        now = self._clock.now()
        data: Json = {"object": Renderer(self._store, now).shown(row)}
        if previous is not None:
            data["previous_attributes"] = previous
        event = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": now,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": self.cause.request, "idempotency_key": self.cause.key},
            "type": kind,
            # As text it stays as it was, and takes a fifth of the room.
            "_data": json.dumps(data),
        }
        event["pending_webhooks"] = self._queue(event)
        return self._store.save(event)
