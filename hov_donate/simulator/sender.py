"""The thread that sends webhooks: signs every attempt anew, keeps the order, tries again."""

import contextlib
import heapq
import http.client
import itertools
import json
import time
from threading import Condition, Thread
from urllib.parse import urlsplit

from hov_donate.simulator import signing
from hov_donate.simulator.expand import Renderer
from hov_donate.simulator.store import Store
from hov_donate.simulator.webhooks import Deliveries

PATIENCE = 15.0


class Sender:
    """Sends one at a time, soonest first; equals in the order in which they were queued."""

    def __init__(self, store: Store, deliveries: Deliveries) -> None:
        """What was under way when the process last ended is sent again."""
        self._store, self._deliveries = store, deliveries
        self._heap: list[tuple[float, int, str]] = []
        self._count = itertools.count()
        self._ready = Condition()
        self._stopped = False
        deliveries.announce = self.add
        for row in deliveries.pending():
            self.add(row["id"], 0.0)
        self._thread = Thread(target=self._run, name="simulator-webhooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Send no more; what is left stays pending in the store."""
        with self._ready:
            self._stopped = True
            self._ready.notify()
        self._thread.join(timeout=PATIENCE)

    def add(self, key: str, wait: float) -> None:
        """Send this delivery after so many seconds."""
        with self._ready:
            heapq.heappush(self._heap, (time.monotonic() + wait, next(self._count), key))
            self._ready.notify()

    def forget(self) -> None:
        """Send nothing of what is queued."""
        with self._ready:
            self._heap.clear()

    def _run(self) -> None:
        while (key := self._next()) is not None:
            self._attempt(key)

    def _next(self) -> str | None:
        with self._ready:
            while not self._stopped:
                wait = self._heap[0][0] - time.monotonic() if self._heap else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._heap)[2]
                self._ready.wait(wait)
        return None

    def _attempt(self, key: str) -> None:
        with self._store.lock:
            row = self._store.find("_delivery", key)
            if row is None:
                return
            endpoint = self._store.get("webhook_endpoint", row["endpoint"])
            event = Renderer(self._store, int(time.time())).shown(
                self._store.get("event", row["event"])
            )
            body = json.dumps(event, indent=2).encode()
            secrets = self._deliveries.secrets(endpoint)
        mark = signing.header(body, secrets, int(time.time()))
        answer, accepted = _post(endpoint["url"], body, mark)
        with self._store.lock:
            if self._store.find("_delivery", key) is None:
                return
            again = self._deliveries.record(key, answer, accepted=accepted)
            self._store.commit()
        if again is not None:
            self.add(key, again)


def _post(url: str, body: bytes, mark: str) -> tuple[str, bool]:
    """The answer in short, and whether it was a 2xx: a redirect counts as a failure."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    opener = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": mark,
        "User-Agent": "Stripe/1.0 (simulator)",
    }
    try:
        with contextlib.closing(opener(parts.netloc, timeout=PATIENCE)) as connection:
            target = parts.path or "/"
            connection.request("POST", f"{target}?{parts.query}".rstrip("?"), body, headers)
            status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__, False
    return str(status), status // 100 == 2
