"""Reports as tables: what a report is, and its rows in the plain form that its checksum is of.

A report is read once: rows come from an iterator, so that a long one never stands in memory whole.
Its plain form has no language: words are their codes, days are ISO 8601, sums are decimals with a
point beside the code of their currency. So the checksum is the same on the screen, in every file,
and in every language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.core.money import Money, exponent
from hov_donate.core.spans import Span
from hov_donate.core.spreadsheets import harmless

# Lines of a file that are about the report, and none of its rows, begin with this.
ABOUT = "#"
GROUP = "group"
CURRENCY_OF = "_currency"


class Kind(StrEnum):
    """What stands in a column. GIFT and AFFILIATE are texts that name one of the office's pages."""

    TEXT = "text"
    DAY = "day"
    MONEY = "money"
    COUNT = "count"
    GIFT = "gift"
    AFFILIATE = "affiliate"


@dataclass(frozen=True)
class Word:
    """A word of our own: what it is to machines for ever, and to a reader in their language."""

    code: str
    text: str


Cell = str | Word | date | Money | int | None
Row = Sequence[Cell]


@dataclass(frozen=True)
class Column:
    """A column; `key` never changes, `title` is in the reader's language.

    Money is added up, by currency, unless `summed` says otherwise.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    summed: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """Its columns in a file: money has its currency beside it."""
        money = self.kind is Kind.MONEY
        return (self.key, f"{self.key}{CURRENCY_OF}") if money else (self.key,)

    @property
    def adds_up(self) -> bool:
        """Whether there is a sum below it."""
        return self.summed and self.kind is Kind.MONEY


@dataclass(frozen=True)
class Group:
    """Rows that belong together, with their name; rows are read once."""

    name: Word
    rows: Iterable[Row]
    # Said beside the name, and loudly.
    warning: str = ""


@dataclass(frozen=True)
class Report:
    """A report about to be read. `span` is of the campaign's days.

    `grouped` is the title of what groups are; without it there is one group, and its name is not
    shown. `total` is what the sums at its end are called, where it is not the total.
    """

    code: str
    title: str
    span: Span
    columns: Sequence[Column]
    groups: Iterable[Group]
    grouped: str = ""
    total: str = ""
    notes: Sequence[str] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of its plain form."""
        own = tuple(key for column in self.columns for key in column.keys)
        return (GROUP, *own) if self.grouped else own

    def plain(self, group: Group, row: Row) -> list[str]:
        """A row in plain form."""
        cells = zip(row, self.columns, strict=True)
        own = [text for cell, column in cells for text in _plain(cell, column)]
        return [group.name.code, *own] if self.grouped else own


NO_GROUP = Word("", "")


def one_group(rows: Iterable[Row]) -> tuple[Group]:
    """The groups of a report that has none."""
    return (Group(NO_GROUP, rows),)


def decimal(amount: Money) -> str:
    """A sum without its currency: -12.34."""
    return f"{amount.major:.{exponent(amount.currency)}f}"


def _plain(cell: Cell, column: Column) -> list[str]:
    if column.kind is Kind.MONEY:
        return [decimal(cell), cell.currency] if isinstance(cell, Money) else ["", ""]
    return [plain_cell(cell)]


def plain_cell(cell: Cell) -> str:
    """A cell as a file says it: no formula, and nothing that begins as lines about reports do."""
    if cell is None:
        return ""
    if isinstance(cell, Word):
        return cell.code
    if isinstance(cell, str):
        text = harmless(cell)
        return f"'{text}" if text.startswith(ABOUT) else text
    return cell.isoformat() if isinstance(cell, date) else str(cell)
