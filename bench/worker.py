"""How fast the worker applies events: one process, one event about each of so many paid gifts."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.databases import Fresh
from bench.figures import Figure, Sizes, in_turns, middle, tell
from bench.floor import EVENTS
from bench.house import Sides, sides
from bench.seeding import open_gifts, session_id, waiting_events
from hov_donate.app import build_worker
from hov_donate.cli.worker import Worker
from hov_donate.documents.models import Document
from hov_donate.inbox.processes import apply_waiting
from hov_donate.ledger.models import LedgerSeal
from hov_donate.outbox.models import OutboxMessage
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentStatus

EXPAND = ["payment_intent.latest_charge.balance_transaction"]
# A whole step also draws and writes receipts, so fewer gifts are enough.
WHOLE_STEPS_SHARE = 4


class Nowhere:
    """A mail server that costs nothing."""

    def send(self, message: EmailMessage) -> None:
        """Take the letter, and drop it."""


@dataclass(frozen=True)
class Turns:
    """Gives each turn gifts that nobody has touched, and times what is done with them."""

    both: Sides
    numbers: Iterator[int]
    count: int

    def ours(self, work: Callable[[], int]) -> float:
        """Objects a second, from events waiting to nothing left to do."""
        numbers = [next(self.numbers) for _ in range(self.count)]
        open_gifts(self.both.parts, numbers)
        waiting_events(self.both.parts, numbers)
        began = time.perf_counter()
        while work():
            pass
        return self.count / (time.perf_counter() - began)

    def bare(self) -> float:
        """The same number of objects read through the library, a row and a commit for each."""
        numbers = [next(self.numbers) for _ in range(self.count)]
        began = time.perf_counter()
        for number in numbers:
            self._read_and_keep(number)
        return self.count / (time.perf_counter() - began)

    def _read_and_keep(self, number: int) -> None:
        path = f"/v1/checkout/sessions/{session_id(number)}"
        read = self.both.bare_get(path, expand=EXPAND)
        row = {
            "event_id": read["id"],
            "type": read["object"],
            "object_id": read["payment_intent"]["id"],
            "received_at": self.both.parts.clock.now(),
        }
        with self.both.bare_engine.begin() as connection:
            connection.execute(insert(EVENTS), row)


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """Objects applied a second; and with their receipts drawn, written and sent to nowhere."""
    with sides(folder, fresh, "worker") as both:
        worker = replace(build_worker(both.parts), transport=Nowhere())
        numbers = iter(range(1, 1_000_000))
        few = Turns(both, numbers, max(1, sizes.objects // WHOLE_STEPS_SHARE))
        tell(f"worker with letters, {database}")
        yield _figure("worker_apply_and_mail", database, few, worker.step, sizes.rounds)
        tell(f"worker, {database}")
        many = Turns(both, numbers, sizes.objects)
        figure = _figure("worker_apply", database, many, _applying(worker), sizes.rounds)
        yield replace(figure, aim=100, aim_of="value")
        _check(both)


def _applying(worker: Worker) -> Callable[[], int]:
    return lambda: apply_waiting(worker.database, worker.syncs)


def _figure(name: str, database: str, turns: Turns, work: Callable[[], int], rounds: int) -> Figure:
    turns.ours(work), turns.bare()
    ours, bare = in_turns(rounds, lambda _: turns.ours(work), lambda _: turns.bare())
    return Figure(name, database, middle(ours), middle(bare), "objects/s")


def _check(both: Sides) -> None:
    """A fast nothing would be a fine figure: every gift must have all that belongs to it."""
    with both.parts.database.reading() as session:
        gifts = session.scalar(select(func.count(Payment.id)))
        paid = select(func.count(Payment.id)).where(Payment.status == PaymentStatus.PAID)
        for counted in (
            paid,
            select(func.count(LedgerSeal.entry_id)),
            select(func.count(Document.id)),
            select(func.count(OutboxMessage.id)),
        ):
            if session.scalar(counted) != gifts:
                raise RuntimeError(f"not every gift was applied whole: {counted}")
