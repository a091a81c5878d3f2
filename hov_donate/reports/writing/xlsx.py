"""A report as a workbook: the same rows as its CSV, in the reader's words, as days and numbers.

Nothing that anybody typed becomes a formula or a link, and no more than a row is held in memory.
"""

from datetime import date
from tempfile import TemporaryDirectory
from typing import IO, Any

import xlsxwriter

from hov_donate.core.money import Money, exponent
from hov_donate.reports.rules.adding_up import Reading
from hov_donate.reports.rules.tables import (
    Cell,
    Column,
    Group,
    Kind,
    Report,
    Row,
    Word,
    plain_cell,
)
from hov_donate.reports.writing.stamp import Stamp

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS = {Kind.TEXT: 30, Kind.DAY: 12, Kind.MONEY: 14, Kind.COUNT: 8}
CURRENCY_WIDTH = 9
LONGEST_NAME = 31
# Of a cell, by Excel.
LONGEST_TEXT = 32_767


def write_xlsx(report: Report, stamp: Stamp, file: IO[bytes]) -> Reading:
    """Write it into a file, row by row. Gives the reading, which knows what it came to.

    Rows wait on the disk until the sheet is packed, in a folder that goes with them whatever
    happens: they may name people.
    """
    about = {"title": report.title, "author": stamp.campaign, "created": stamp.made_at}
    with (
        TemporaryDirectory() as folder,
        xlsxwriter.Workbook(file, {**OPTIONS, "tmpdir": folder}) as book,
    ):
        book.set_properties(about)
        return _Sheet(book, report, stamp).write()


class _Sheet:
    """The sheet that is being written; `at` is the row that comes next."""

    def __init__(self, book: Any, report: Report, stamp: Stamp) -> None:
        self.report, self.stamp, self.at = report, stamp, 0
        self.sheet = book.add_worksheet(report.code[:LONGEST_NAME])
        self.bold = book.add_format({"bold": True})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.number = book.add_format({"bold": True, "bottom": 1, "align": "right"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.decimals = {
            each: book.add_format({"num_format": f"#,##0.{'0' * each}".rstrip(".")})
            for each in (0, 2, 3)
        }

    def write(self) -> Reading:
        """All of it."""
        reading = Reading(self.report)
        self._set_up()
        self._about()
        self._headings()
        for group, row, _ in reading.lines():
            self._row(group, row)
        self._sums(reading)
        return reading

    def _set_up(self) -> None:
        if self.stamp.speak.direction == "rtl":
            self.sheet.right_to_left()
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        if self.report.grouped:
            self.sheet.set_column(0, 0, WIDTHS[Kind.TEXT])
        place = self._first
        for column in self.report.columns:
            self.sheet.set_column(place, place, WIDTHS.get(column.kind, 14))
            if column.kind is Kind.MONEY:
                self.sheet.set_column(place + 1, place + 1, CURRENCY_WIDTH)
            place += len(column.keys)

    @property
    def _first(self) -> int:
        """Where the report's own columns begin."""
        return 1 if self.report.grouped else 0

    def _about(self) -> None:
        report, stamp = self.report, self.stamp
        self._line(report.title, self.title)
        self._line(stamp.campaign, self.bold)
        self._line(stamp.days(report.span))
        self._line(stamp.when())
        if stamp.asked:
            asked = stamp.speak.gettext("Asked for: %(asked)s", asked=stamp.asked)
            self._line(plain_cell(asked))
        for note in report.notes:
            self._line(note)
        self.at += 1

    def _line(self, text: str, look: Any = None) -> None:
        self._text(0, text, look)
        self.at += 1

    def _headings(self) -> None:
        currency = self.stamp.speak.gettext("Currency")
        if self.report.grouped:
            self._text(0, self.report.grouped, self.head)
        place = self._first
        for column in self.report.columns:
            numbers = column.kind in {Kind.MONEY, Kind.COUNT}
            self._text(place, column.title, self.number if numbers else self.head)
            if column.kind is Kind.MONEY:
                self._text(place + 1, currency, self.head)
            place += len(column.keys)
        self.at += 1
        self.sheet.freeze_panes(self.at, 0)
        self.sheet.repeat_rows(self.at - 1)

    def _row(self, group: Group, row: Row) -> None:
        if self.report.grouped:
            self._text(0, group.name.text)
        place = self._first
        for cell, column in zip(row, self.report.columns, strict=True):
            self._cell(place, cell, column)
            place += len(column.keys)
        self.at += 1

    def _cell(self, place: int, cell: Cell, column: Column) -> None:
        if isinstance(cell, Money):
            self._money(place, cell)
        elif isinstance(cell, date):
            self.sheet.write_datetime(self.at, place, cell, self.day)
        elif isinstance(cell, int):
            self.sheet.write_number(self.at, place, cell)
        elif cell is not None and column.kind is not Kind.MONEY:
            self._text(place, cell.text if isinstance(cell, Word) else plain_cell(cell))

    def _money(self, place: int, amount: Money) -> None:
        look = self.decimals[exponent(amount.currency)]
        self.sheet.write_number(self.at, place, amount.major, look)
        self._text(place + 1, amount.currency)

    def _text(self, place: int, text: str, look: Any = None) -> None:
        self.sheet.write_string(self.at, place, text[:LONGEST_TEXT], look)

    def _sums(self, reading: Reading) -> None:
        """Below the rows: how many, what they add up to by currency, and the checksum."""
        speak = self.stamp.speak
        self.at += 1
        self._line(self.stamp.rows(reading.sums.count), self.bold)
        place = self._first
        sums = {column.key: reading.sums.of(column) for column in self.report.columns}
        deepest = max(map(len, sums.values()), default=0)
        for line in range(deepest):
            self._text(0, self.stamp.total(self.report), self.bold)
            place = self._first
            for column in self.report.columns:
                if line < len(sums[column.key]):
                    self._money(place, sums[column.key][line])
                place += len(column.keys)
            self.at += 1
        self._line(speak.gettext("Checksum: %(checksum)s", checksum=str(reading.checksum)))
