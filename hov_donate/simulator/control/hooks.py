"""How webhooks and the API behave, and how they misbehave."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from hov_donate.simulator.control.matter import Json, Matter
from hov_donate.simulator.faults import KINDS, Fault, Rate
from hov_donate.simulator.policy import Policy
from hov_donate.simulator.webhooks import KIND

STEP = 0.01


class HookVerbs(Matter):
    """Endpoints, deliveries, failures."""

    def set_webhook_policy(self, **policy: Any) -> Json:
        """Choose how webhooks behave; what is not named behaves well."""
        chosen = Policy(**policy)
        with self._world.changing():
            self._world.deliveries.choose(chosen)
        return asdict(chosen)

    def deliver_held(self) -> int:
        """Send what was held back, and hold nothing more."""
        with self._world.changing():
            return self._world.deliveries.release()

    def rotate_secret(self, new: str) -> None:
        """Every endpoint gets this secret; the old one signs too for a day."""
        with self._world.changing():
            self._world.deliveries.rotate(new)

    def set_fault(self, kind: str, times: int = 1, path: str = "", seconds: float = 30.0) -> None:
        """Let the next requests fail: 500, 429, 409, timeout or lost_reply."""
        self._world.faults.add(Fault(str(kind), int(times), path, float(seconds)))

    def set_fault_rate(
        self,
        rate: float,
        kinds: Sequence[str] = KINDS,
        seed: int = 0,
        path: str = "",
        seconds: float = 0.1,
    ) -> None:
        """Let this share of all requests fail, in one of these ways, until `clear_faults`."""
        chosen = Rate(float(rate), tuple(map(str, kinds)), int(seed), path, float(seconds))
        self._world.faults.choose(chosen)

    def clear_faults(self) -> None:
        """Let no more requests fail."""
        self._world.faults.clear()

    def add_endpoint(self, url: str, secret: str, enabled_events: Sequence[str] = ("*",)) -> Json:
        """Tell this address of events too."""
        with self._world.changing():
            row = self._world.deliveries.register(url, secret, list(enabled_events))
            return self._world.renderer().shown(row)

    def resend(self, event_id: str) -> int:
        """Deliver an event again to every endpoint; how many that are."""
        world = self._world
        with world.changing():
            event = world.store.get("event", event_id)
            endpoints = list(world.store.table("webhook_endpoint").rows)
            for endpoint in endpoints:
                world.deliveries.add(event["id"], endpoint)
        return len(endpoints)

    def events(self) -> list[Json]:
        """Every event, oldest first."""
        with self._world.store.lock:
            show = self._world.renderer().shown
            return [show(row) for row in self._world.store.table("event").rows.values()]

    def deliveries(self) -> list[Json]:
        """Every delivery and how it went, oldest first."""
        with self._world.store.lock:
            return [dict(row) for row in self._world.store.table(KIND).rows.values()]

    def wait_idle(self, timeout: float = 10.0) -> bool:
        """Wait until no delivery is under way; whether that came about."""
        end = time.monotonic() + float(timeout)
        while time.monotonic() < end:
            with self._world.store.lock:
                if self._world.deliveries.is_idle():
                    return True
            time.sleep(STEP)
        return False
