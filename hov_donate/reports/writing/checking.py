"""Whether a report's CSV file is as it was written: its rows, its sums, its checksum."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TextIO

from hov_donate.core.errors import UserError
from hov_donate.reports.rules.adding_up import Checksum
from hov_donate.reports.rules.tables import ABOUT, CURRENCY_OF
from hov_donate.reports.writing.csv import CHECKSUM, FROM, REPORT, ROWS, SUM, TO

BROKEN = (KeyError, StopIteration, IndexError, ValueError, InvalidOperation, csv.Error)


class NoReportError(UserError):
    """The file is no report of ours, or not a whole one."""


@dataclass(frozen=True)
class Checked:
    """Which report a file is, what its rows come to, and what of it does not agree, if anything."""

    code: str
    first: str
    last: str
    count: int
    checksum: str
    faults: Sequence[str]


class _Recount:
    """The rows of a file, reckoned anew."""

    def __init__(self, about: dict[str, str], keys: Sequence[str]) -> None:
        self.keys = keys
        self.count = 0
        self.checksum = Checksum(about[REPORT], (about[FROM], about[TO]), keys)
        self.sums: dict[tuple[str, str], Decimal] = {}
        self._places = [
            (key, place)
            for place, key in enumerate(keys)
            if f"{key}{CURRENCY_OF}" in keys[place + 1 : place + 2]
        ]

    def add(self, row: Sequence[str]) -> None:
        """One row more."""
        self.count += 1
        self.checksum.add(row)
        for key, place in self._places:
            if row[place]:
                at = key, row[place + 1]
                self.sums[at] = self.sums.get(at, Decimal(0)) + Decimal(row[place])

    def faults(self, foot: Sequence[Sequence[str]]) -> Iterator[str]:
        """What the end of the file says otherwise."""
        [rows] = [line[1] for line in foot if line[0] == ROWS]
        [checksum] = [line[1] for line in foot if line[0] == CHECKSUM]
        if int(rows) != self.count:
            yield f"it says {rows} rows, and has {self.count}"
        for _, key, amount, currency in (line for line in foot if line[0] == SUM):
            if Decimal(amount) != (found := self.sums.get((key, currency), Decimal(0))):
                yield f"it says {amount} {currency} for {key}, and its rows come to {found}"
        if checksum != str(self.checksum):
            yield f"it says {checksum}, and its rows have {self.checksum}"


def check(file: TextIO) -> Checked:
    """Reckon a file anew, row by row. It is opened with `utf-8-sig` and newline="".

    Raises NoReportError.
    """
    try:
        rows = csv.reader(file)
        about, keys = _head(rows)
        recount = _Recount(about, keys)
        foot = [_up_to_the_foot(rows, recount), *rows]
        faults = list(recount.faults(foot))
    except BROKEN as error:
        raise NoReportError("it is no report, or not a whole one") from error
    checksum = str(recount.checksum)
    return Checked(about[REPORT], about[FROM], about[TO], recount.count, checksum, faults)


def _head(rows: Iterator[list[str]]) -> tuple[dict[str, str], list[str]]:
    about: dict[str, str] = {}
    while (row := next(rows))[0].startswith(ABOUT):
        about[row[0]] = row[1]
    return about, row


def _up_to_the_foot(rows: Iterator[list[str]], recount: _Recount) -> list[str]:
    while not (row := next(rows))[0].startswith(ABOUT):
        recount.add(row)
    return row
