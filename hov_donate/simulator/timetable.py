"""What happens by itself at a known time."""

import heapq
from collections.abc import Iterator

from hov_donate.simulator.store import Store

EXPIRE, SETTLE_REFUND, RECONCILE = "expire", "settle_refund", "reconcile"


class Timetable:
    """Appointments, soonest first. Not kept in the file: they follow from the objects."""

    def __init__(self, store: Store) -> None:
        """Make the appointments again that stood when the process last ended."""
        self._heap: list[tuple[int, str, str]] = []
        for session in store.table("checkout.session").rows.values():
            if session["status"] == "open":
                self.add(session["expires_at"], EXPIRE, session["id"])
        for kind, what in (("refund", SETTLE_REFUND), ("payout", RECONCILE)):
            for row in store.table(kind).rows.values():
                if row.get("_due"):
                    self.add(row["_due"], what, row["id"])

    def add(self, due: int, what: str, key: str) -> None:
        """Make an appointment."""
        heapq.heappush(self._heap, (due, what, key))

    def take_due(self, now: int) -> Iterator[tuple[int, str, str]]:
        """Those whose time has come; each is given once."""
        while self._heap and self._heap[0][0] <= now:
            yield heapq.heappop(self._heap)
