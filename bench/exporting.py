"""`python -m bench.exporting FORMAT FILE`: one export, or the bare writer, in a process of its own.

Settings come from the environment. Prints a line of JSON: rows, seconds, and the most memory that
the process ever held.
"""

import csv
import json
import os
import resource
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from hov_donate.config import Settings
from hov_donate.core.clock import SystemClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.i18n import translator
from hov_donate.core.spans import Span
from hov_donate.exports.making import make
from hov_donate.exports.rules import Format, Subject, Wanted
from hov_donate.reports.writing.stamp import Stamp

BARE = "bare"
SPAN = Span(date(2020, 1, 1), date(2030, 12, 31))
NOW = datetime(2026, 11, 28, tzinfo=UTC)
# The same columns, as the database has them.
QUERY = """
    SELECT entry.id, entry.booked_on, entry.occurred_at, entry.reporting_category, line.account,
        line.fund, line.amount_minor, line.currency, entry.source_id, entry.payment_reference,
        entry.stripe_balance_transaction_id
    FROM ledger_entries AS entry JOIN ledger_postings AS line ON line.entry_id = entry.id
    ORDER BY entry.booked_on, entry.id, line.id
"""
PER_FETCH = 1000
STATUS = Path("/proc/self/status")


def main() -> None:
    """Write the file and tell what it took."""
    form, target = sys.argv[1], Path(sys.argv[2])
    settings = Settings.from_environment(os.environ)
    began = time.perf_counter()
    rows = _bare(settings, target) if form == BARE else _ours(settings, Format(form), target)
    seconds = time.perf_counter() - began
    sys.stdout.write(json.dumps({"rows": rows, "seconds": seconds, "megabytes": _peak()}) + "\n")


def _peak() -> float:
    """The most that this program held; where only `getrusage` tells, its parent's may count."""
    if STATUS.exists():
        (line,) = [it for it in STATUS.read_text().splitlines() if it.startswith("VmHWM:")]
        return int(line.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def _ours(settings: Settings, form: Format, target: Path) -> int:
    subject = Subject.JOURNAL if form in {Format.BEANCOUNT, Format.HLEDGER} else Subject.POSTINGS
    database = Database(make_engine(settings.database_url), SystemClock(), lambda _: None)
    stamp = Stamp("Bench", settings.campaign.time_zone, NOW, translator("en"))
    done = 0

    def progress(rows: int) -> None:
        nonlocal done
        done = rows

    with target.open("wb") as file, database.reading() as session:
        make(session, Wanted(subject, form, SPAN), stamp, file, progress)
    return done


def _bare(settings: Settings, target: Path) -> int:
    """What a database's cursor gives, into a `csv.writer`, with no thought about it."""
    engine, rows = make_engine(settings.database_url), 0
    with engine.connect() as connection, target.open("w", newline="") as file:
        writer = csv.writer(file)
        found = connection.execute(text(QUERY), execution_options={"yield_per": PER_FETCH})
        for some in found.partitions():
            writer.writerows(some)
            rows += len(some)
    return rows


if __name__ == "__main__":
    main()
