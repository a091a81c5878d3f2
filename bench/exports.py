"""Exports: rows a second and the most memory, beside a bare `csv` writer on the same database."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench.databases import Fresh, migrated
from bench.exporting import BARE
from bench.figures import Figure, Sizes, in_turns, middle, tell
from bench.over_http import installation
from hov_donate.core.clock import SystemClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.money import Money
from hov_donate.exports.rules import Format
from hov_donate.ledger.chart import Account
from hov_donate.ledger.operations import EntryFacts, NewEntry, post
from hov_donate.ledger.rules import Movement, postings_for

POSTINGS_OF_ONE = 3
AT_ONCE = 5_000
PER_DAY = 400
FIRST = date(2020, 1, 1)
MEASURED = (Format.ROWS, Format.CSV, Format.XLSX, Format.BEANCOUNT)
# The largest peak beside that of the smallest size: flat.
FLAT = 1.25


@dataclass(frozen=True)
class Run:
    """What a process told."""

    rows: int
    seconds: float
    megabytes: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """Each format at each size; then whether memory stayed flat between them."""
    url, there = migrated(fresh, "exports"), 0
    peaks: dict[Format, list[float]] = {form: [] for form in MEASURED}
    for rows in sizes.export_rows:
        tell(f"exports, {rows} postings, {database}")
        there = _fill(url, there, rows // POSTINGS_OF_ONE)
        for form in MEASURED:
            ours, bare = in_turns(
                min(sizes.rounds, 3),
                lambda _, form=form: _run(folder, url, form),  # type: ignore[misc]
                lambda _: _run(folder, url, BARE),
            )
            _check(there * POSTINGS_OF_ONE, [*ours, *bare])
            name = f"export_{form}_{rows}"
            value, baseline = middle([it.rate for it in ours]), middle([it.rate for it in bare])
            yield Figure(name, database, value, baseline, "rows/s")
            peaks[form].append(max(it.megabytes for it in ours))
            held = max(it.megabytes for it in bare)
            yield Figure(f"{name}_memory", database, peaks[form][-1], held, "MB")
    for form, held_at in peaks.items():
        flat = Figure(
            f"export_{form}_flat", database, held_at[-1], held_at[0], "MB", FLAT, "ratio, at most"
        )
        yield flat


def _fill(url: str, there: int, wanted: int) -> int:
    """Book gifts until there are so many; none of it is timed."""
    engine = make_engine(url)
    database = Database(engine, SystemClock(), lambda _: None)
    for start in range(there, wanted, AT_ONCE):
        with database.writing() as work:
            post(work, entries=[_gift(it) for it in range(start, min(start + AT_ONCE, wanted))])
    engine.dispose()
    return max(there, wanted)


def _gift(number: int) -> NewEntry:
    day = FIRST + timedelta(number // PER_DAY)
    gross, fee = Money(2000 + number % 5000, "GBP"), Money(50, "GBP")
    facts = EntryFacts(
        stripe_balance_transaction_id=f"txn_bench{number}",
        reporting_category="charge",
        source_id=f"ch_bench{number}",
        payment_reference=None,
        occurred_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        booked_on=day,
        available_on=day,
        gross_minor=gross.minor,
        fee_minor=fee.minor,
        net_minor=gross.minor - fee.minor,
        currency="GBP",
        gift_minor=gross.minor,
        gift_currency="GBP",
        exchange_rate=None,
    )
    movement = Movement("charge", gross, fee, gross)
    return NewEntry(facts, postings_for(movement, Account.DONATIONS))


def _run(folder: Path, url: str, form: str) -> Run:
    target = folder / f"export.{form}"
    environment = {**os.environ, **installation(folder, url)}
    command = [sys.executable, "-m", "bench.exporting", form, str(target)]
    done = subprocess.run(  # noqa: S603 (our own program)
        command, env=environment, capture_output=True, text=True, check=True
    )
    target.unlink()
    return Run(**json.loads(done.stdout))


def _check(expected: int, runs: list[Run]) -> None:
    """A fast nothing would be an error."""
    wrong = {run.rows for run in runs} - {expected}
    if wrong:
        raise ValueError(f"{expected} rows are there, and {wrong} were written")
