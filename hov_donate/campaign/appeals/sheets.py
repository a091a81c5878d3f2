"""Reads a file of signatures on paper: a row for each, the first row names the columns.

`name` and `country` are needed; `email`, `role`, `organisation` and `town` may be empty; `keep`,
`show_name`, `show_role`, `show_organisation` and `show_town` are yes, or nothing. Countries are
two letters of ISO 3166, or a name in English or Spanish. What is wrong is told row by row.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from email_validator import EmailNotValidError, validate_email

from hov_donate.campaign.appeals.rules import LONGEST_ANSWER, Shown, Told
from hov_donate.core.countries import COUNTRIES, country_name
from hov_donate.core.errors import UserError
from hov_donate.core.i18n import OFFICE_LANGUAGES

NEEDED = ("name", "country")
COLUMNS = (
    *(*NEEDED, "email", "role", "organisation", "town"),
    *("keep", "show_name", "show_role", "show_organisation", "show_town"),
)
YES = frozenset(("yes", "y", "x", "1", "true", "sí", "si", "s"))
NO = frozenset(("", "no", "n", "0", "false", "-"))
# A person looks through all of them at once; more sheets are more files.
MOST_ROWS = 500
LARGEST_FILE = 192 * 1024
MOST_FAULTS = 20


class SheetFault(StrEnum):
    """What is wrong with a file, or with a row of it."""

    NO_TEXT = "no_text"
    NO_COLUMNS = "no_columns"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    NO_NAME = "no_name"
    NO_COUNTRY = "no_country"
    BAD_EMAIL = "bad_email"
    BAD_BOX = "bad_box"
    TOO_LONG = "too_long"
    SHOWN_NOT_KEPT = "shown_not_kept"


@dataclass(frozen=True)
class RowFault:
    """What is wrong in which row; row 0 is the file itself. `column` may be empty."""

    row: int
    fault: SheetFault
    column: str = ""


class SheetRefusedError(UserError):
    """Nothing of a file is taken; `faults` says why, the first MOST_FAULTS of them."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        """What is wrong, in the order of the file."""
        super().__init__(f"{len(faults)} faults in a file of signatures")
        self.faults = tuple(faults[:MOST_FAULTS])


@dataclass(frozen=True)
class SheetRow:
    """A signature on paper; `number` is its row in the file, the first after the names being 2."""

    number: int
    name: str
    country: str
    email: str
    told: Told
    shown: Shown
    keep: bool


def read_sheet(content: bytes) -> list[SheetRow]:
    """The rows of a file, in its order. Raises SheetRefusedError."""
    text = _text(content)
    reader = csv.DictReader(io.StringIO(text), delimiter=_delimiter(text))
    reader.fieldnames = [(it or "").strip().lower() for it in reader.fieldnames or []]
    if not set(NEEDED) <= set(reader.fieldnames):
        raise SheetRefusedError([RowFault(0, SheetFault.NO_COLUMNS)])
    try:
        numbered = [(number, _cells(row)) for number, row in enumerate(reader, start=2)]
    except csv.Error as error:
        raise SheetRefusedError([RowFault(0, SheetFault.NO_TEXT)]) from error
    return _read_all([it for it in numbered if any(it[1].values())])


def _read_all(filled: Sequence[tuple[int, Mapping[str, str]]]) -> list[SheetRow]:
    if not filled:
        raise SheetRefusedError([RowFault(0, SheetFault.NO_ROWS)])
    if len(filled) > MOST_ROWS:
        raise SheetRefusedError([RowFault(0, SheetFault.TOO_MANY_ROWS)])
    faults = [fault for number, cells in filled for fault in _faults(number, cells)]
    if faults:
        raise SheetRefusedError(faults)
    return [_row(number, cells) for number, cells in filled]


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetRefusedError([RowFault(0, SheetFault.NO_TEXT)])


def _delimiter(text: str) -> str:
    """Whichever the first line has most of: spreadsheets of many countries write semicolons."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    return {name: " ".join(str(row.get(name) or "").split()) for name in COLUMNS}


def _faults(number: int, cells: Mapping[str, str]) -> list[RowFault]:
    found = [
        RowFault(number, SheetFault.TOO_LONG, name)
        for name, text in cells.items()
        if len(text) > LONGEST_ANSWER
    ]
    if not cells["name"]:
        found.append(RowFault(number, SheetFault.NO_NAME, "name"))
    if _country(cells["country"]) is None:
        found.append(RowFault(number, SheetFault.NO_COUNTRY, "country"))
    if cells["email"] and _email(cells["email"]) is None:
        found.append(RowFault(number, SheetFault.BAD_EMAIL, "email"))
    boxes = [name for name in COLUMNS if name == "keep" or name.startswith("show_")]
    unclear = [name for name in boxes if cells[name].lower() not in YES | NO]
    found += [RowFault(number, SheetFault.BAD_BOX, name) for name in unclear]
    if any(_ticked(cells, name) for name in boxes[1:]) and not _ticked(cells, "keep"):
        found.append(RowFault(number, SheetFault.SHOWN_NOT_KEPT, "keep"))
    return found


def _row(number: int, cells: Mapping[str, str]) -> SheetRow:
    return SheetRow(
        number=number,
        name=cells["name"],
        country=_country(cells["country"]) or "",
        email=_email(cells["email"]) or "",
        told=Told(cells["role"], cells["organisation"], cells["town"]),
        shown=Shown(
            *(_ticked(cells, f"show_{item}") for item in ("name", "role", "organisation", "town"))
        ),
        keep=_ticked(cells, "keep"),
    )


def _ticked(cells: Mapping[str, str], name: str) -> bool:
    return cells[name].lower() in YES


def _email(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        return None


def _country(text: str) -> str | None:
    return text.upper() if text.upper() in COUNTRIES else _by_name().get(text.casefold())


@cache
def _by_name() -> Mapping[str, str]:
    return {
        country_name(code, language).casefold(): code
        for language in OFFICE_LANGUAGES
        for code in COUNTRIES
    }
