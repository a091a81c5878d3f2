"""One asking made into one file, all of it as the books stood at one moment."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import IO

from sqlalchemy.orm import Session

from hov_donate.exports.journals.beancount import Beancount
from hov_donate.exports.journals.hledger import Hledger
from hov_donate.exports.journals.words import About
from hov_donate.exports.journals.writing import write_journal
from hov_donate.exports.queries import at_one_moment, count_of_postings
from hov_donate.exports.reading.affiliations import (
    count_of_invoices,
    count_of_received,
    invoices_table,
    received_table,
)
from hov_donate.exports.reading.gifts import count_of_gifts, gifts_table
from hov_donate.exports.reading.postings import postings_table
from hov_donate.exports.rules import Format, Subject, Sum, Summary, Wanted
from hov_donate.exports.statements import in_parts, write_statement
from hov_donate.reports.rules.adding_up import Reading
from hov_donate.reports.rules.tables import Report, Row, one_group
from hov_donate.reports.writing.csv import write_csv
from hov_donate.reports.writing.stamp import Stamp
from hov_donate.reports.writing.xlsx import write_xlsx

Progress = Callable[[int], None]
ENDINGS = {Format.XLSX: "xlsx", Format.BEANCOUNT: "beancount", Format.HLEDGER: "journal"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "beancount": "text/plain; charset=utf-8",
    "journal": "text/plain; charset=utf-8",
}


def count_rows(session: Session, wanted: Wanted, time_zone: str) -> int:
    """How many rows there will be, quickly."""
    if wanted.subject is Subject.GIFTS:
        return count_of_gifts(session, wanted, time_zone)
    if wanted.subject is Subject.INVOICES:
        return count_of_invoices(session, wanted)
    if wanted.subject is Subject.RECEIVED:
        return count_of_received(session, wanted)
    return count_of_postings(session, wanted)


def ending(wanted: Wanted, rows: int) -> str:
    """What the file's name ends with."""
    if wanted.subject is Subject.STATEMENT and in_parts(rows):
        return "zip"
    return ENDINGS.get(wanted.format, "csv")


def file_name(wanted: Wanted, rows: int) -> str:
    """What the file is called: postings_2026-01-01_2026-12-31.csv."""
    what = wanted.subject.value
    if wanted.subject is Subject.STATEMENT:
        what = f"{wanted.format}-{wanted.account}-{wanted.currency}".lower()
    return f"{what}_{wanted.span.first}_{wanted.span.last}.{ending(wanted, rows)}"


def make(
    session: Session, wanted: Wanted, stamp: Stamp, file: IO[bytes], progress: Progress
) -> Summary:
    """Write the file and tell what it came to. The session must be fresh; `wanted` was checked.

    `progress` is told how many rows were written, after each.
    """
    at_one_moment(session)
    if wanted.subject is Subject.JOURNAL:
        about = About(stamp.campaign, stamp.time_zone, stamp.made_at, wanted.span)
        journal = (Beancount if wanted.format is Format.BEANCOUNT else Hledger)(session)
        return write_journal(session, wanted, journal, about, file, progress)
    if wanted.subject is Subject.STATEMENT:
        return write_statement(session, wanted, file, progress)
    report = watched(table(session, wanted, stamp), progress)
    return _summary(_write(report, wanted.format, stamp, file))


def table(session: Session, wanted: Wanted, stamp: Stamp) -> Report:
    """An export of rows, about to be read."""
    if wanted.subject is Subject.GIFTS:
        return gifts_table(session, wanted, stamp.speak, stamp.time_zone)
    if wanted.subject is Subject.INVOICES:
        return invoices_table(session, wanted, stamp.speak)
    if wanted.subject is Subject.RECEIVED:
        return received_table(session, wanted, stamp.speak)
    return postings_table(session, wanted, stamp.speak)


def watched(report: Report, progress: Progress) -> Report:
    """The same rows, in one group; `progress` is told how many have been read, after each."""

    def rows() -> Iterator[Row]:
        count = 0
        for group in report.groups:
            for row in group.rows:
                yield row
                count += 1
                progress(count)

    return replace(report, groups=one_group(rows()))


def _write(report: Report, wanted: Format, stamp: Stamp, file: IO[bytes]) -> Reading:
    if wanted is Format.XLSX:
        return write_xlsx(report, stamp, file)
    if wanted is Format.CSV:
        return write_csv(report, stamp, file)
    return _write_rows(report, file)


def _write_rows(report: Report, file: IO[bytes]) -> Reading:
    """Headings and rows alone, for programs that stumble over anything else."""
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer, reading = csv.writer(text), Reading(report)
    writer.writerow(report.keys)
    for _, _, plain in reading.lines():
        writer.writerow(plain)
    text.flush()
    text.detach()
    return reading


def _summary(reading: Reading) -> Summary:
    sums = [Sum(column.key, amount) for column, amount in reading.sums.all()]
    return Summary(reading.sums.count, sums, str(reading.checksum))
