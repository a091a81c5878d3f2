"""A report is the same in every file: its rows, its sums, its checksum."""

import csv
import io
import re
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from xlsxwriter.exceptions import FileCreateError

from hov_donate.cli.reports import reports
from hov_donate.core.i18n import translator
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.reports.rules.adding_up import read_whole
from hov_donate.reports.rules.tables import Column, Group, Kind, Report, Row, Word, one_group
from hov_donate.reports.writing.checking import NoReportError, check
from hov_donate.reports.writing.csv import write_csv
from hov_donate.reports.writing.pdf import TooLongError, report_pdf
from hov_donate.reports.writing.stamp import Stamp
from hov_donate.reports.writing.xlsx import write_xlsx

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
COLUMNS = (
    Column("what", "What"),
    Column("day", "Day", Kind.DAY),
    Column("given", "Given", Kind.MONEY),
    Column("held", "Held", Kind.MONEY, summed=False),
    Column("many", "How many", Kind.COUNT),
)
GIFTS = Group(
    Word("gifts", "Gifts"),
    [
        (Word("once", "Once"), date(2026, 5, 3), Money(1234, "GBP"), None, 3),
        ("趙, “Łódź”\nand more", None, Money(-500, "JPY"), Money(1, "GBP"), None),
    ],
)
FEES = Group(Word("fees", "Fees"), [("#fee", None, Money(-1200, "GBP"), None, 0)])


def report(*groups: Group, columns: Iterable[Column] = COLUMNS) -> Report:
    return Report("some-report", "Some report", YEAR, tuple(columns), groups, grouped="Kind")


def stamp(language: str = "en") -> Stamp:
    made = datetime(2026, 11, 28, 12, tzinfo=UTC)
    return Stamp("Solidarity Campaign", "Europe/London", made, translator(language))


def as_csv(it: Report, language: str = "en") -> str:
    file = io.BytesIO()
    write_csv(it, stamp(language), file)
    return file.getvalue().decode("utf-8-sig")


def as_xlsx(it: Report) -> zipfile.ZipFile:
    file = io.BytesIO()
    write_xlsx(it, stamp(), file)
    return zipfile.ZipFile(file)


def checked(text: str):
    return check(io.StringIO(text, newline=""))


def checksum(text: str) -> str:
    (found,) = re.findall(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){3}", text)
    return str(found)


def paper(it: Report) -> str:
    pages = PdfReader(io.BytesIO(report_pdf(it, stamp()))).pages
    return str(pages[0].extract_text())


def test_a_file_for_machines_says_what_it_is_and_what_it_adds_up_to() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(report(GIFTS, FEES)), newline="")))
    assert rows == [
        ["#report", "some-report"],
        ["#title", "Some report"],
        ["#campaign", "Solidarity Campaign"],
        ["#from", "2026-01-01"],
        ["#to", "2026-12-31"],
        ["#time_zone", "Europe/London"],
        ["#made_at", "2026-11-28T12:00:00+00:00"],
        [
            *("group", "what", "day", "given", "given_currency"),
            *("held", "held_currency", "many"),
        ],
        ["gifts", "once", "2026-05-03", "12.34", "GBP", "", "", "3"],
        ["gifts", "趙, “Łódź”\nand more", "", "-500", "JPY", "0.01", "GBP", ""],
        ["fees", "'#fee", "", "-12.00", "GBP", "", "", "0"],
        ["#rows", "3"],
        ["#sum", "given", "0.34", "GBP"],
        ["#sum", "given", "-500", "JPY"],
        ["#checksum", rows[-1][1]],
    ]


def test_the_checksum_is_the_same_on_the_screen_in_every_file_and_in_every_language() -> None:
    it = report(GIFTS, FEES)
    found = read_whole(it).checksum
    workbook = as_xlsx(it).read("xl/worksheets/sheet1.xml").decode()
    assert checksum(as_csv(it)) == found
    assert checksum(as_csv(it, "es")) == found
    assert checksum(workbook) == found
    assert checksum(paper(it)) == found


def test_other_days_have_another_checksum_though_nothing_happened_in_either() -> None:
    nothing = report(columns=COLUMNS)
    before = Report("some-report", "Some report", YEAR.a_year_before(), COLUMNS, (), grouped="Kind")
    assert checksum(as_csv(nothing)) != checksum(as_csv(before))


def test_a_file_that_nobody_touched_agrees_with_itself() -> None:
    found = checked(as_csv(report(GIFTS, FEES)))
    assert (found.code, found.count, found.faults) == ("some-report", 3, [])
    assert checked(as_csv(report())).faults == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("12.34", "12.35", "its rows come to 0.35"),
        (",once,", ",twice,", "its rows have"),
        ("#from,2026-01-01", "#from,2025-01-01", "its rows have"),
        ("#rows,3", "#rows,4", "it says 4 rows, and has 3"),
        ("#sum,given,0.34", "#sum,given,9.34", "it says 9.34 GBP for given"),
        ("fees,'#fee,,-12.00,GBP,,,0\r\n", "", "it says 3 rows, and has 2"),
    ],
)
def test_whoever_changes_a_file_is_found_out(before: str, after: str, told: str) -> None:
    text = as_csv(report(GIFTS, FEES))
    assert before in text
    assert told in "\n".join(checked(text.replace(before, after)).faults)


