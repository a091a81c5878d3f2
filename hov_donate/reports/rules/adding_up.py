"""Reading a report to its end: its rows, what they add up to, and their checksum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps

from hov_donate.core.money import Money
from hov_donate.reports.rules.tables import Column, Group, Report, Row

CHECKSUM_DIGITS = 16
DIGITS_TOGETHER = 4


@dataclass
class Sums:
    """What rows add up to: how many, and each column of money by currency."""

    columns: Sequence[Column]
    count: int = 0
    _minor: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """One row more."""
        self.count += 1
        for cell, column in zip(row, self.columns, strict=True):
            if column.adds_up and isinstance(cell, Money):
                key = (column.key, cell.currency)
                self._minor[key] = self._minor.get(key, 0) + cell.minor

    def of(self, column: Column) -> list[Money]:
        """The sums of a column, by the code of the currency."""
        found = sorted(currency for key, currency in self._minor if key == column.key)
        return [Money(self._minor[column.key, currency], currency) for currency in found]

    def all(self) -> Iterator[tuple[Column, Money]]:
        """Every sum, column by column."""
        for column in self.columns:
            yield from ((column, amount) for amount in self.of(column))


class Checksum:
    """SHA-256 over what is reported, its columns, and every row in plain form; read any time."""

    def __init__(self, code: str, span: tuple[str, str], keys: Sequence[str]) -> None:
        """Of which report: its code, first and last day, and the columns of its plain form."""
        self._digest = sha256()
        self.add([code, *span])
        self.add(keys)

    def add(self, plain: Sequence[str]) -> None:
        """One row more. Line breaks in texts count as one, however they are written."""
        line = [text.replace("\r\n", "\n").replace("\r", "\n") for text in plain]
        self._digest.update(dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        self._digest.update(b"\n")

    def __str__(self) -> str:
        """The first digits, in groups that a person can read out: 9f86-d081-884c-7d65."""
        digits = self._digest.hexdigest()[:CHECKSUM_DIGITS]
        return "-".join(
            digits[start : start + DIGITS_TOGETHER]
            for start in range(0, CHECKSUM_DIGITS, DIGITS_TOGETHER)
        )


class Reading:
    """One reading of a report. Sums and checksum are whole once `lines` has come to its end."""

    def __init__(self, report: Report) -> None:
        """Nothing is read yet."""
        self.report = report
        self.sums = Sums(report.columns)
        span = (report.span.first.isoformat(), report.span.last.isoformat())
        self.checksum = Checksum(report.code, span, report.keys)

    def lines(self) -> Iterator[tuple[Group, Row, list[str]]]:
        """Every row with its group and its plain form."""
        for group in self.report.groups:
            for row in group.rows:
                plain = self.report.plain(group, row)
                self.sums.add(row)
                self.checksum.add(plain)
                yield group, row, plain


@dataclass
class Part:
    """A group as it is shown: its rows, as many of them as are shown, and what all add up to."""

    group: Group
    sums: Sums
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Whole:
    """A report that was read whole; `parts` may hold a stretch of its rows only."""

    report: Report
    parts: Sequence[Part]
    sums: Sums
    checksum: str


def read_whole(report: Report, kept: range | None = None) -> Whole:
    """Read all of it and keep some rows, counted from 0; all of them by default."""
    reading, parts = Reading(report), list[Part]()
    for number, (group, row, _) in enumerate(reading.lines()):
        if not parts or parts[-1].group is not group:
            parts.append(Part(group, Sums(report.columns)))
        parts[-1].sums.add(row)
        if kept is None or number in kept:
            parts[-1].rows.append(row)
    shown = [part for part in parts if part.rows]
    return Whole(report, shown, reading.sums, str(reading.checksum))
