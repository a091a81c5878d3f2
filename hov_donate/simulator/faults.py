"""Failures of the API that people and tests ask for."""

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


class Faults:
    """The failures still to come, first asked for first struck."""

    def __init__(self) -> None:
        """None."""
        self._lock = Lock()
        self._coming: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Raises ValueError for a kind that is not known."""
        if fault.kind not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}")
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
        return None

    def clear(self) -> None:
        """No more failures."""
        with self._lock:
            self._coming.clear()


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