@pytest.mark.parametrize(
    "text", ["", "a,b\r\n1,2\r\n", "#report,x\r\n", "\r\n", "#report,x\r\na\r\n"]
)
def test_what_is_no_report_is_told(text: str) -> None:
    with pytest.raises(NoReportError):
        checked(text)


def test_a_file_that_was_cut_off_is_no_whole_report() -> None:
    text = as_csv(report(GIFTS, FEES))
    with pytest.raises(NoReportError):
        checked(text[: text.index("#rows")])


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "https://x.example"]
)
def test_what_somebody_typed_is_no_formula_and_no_link(name: str) -> None:
    it = report(Group(Word("g", "Group"), [(name, None, None, None, None)]))
    typed = list(csv.reader(io.StringIO(as_csv(it), newline="")))[8][1]
    assert typed == (name if name.startswith("http") else f"'{name}")
    workbook = as_xlsx(it)
    sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert not [each for each in workbook.namelist() if each.endswith(".rels") and "sheet1" in each]


def test_a_workbook_holds_sums_as_numbers_and_days_as_days() -> None:
    sheet = as_xlsx(report(GIFTS, FEES)).read("xl/worksheets/sheet1.xml").decode()
    assert "<v>12.34</v>" in sheet
    # 3 May 2026, counted as Excel counts days.
    assert "<v>46145</v>" in sheet


def test_a_report_on_paper_has_its_headings_names_and_sums() -> None:
    text = " ".join(paper(report(GIFTS, FEES)).split())
    for told in (
        "Some report",
        "Solidarity Campaign",
        "3 rows",
        "1 January 2026",
        "£0.34",
        "1 / 1",
    ):
        assert told in text


def test_a_report_with_nothing_in_it_says_so() -> None:
    assert "Nothing to report in these days." in paper(report())


def test_a_report_that_nobody_reads_on_paper_is_not_printed() -> None:
    with pytest.raises(TooLongError):
        report_pdf(long_report(5000), stamp())


def test_a_file_is_checked_at_the_command_line(tmp_path) -> None:
    file = tmp_path / "report.csv"
    file.write_bytes(as_csv(report(GIFTS, FEES)).encode("utf-8-sig"))
    sound = CliRunner().invoke(reports, ["check", str(file)])
    told = f"some-report, 2026-01-01 to 2026-12-31, 3 rows: {checksum(file.read_text('utf-8'))}"
    assert (sound.exit_code, sound.output.strip()) == (0, told)
    file.write_bytes(file.read_bytes().replace(b"12.34", b"12.35"))
    changed = CliRunner().invoke(reports, ["check", str(file)])
    assert changed.exit_code == 1
    assert "its rows come to 0.35" in changed.output


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\r\n"])
def test_what_is_no_report_is_refused_at_the_command_line(tmp_path, content: bytes) -> None:
    file = tmp_path / "other.csv"
    assert CliRunner().invoke(reports, ["check", str(file)]).exit_code == 2
    file.write_bytes(content)
    refused = CliRunner().invoke(reports, ["check", str(file)])
    assert (refused.exit_code, len(refused.output.splitlines())) == (2, 1)


def long_report(rows: int, watched_from: int | None = None) -> Report:
    def read() -> Iterator[Row]:
        for number in range(rows):
            if number == watched_from:
                tracemalloc.start()
            yield f"gift {number}", Money(number, "GBP")

    return Report("long", "Long", YEAR, (COLUMNS[0], COLUMNS[2]), one_group(read()))


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_long_report_takes_no_more_memory_as_it_goes_on(write, tmp_path) -> None:
    """Watched over the second half only: watching is slow. Kept rows would be some megabytes."""
    with (tmp_path / "report").open("wb") as file:
        write(long_report(20_000, watched_from=10_000), stamp(), file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000


class FullDisk(io.BytesIO):
    """Where nothing can be written, until somebody tidies up."""

    full = True

    def write(self, data: Any) -> int:
        if self.full:
            self.full = False
            raise OSError("No space left on device")
        return super().write(data)


def test_a_workbook_that_cannot_be_written_leaves_no_rows_behind(tmp_path, monkeypatch) -> None:
    """They wait on the disk until they are packed, and may name people."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(FileCreateError, match="No space"):
        write_xlsx(report(GIFTS, FEES), stamp(), FullDisk())
    assert list(tmp_path.iterdir()) == []
