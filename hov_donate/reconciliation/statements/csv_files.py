"""CSV files of banks, by a profile."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from hov_donate.core.money import Money
from hov_donate.reconciliation.statements.decoding import decoded
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Doubt, Statement, StatementLine
from hov_donate.reconciliation.statements.profiles import (
    DECIMAL_MARKS,
    DELIMITERS,
    JOIN,
    Profile,
    named,
)
from hov_donate.reconciliation.statements.running import Step, ends_of
from hov_donate.reconciliation.statements.values import DayFormat, read_amount, read_day


@dataclass(frozen=True)
class Row:
    """A row, and the line of the file on which it begins."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Reader:
    """Reads rows by a profile; `places` are the columns' places, by the profile's field."""

    profile: Profile
    currency: str
    places: dict[str, tuple[int, ...]]

    def line(self, row: Row) -> StatementLine:
        """What a row says. Raises UnreadableError."""
        self._check_currency(row)
        value_day = self._text(row, "value_day")
        form = self.profile.day_format
        return StatementLine(
            number=row.number,
            booked_on=read_day(self._text(row, "day"), form, row.number),
            amount=self._amount(row),
            payer=self._text(row, "payer"),
            reference=self._text(row, "reference"),
            value_on=read_day(value_day, form, row.number) if value_day else None,
            bank_id=self._text(row, "bank_id"),
        )

    def balance(self, row: Row) -> Money | None:
        """What stood on the account after a row; None where its bank did not say."""
        text, word = self._apart(row, "balance")
        if not text:
            return None
        stood = self._money(text, row)
        return self._directed(stood, word, row) if word else stood

    def account(self, row: Row) -> str:
        """The account's number, where each row has it."""
        return self._text(row, "account")

    def _amount(self, row: Row) -> Money:
        amount = self._signed(row) if self.profile.amount else self._in_or_out(row)
        return -amount if self.profile.turned else amount

    def _signed(self, row: Row) -> Money:
        text, word = self._apart(row, "amount")
        amount = self._money(text, row)
        if not self.profile.direction:
            return amount
        return self._directed(amount, word or self._text(row, "direction"), row)

    def _apart(self, row: Row, name: str) -> tuple[str, str]:
        """An amount and the word behind it, where that stands in the amount's own column."""
        text = self._text(row, name)
        if "amount" not in self.places or self.places.get("direction") != self.places["amount"]:
            return text, ""
        found = re.fullmatch(r"(.*?)\s*([^\W\d_]*)", text)
        return (found[1], found[2]) if found else (text, "")

    def _directed(self, amount: Money, word: str, row: Row) -> Money:
        size = abs(amount.minor)
        if named(word, self.profile.out_words):
            return Money(-size, self.currency)
        if named(word, self.profile.in_words):
            return Money(size, self.currency)
        raise UnreadableError(Fault.BAD_DIRECTION, row.number, word)

    def _in_or_out(self, row: Row) -> Money:
        came, went = (self._text(row, name) for name in ("money_in", "money_out"))
        if not came and not went:
            raise UnreadableError(Fault.NO_AMOUNT, row.number)
        nothing = Money(0, self.currency)
        sum_in = self._money(came, row) if came else nothing
        sum_out = self._money(went, row) if went else nothing
        if sum_in.minor and sum_out.minor:
            raise UnreadableError(Fault.TWO_AMOUNTS, row.number)
        return sum_in - Money(abs(sum_out.minor), self.currency)

    def _money(self, text: str, row: Row) -> Money:
        mark = DECIMAL_MARKS[self.profile.decimal_mark]
        return read_amount(text, self.currency, mark, row.number)

    def _check_currency(self, row: Row) -> None:
        written = self._text(row, "currency").upper()
        if written and written != self.currency:
            raise UnreadableError(Fault.OTHER_CURRENCY, row.number, written)

    def _text(self, row: Row, name: str) -> str:
        places = self.places.get(name, ())
        if any(place >= len(row.cells) for place in places):
            raise UnreadableError(Fault.TOO_FEW_COLUMNS, row.number)
        return " ".join(" ".join(row.cells[place] for place in places).split())


def read_csv(content: bytes, profile: Profile, currency: str) -> Statement:
    """The lines of a CSV file. Raises UnreadableError, naming the first row that cannot be read."""
    # One that was kept before there were words for money in stops at the first of them instead.
    if set(profile.mends) - {"in_words"}:
        raise UnreadableError(Fault.NO_PROFILE)
    rows = list(_rows(decoded(content, profile.encoding), DELIMITERS[profile.delimiter]))
    header = rows[: profile.header_rows]
    until = len(rows) - profile.footer_rows
    filled = [row for row in rows[profile.header_rows : until] if any(map(str.strip, row.cells))]
    reader = Reader(profile, currency, _places(profile, header[-1] if header else None))
    lines = tuple(reader.line(row) for row in filled)
    steps = [Step(line, reader.balance(row)) for line, row in zip(lines, filled, strict=True)]
    opening, closing = ends_of(steps)
    return Statement(
        lines=lines,
        account=_one_account(reader, filled),
        opening=opening,
        closing=closing,
        doubts=_doubts(lines, profile.day_format),
    )


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableError(Fault.BROKEN_QUOTES, number) from error
        if cells is None:
            return
        yield Row(number, cells)
        number = reader.line_num + 1


def _places(profile: Profile, header: Row | None) -> dict[str, tuple[int, ...]]:
    """Where the columns stand that a profile names."""
    cells, line = (header.cells, header.number) if header else ((), 0)
    # Of two columns with one name, the first is meant.
    names = {_name(cell): at for at, cell in reversed(list(enumerate(cells)))}
    wanted = {
        name: getattr(profile, name)
        for name in (
            *("day", "amount", "money_in", "money_out", "direction", "value_day", "payer"),
            *("reference", "bank_id", "balance", "currency", "account"),
        )
    }
    return {
        field: tuple(_place(part.strip(), names, line) for part in written.split(JOIN))
        for field, written in wanted.items()
        if written.strip()
    }


def _place(written: str, names: dict[str, int], line: int) -> int:
    if _name(written) in names:
        return names[_name(written)]
    if written.isascii() and written.isdigit() and 0 < int(written) <= 1000:
        return int(written) - 1
    raise UnreadableError(Fault.NO_SUCH_COLUMN, line, written)


def _name(cell: str) -> str:
    return " ".join(cell.split()).casefold()


def _one_account(reader: Reader, rows: Sequence[Row]) -> str:
    found = ""
    for row in rows:
        account = reader.account(row)
        if found and account and account != found:
            raise UnreadableError(Fault.SEVERAL_ACCOUNTS, row.number, account)
        found = found or account
    return found


def _doubts(lines: Sequence[StatementLine], form: DayFormat) -> tuple[Doubt, ...]:
    """Whether the days would stand in order if day and month were the other way round."""
    if form is DayFormat.YEAR_MONTH_DAY or any(line.booked_on.day > 12 for line in lines):
        return ()
    days = [line.booked_on for line in lines]
    turned = [date(day.year, day.day, day.month) for day in days]
    return (Doubt.DAYS_MAY_BE_SWAPPED,) if not _ordered(days) and _ordered(turned) else ()


def _ordered(days: Sequence[date]) -> bool:
    steps = list(pairwise(days))
    return all(a <= b for a, b in steps) or all(a >= b for a, b in steps)
