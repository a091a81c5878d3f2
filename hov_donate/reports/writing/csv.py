"""A report as CSV: a few lines about it, its rows in plain form, and what they add up to.

Lines about the report begin with `#`. Columns and words are the same in every language, so that a
program that reads last year's file reads this year's.
"""

import csv
import io
from collections.abc import Iterator
from typing import IO

from hov_donate.reports.rules.adding_up import Reading
from hov_donate.reports.rules.tables import ABOUT, Report, decimal
from hov_donate.reports.writing.stamp import Stamp

REPORT, FROM, TO = f"{ABOUT}report", f"{ABOUT}from", f"{ABOUT}to"
ROWS, SUM, CHECKSUM = f"{ABOUT}rows", f"{ABOUT}sum", f"{ABOUT}checksum"


def write_csv(report: Report, stamp: Stamp, file: IO[bytes]) -> Reading:
    """Write it into a file, row by row: UTF-8 with the mark by which Excel knows it, and CRLF.

    Gives the reading, which knows what it came to.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer, reading = csv.writer(text), Reading(report)
    writer.writerows(_head(report, stamp))
    writer.writerow(report.keys)
    for _, _, plain in reading.lines():
        writer.writerow(plain)
    writer.writerows(_foot(reading))
    text.flush()
    text.detach()
    return reading


def _head(report: Report, stamp: Stamp) -> Iterator[tuple[str, ...]]:
    yield REPORT, report.code
    yield f"{ABOUT}title", report.title
    yield f"{ABOUT}campaign", stamp.campaign
    yield FROM, report.span.first.isoformat()
    yield TO, report.span.last.isoformat()
    yield f"{ABOUT}time_zone", stamp.time_zone
    yield f"{ABOUT}made_at", stamp.made_at.isoformat(timespec="seconds")
    if stamp.asked:
        yield f"{ABOUT}asked", stamp.asked
    yield from ((f"{ABOUT}note", note) for note in report.notes)


def _foot(reading: Reading) -> Iterator[tuple[str, ...]]:
    yield ROWS, str(reading.sums.count)
    for column, amount in reading.sums.all():
        yield SUM, column.key, decimal(amount), amount.currency
    yield CHECKSUM, str(reading.checksum)
