"""Files for spreadsheets carry texts, and never a formula."""

import csv
import io
from datetime import date

import pytest

from hov_donate.core.spreadsheets import csv_bytes


def read(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1", '=HYPERLINK("http://x","y")'],
)
def test_what_would_be_a_formula_is_a_text(name: str) -> None:
    assert read(csv_bytes(["name"], [[name]]))[1] == [f"'{name}"]


def test_other_values_stay_as_they_are() -> None:
    row = ["Łódź “A, B”\nC", "趙", -3, 12, True, False, date(2026, 5, 3), ""]
    assert read(csv_bytes(["a"], [row]))[1] == [
        *("Łódź “A, B”\nC", "趙", "-3", "12", "1", "0", "2026-05-03", "")
    ]
