"""Deliveries: which endpoint is to be told of which event, and how far that got."""

import random
from collections.abc import Callable
from typing import Any

from hov_donate.simulator.clock import DAY, Clock
from hov_donate.simulator.ids import new_id
from hov_donate.simulator.objects.endpoints import new_endpoint
from hov_donate.simulator.policy import Policy
from hov_donate.simulator.store import Store

Json = dict[str, Any]

PENDING, HELD, DELIVERED, FAILED, DROPPED = "pending", "held", "delivered", "failed", "dropped"
BACKOFF = (0.2, 1.0, 3.0, 10.0, 30.0)
OLD_SECRET_LIVES = DAY
KIND, STATUS = "_delivery", "status"


class Deliveries:
    """The queue's contents. Whoever sends is told through `announce`, once all is written."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Nothing is announced until a sender sets `announce`."""
        self._store, self._clock = store, clock
        self._fresh: list[tuple[str, float]] = []
        self.announce: Callable[[str, float], None] = lambda _key, _wait: None
        self.choose(Policy(**(store.noted("policy") or {})))

    def choose(self, policy: Policy) -> None:
        """Behave like this from now on."""
        self.policy = policy
        self._chance = random.Random(policy.seed)  # noqa: S311 - chance that can be repeated
        self._store.note("policy", vars(policy))

    def queue(self, event: Json) -> int:
        """Note who is to be told; the number of endpoints."""
        endpoints = [each for each in self._endpoints() if _wants(each, event["type"])]
        for endpoint in endpoints:
            status = self._first_status(event["type"])
            for _ in range(1 if status == DROPPED else 1 + self._copies()):
                self.add(event["id"], endpoint["id"], status)
        return len(endpoints)

    def add(self, event: str, endpoint: str, status: str = PENDING) -> None:
        """Note one delivery."""
        row = {"id": new_id("dlv"), "event": event, "endpoint": endpoint, "status": status}
        self._store.save(row | {"attempts": 0, "answer": None, "answered": []}, KIND)
        if status == PENDING:
            self._fresh.append((row["id"], self._wait()))

    def flush(self) -> None:
        """Announce what was queued, now that it is written."""
        fresh, self._fresh = self._fresh, []
        for key, wait in fresh:
            self.announce(key, wait)

    def release(self) -> int:
        """Let go of what was held, and hold no more."""
        self.choose(Policy(**(vars(self.policy) | {"hold": False})))
        held = self._store.table(KIND).having(STATUS, HELD)
        for row in held:
            self._store.save(row | {"status": PENDING}, KIND)
            self._fresh.append((row["id"], self._wait()))
        return len(held)

    def record(self, key: str, answer: str, *, accepted: bool) -> float | None:
        """Note an attempt's answer; the seconds until the next one, if there is one."""
        row = self._store.get(KIND, key)
        attempts = row["attempts"] + 1
        again = not accepted and attempts <= len(BACKOFF)
        status = DELIVERED if accepted else PENDING if again else FAILED
        answered = [*row["answered"], answer]
        changed = {"attempts": attempts, "answer": answer, "answered": answered, "status": status}
        self._store.save(row | changed, KIND)
        if accepted:
            self._count_down(row["event"])
        return BACKOFF[attempts - 1] if again else None

    def is_idle(self) -> bool:
        """Whether none is under way."""
        return not self._store.table(KIND).count(STATUS, PENDING)

    def pending(self) -> list[Json]:
        """Those still under way."""
        return self._store.table(KIND).having(STATUS, PENDING)

    def secrets(self, endpoint: Json) -> list[str]:
        """The secrets that sign today, newest first."""
        if self.policy.bad_signature:
            return ["whsec_not_the_secret"]
        now = self._clock.now()
        valid = [each for each in endpoint["_secrets"] if (each["until"] or now + 1) > now]
        return [each["secret"] for each in valid]

    def register(self, url: str, secret: str, enabled_events: list[str]) -> Json:
        """Add an endpoint; one with the same address is kept and gets the secret."""
        for known in self._endpoints():
            if known["url"] == url:
                known["_secrets"] = [{"secret": secret, "until": None}]
                return self._store.save(known)
        params = {"url": url, "enabled_events": enabled_events}
        return self._store.save(new_endpoint(params, secret, self._clock.now()))

    def rotate(self, secret: str) -> None:
        """Give every endpoint a new secret; the old one signs too for a day."""
        until = self._clock.now() + OLD_SECRET_LIVES
        for endpoint in self._endpoints():
            old = [each | {"until": each["until"] or until} for each in endpoint["_secrets"]]
            endpoint["_secrets"] = [{"secret": secret, "until": None}, *old]
            self._store.save(endpoint)

    def _endpoints(self) -> list[Json]:
        return list(self._store.table("webhook_endpoint").rows.values())

    def _first_status(self, kind: str) -> str:
        if kind in self.policy.drop_types or self._chance.random() < self.policy.drop:
            return DROPPED
        return HELD if self.policy.hold else PENDING

    def _copies(self) -> int:
        """Copies beside the first; a fraction is the chance of one more."""
        whole = int(self.policy.duplicate)
        return whole + (self._chance.random() < self.policy.duplicate - whole)

    def _wait(self) -> float:
        shuffle = self._chance.uniform(0, self.policy.within) if self.policy.reorder else 0.0
        return self.policy.delay + shuffle

    def _count_down(self, key: str) -> None:
        event = self._store.get("event", key)
        event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)
        self._store.save(event)


def _wants(endpoint: Json, kind: str) -> bool:
    wanted = endpoint["enabled_events"]
    return endpoint["status"] == "enabled" and ("*" in wanted or kind in wanted)
