"""How one bank writes its CSV files: what a treasurer says once, and tries out on a file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from hov_donate.reconciliation.statements.decoding import AUTOMATIC, ENCODINGS
from hov_donate.reconciliation.statements.values import DayFormat

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
DECIMAL_MARKS = {"point": ".", "comma": ","}
# Rows above the first line of money, or below the last one.
MOST_EXTRA_ROWS = 50
# Columns that hold more than one thing may be named one after the other.
JOIN = "+"


@dataclass(frozen=True)
class Profile:
    """The form of a CSV file. Columns are named as in the last of the header rows, or by number.

    Either `amount` is given, signed or with a column for the `direction` and the words in it that
    mean money out and in; or `money_in` and `money_out`. `payer` and `reference` may be several
    columns, joined by `+`.
    """

    day: str
    delimiter: str = "comma"
    encoding: str = AUTOMATIC
    day_format: DayFormat = DayFormat.DAY_MONTH_YEAR
    decimal_mark: str = "point"
    header_rows: int = 1
    footer_rows: int = 0
    amount: str = ""
    money_in: str = ""
    money_out: str = ""
    direction: str = ""
    out_words: str = ""
    in_words: str = ""
    turned: bool = False
    value_day: str = ""
    payer: str = ""
    reference: str = ""
    bank_id: str = ""
    balance: str = ""
    currency: str = ""
    account: str = ""

    @property
    def mends(self) -> tuple[str, ...]:
        """The fields without which, or with which, it cannot be used; none when it can."""
        both = bool(self.money_in) and bool(self.money_out)
        wrong = {
            "day": not self.day.strip(),
            "amount": bool(self.amount) == both,
            "money_in": bool(self.money_out) and not self.money_in,
            "money_out": bool(self.money_in) and not self.money_out,
            "direction": bool(self.direction) and not self.amount,
            "out_words": bool(self.direction) != bool(words(self.out_words)) or self._both_ways,
            "in_words": bool(self.direction) != bool(words(self.in_words)),
            "delimiter": self.delimiter not in DELIMITERS,
            "encoding": self.encoding not in ENCODINGS,
            "decimal_mark": self.decimal_mark not in DECIMAL_MARKS,
            "header_rows": not 0 <= self.header_rows <= MOST_EXTRA_ROWS,
            "footer_rows": not 0 <= self.footer_rows <= MOST_EXTRA_ROWS,
        }
        return tuple(name for name, bad in wrong.items() if bad)

    @property
    def _both_ways(self) -> bool:
        return not words(self.out_words).isdisjoint(words(self.in_words))

    def packed(self) -> dict[str, Any]:
        """As plain data, to be kept."""
        return asdict(self)


def words(listed: str) -> frozenset[str]:
    """The words of a list with commas, in whichever letters."""
    return frozenset(each for part in listed.split(",") if (each := part.strip().casefold()))


def named(word: str, listed: str) -> bool:
    """Whether a list has a word."""
    return word.casefold() in words(listed)


def unpacked(data: Mapping[str, Any]) -> Profile:
    """A profile that was packed; what it does not know is left out."""
    known = {field.name for field in fields(Profile)}
    kept = {name: value for name, value in data.items() if name in known}
    form = DayFormat(kept.get("day_format", DayFormat.DAY_MONTH_YEAR))
    return Profile(**{**kept, "day_format": form})
