"""A renewal run over many affiliates: how fast, in how much memory, and what a kill costs."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from bench.affiliates import FEE, LAST_DAY, STAFF, put_counters_right, seed
from bench.databases import Fresh, migrated, with_floor_table
from bench.figures import Figure, Sizes, tell
from bench.floor import floor_engine
from bench.over_http import installation
from bench.processes import ROOT
from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Invoice,
    RenewalItem,
    RenewalOutcome,
    RenewalRun,
    RunStatus,
    Term,
)
from hov_donate.affiliations.operations.planning_runs import BATCH
from hov_donate.app import build_parts
from hov_donate.config import Settings
from hov_donate.core.db import make_engine
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.web.parts import Parts

PATIENCE_SECONDS = 3600.0
# Rows that a renewal cannot do without: an item; or term, invoice, balance, entry, two postings,
# seal, letter, step.
PLANNED, CARRIED_OUT = 1, 9
ROWS = Table(
    "floor_terms",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("affiliation_id", Integer, nullable=False),
    Column("starts_on", String(10), nullable=False),
    Column("fee_minor", Integer, nullable=False),
)


@dataclass(frozen=True)
class Point:
    """What a worker printed: how many it had had, in how long, and the memory it held."""

    affiliates: int
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Site:
    """One installation whose affiliates are renewed by processes of its own."""

    parts: Parts
    settings: Mapping[str, str]
    folder: Path
    count: int

    def begin(self) -> int:
        """Let the run be planned."""
        with self.parts.database.writing() as work:
            return operations.begin_run(work, ends_by=LAST_DAY, actor=STAFF).id

    def start(self, run_id: int) -> None:
        """A person has looked at the plan."""
        with self.parts.database.writing() as work:
            operations.start_run(work, run_id=run_id, actor=STAFF)

    def run(self, run_id: int) -> RenewalRun:
        """The run as it is now."""
        with self.parts.database.reading() as session:
            return session.get_one(RenewalRun, run_id)

    def worker(self, name: str) -> tuple[subprocess.Popen[bytes], Path]:
        """Start a worker; what it prints is in the file."""
        said = self.folder / f"renewals-{name}.txt"
        with said.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "bench.renewing"],
                cwd=ROOT,
                env={**os.environ, **self.settings},
                stdout=out,
                start_new_session=True,
            )
        return process, said

    def finish(self, name: str) -> list[Point]:
        """Let a worker work until nothing is left."""
        process, said = self.worker(name)
        if process.wait(PATIENCE_SECONDS) != 0:
            raise RuntimeError("a worker that renews has failed")
        return points(said)

    def kill_at(self, run_id: int, done: int, name: str) -> list[Point]:
        """Let a worker work until so many are renewed, and kill it where it stands."""
        process, said = self.worker(name)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.run(run_id).done < done and time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError("the worker ended before it could be killed")
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        return points(said)


def points(said: Path) -> list[Point]:
    """The lines of a worker; one that was killed may have left half a line."""
    lines = said.read_text().splitlines(keepends=True)
    return [Point(**json.loads(line)) for line in lines if line.endswith("\n")]


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """Affiliates a second, planned and renewed; memory at the end beside that at the beginning."""
    url = migrated(fresh, "renewals_site")
    settings = installation(folder, url)
    engine = make_engine(url)
    parts = build_parts(Settings.from_environment(settings), engine)
    site = Site(parts, settings, folder, sizes.affiliates)
    tell(f"renewals, {database}: {site.count} affiliates are written down")
    seed(parts, site.count)
    with engine.begin() as connection:
        put_counters_right(connection)
    bare = [_bare_rate(fresh, site.count, rows_each) for rows_each in (PLANNED, CARRIED_OUT)]
    yield from _measured(site, database, *bare)
    engine.dispose()


def _measured(site: Site, database: str, bare_plan: float, bare_run: float) -> Iterator[Figure]:
    run_id = site.begin()
    planned = site.finish("plan")
    yield Figure("renewals_planned", database, _rate(planned), bare_plan, "affiliates/s")
    site.start(run_id)
    killed = site.kill_at(run_id, site.count // 2, "killed")
    before = site.run(run_id)
    tell(f"renewals, {database}: killed with {before.done} renewed of {site.count}")
    resumed = site.finish("resumed")
    _check(site, run_id)
    tell(f"renewals, {database}: resumed and done, nothing doubled, nothing missing")
    value = _together(killed, resumed)
    yield Figure("renewals_carried_out", database, value, bare_run, "affiliates/s")
    memory = [point.megabytes for point in resumed]
    tell(f"renewals, {database}: MB held: {', '.join(f'{it:.0f}' for it in _some(memory))}")
    yield Figure("renewals_memory", database, memory[-1], memory[0], "MB", 1.25, "ratio, at most")


def _some(memory: list[float]) -> list[float]:
    return memory[:: max(1, len(memory) // 8)]


def _rate(found: list[Point]) -> float:
    return found[-1].affiliates / found[-1].seconds


def _together(*workers: list[Point]) -> float:
    last = [found[-1] for found in workers if found]
    return sum(it.affiliates for it in last) / sum(it.seconds for it in last)


def _bare_rate(fresh: Fresh, count: int, rows_each: int) -> float:
    """So many plain rows for each, a batch in a transaction, and nothing else."""
    engine = floor_engine(with_floor_table(fresh, f"renewals_floor_{rows_each}"))
    ROWS.create(engine)
    began = time.perf_counter()
    for first in range(1, count + 1, BATCH):
        rows = [
            {"affiliation_id": number, "starts_on": f"{LAST_DAY}", "fee_minor": FEE}
            for number in range(first, min(first + BATCH, count + 1))
        ]
        with engine.begin() as connection:
            connection.execute(insert(ROWS), rows * rows_each)
    seconds = time.perf_counter() - began
    engine.dispose()
    return count / seconds


def _check(site: Site, run_id: int) -> None:
    """Everybody has one new term, one invoice, one letter; the books and the numbers agree."""
    run = site.run(run_id)
    new = date(LAST_DAY.year + 1, 1, 1)
    of_term = Invoice.term_id.in_(select(Term.id).where(Term.starts_on == new))
    with site.parts.database.reading() as session:

        def count(*where: Any, of: Any) -> int:
            return session.scalar(select(func.count()).select_from(of).where(*where)) or 0

        wanted = {
            "renewed": (run.done, site.count),
            "items": (
                count(RenewalItem.outcome == RenewalOutcome.RENEWED, of=RenewalItem),
                site.count,
            ),
            "terms": (count(Term.starts_on == new, of=Term), site.count),
            "affiliations with a new term": (
                session.scalar(
                    select(func.count(Term.affiliation_id.distinct())).where(Term.starts_on == new)
                ),
                site.count,
            ),
            "invoices": (count(of_term, of=Invoice), site.count),
            "last number": (
                session.scalar(select(func.max(Invoice.number)).where(of_term)),
                site.count,
            ),
            "letters": (
                count(OutboxMessage.kind == MailKind.INVOICE_ISSUED, of=OutboxMessage),
                site.count,
            ),
            "receivables": (
                balances(session, Account.RECEIVABLES)["GBP"].minor,
                site.count * FEE,
            ),
        }
    wrong = {name: pair for name, pair in wanted.items() if pair[0] != pair[1]}
    if wrong or run.status is not RunStatus.DONE:
        raise RuntimeError(f"the run is {run.status}, and not as it should be: {wrong}")
