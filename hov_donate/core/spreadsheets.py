"""Files for spreadsheets: CSV that opens right and carries no formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for the beginning of a formula, blanks before it or not.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file in UTF-8, with the mark by which Excel knows it, and CRLF between lines.

    Texts that a spreadsheet would take for a formula begin with an apostrophe. Yes and no are 1
    and 0; days are as ISO 8601 writes them.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    return harmless(str(value))


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: such a one begins with an apostrophe."""
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text
