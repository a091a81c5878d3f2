"""What happens by itself at a known time."""

import heapq
from collections.abc import Iterator

from hov_donate.simulator.store import Store

EXPIRE, SETTLE_REFUND, RECONCILE = "expire", "settle_refund", "reconcile"
SETTLE_DEBIT, BOOK, COMPLAIN, PAY_PAYOUT = "settle_debit", "book", "complain", "pay_payout"
# Of what is due at the same second, what comes first in the alphabet happens first: a pause ends
# before the renewal that falls on its end.
END_PAUSE, FINALIZE, RENEW, RETRY = "end_pause", "finalize", "renew", "retry"
GIVE_NOTICE = "give_notice"
# What an object says of itself: when something will happen to it, and what.
APPOINTMENTS = (
    ("refund", "_due", SETTLE_REFUND),
    ("payout", "_paid_due", PAY_PAYOUT),
    ("payout", "_due", RECONCILE),
    ("charge", "_due", SETTLE_DEBIT),
    ("charge", "_book_due", BOOK),
    ("charge", "_complaint_due", COMPLAIN),
    ("invoice", "automatically_finalizes_at", FINALIZE),
    ("invoice", "next_payment_attempt", RETRY),
    ("subscription", "_resumes_at", END_PAUSE),
    ("subscription", "_notice_at", GIVE_NOTICE),
    ("subscription", "_renews_at", RENEW),
)


class Timetable:
    """Appointments, soonest first. Not kept in the file: they follow from the objects."""

    def __init__(self, store: Store) -> None:
        """Make the appointments again that stood when the process last ended."""
        self._heap: list[tuple[int, str, str]] = []
        for session in store.table("checkout.session").rows.values():
            if session["status"] == "open":
                self.add(session["expires_at"], EXPIRE, session["id"])
        for kind, field, what in APPOINTMENTS:
            for row in store.table(kind).rows.values():
                if row.get(field):
                    self.add(row[field], what, row["id"])

    def add(self, due: int, what: str, key: str) -> None:
        """Make an appointment."""
        heapq.heappush(self._heap, (due, what, key))

    def take_due(self, now: int) -> Iterator[tuple[int, str, str]]:
        """Those whose time has come; each is given once."""
        while self._heap and self._heap[0][0] <= now:
            yield heapq.heappop(self._heap)
