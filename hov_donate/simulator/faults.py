"""Failures of the API that people and tests ask for."""

import random
from dataclasses import dataclass
from threading import Lock

from hov_donate.simulator.errors import ApiError

KINDS = ("500", "429", "409", "timeout", "lost_reply")


@dataclass
class Fault:
    """Strikes `times` requests whose address contains `path`; `seconds` is for timeouts."""

    kind: str
    times: int = 1
    path: str = ""
    seconds: float = 30.0


@dataclass(frozen=True)
class Rate:
    """The share of requests that is struck, by chance that can be repeated with `seed`."""

    rate: float
    kinds: tuple[str, ...] = KINDS
    seed: int = 0
    path: str = ""
    seconds: float = 0.1


class Faults:
    """The failures still to come, first asked for first struck; then those by chance."""

    def __init__(self) -> None:
        """None."""
        self._lock = Lock()
        self._coming: list[Fault] = []
        self._rate = Rate(0)
        self._chance = random.Random(0)  # noqa: S311 - chance that can be repeated

    def choose(self, rate: Rate) -> None:
        """Strike at this rate from now on. Raises ValueError for a kind that is not known."""
        for kind in rate.kinds:
            _check(kind)
        with self._lock:
            self._rate = rate
            self._chance.seed(rate.seed)

    def add(self, fault: Fault) -> None:
        """Raises ValueError for a kind that is not known."""
        _check(fault.kind)
        with self._lock:
            self._coming.append(fault)

    def take(self, path: str) -> Fault | None:
        """The failure that strikes this request, if one does."""
        with self._lock:
            for fault in self._coming:
                if fault.path in path:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._coming.remove(fault)
                    return fault
            return self._by_chance(path)

    def clear(self) -> None:
        """No more failures."""
        with self._lock:
            self._coming.clear()
            self._rate = Rate(0)

    def _by_chance(self, path: str) -> Fault | None:
        rate = self._rate
        if rate.path not in path or self._chance.random() >= rate.rate:
            return None
        return Fault(self._chance.choice(rate.kinds), seconds=rate.seconds)


def _check(kind: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"a fault is one of {', '.join(KINDS)}")


ANSWERS = {
    "500": ("An unknown error occurred", "", 500, "api_error"),
    "429": ("Request rate limit exceeded.", "rate_limit", 429, "invalid_request_error"),
    "409": (
        "This object cannot be accessed right now because another API request is accessing it.",
        "lock_timeout",
        409,
        "invalid_request_error",
    ),
}


def answer(kind: str) -> ApiError | None:
    """What is answered instead; nothing for failures that are no answer."""
    if kind not in ANSWERS:
        return None
    message, code, status, error = ANSWERS[kind]
    return ApiError(message, code=code, status=status, kind=error)
