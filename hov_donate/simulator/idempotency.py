"""Idempotency keys: the same request twice is done once.

Facts: docs.stripe.com/api/idempotent_requests.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.store import Store

LONGEST = 255
KIND = "_answer"


class Idempotency:
    """Answers kept by key, and the keys whose first request is still under way."""

    def __init__(self, store: Store) -> None:
        """Answers are in the store; what is under way dies with the process."""
        self._store = store
        self._lock = Lock()
        self._under_way: set[str] = set()

    @contextmanager
    def held(self, key: str) -> Iterator[None]:
        """Let no second request in meanwhile. Raises ApiError 409 when there is a first."""
        if len(key) > LONGEST:
            raise ApiError(f"Idempotency keys can have at most {LONGEST} characters.")
        with self._lock:
            if key in self._under_way:
                raise ApiError(
                    "There is currently another in-progress request using this Idempotent Key.",
                    code="idempotency_key_in_use",
                    status=409,
                    kind="idempotency_error",
                )
            self._under_way.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.discard(key)

    def replay(self, key: str, mark: str) -> tuple[int, str] | None:
        """The kept answer. Raises ApiError when the key came with another request."""
        kept = self._store.find(KIND, key)
        if kept is None:
            return None
        if kept["mark"] != mark:
            raise ApiError(
                "Keys for idempotent requests can only be used with the same parameters they "
                f"were first used with. Try using a key other than '{key}' if you meant to "
                "execute a different request.",
                kind="idempotency_error",
            )
        return kept["status"], kept["body"]

    def keep(self, key: str, mark: str, status: int, body: str) -> None:
        """Remember the answer."""
        self._store.save({"id": key, "mark": mark, "status": status, "body": body}, KIND)


def fingerprint(path: str, params: dict[str, Any]) -> str:
    """The same for the same request, in whatever order its fields come."""
    return hashlib.sha256(f"{path} {_sorted(params)}".encode()).hexdigest()


def _sorted(value: Any) -> str:
    if isinstance(value, dict):
        return repr([(key, _sorted(value[key])) for key in sorted(value)])
    return repr([_sorted(each) for each in value]) if isinstance(value, list) else repr(value)
