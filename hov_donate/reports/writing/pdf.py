"""A report as PDF, for a meeting: tagged, with its headings on every page."""

from typing import IO

from hov_donate.core.errors import UserError
from hov_donate.core.i18n import Translator
from hov_donate.documents.reports import Heading, ReportGroup, ReportText, SumLine, render_report
from hov_donate.reports.rules.adding_up import Part, Sums, read_whole
from hov_donate.reports.rules.tables import Kind, Report
from hov_donate.reports.writing.shown import shown
from hov_donate.reports.writing.stamp import Stamp

# Some eighty pages; whoever wants more wants a file for a machine.
MOST_ROWS = 4000
NUMBERS = {Kind.MONEY, Kind.COUNT}


class TooLongError(UserError):
    """The report has more rows than anybody reads on paper."""


def report_pdf(report: Report, stamp: Stamp) -> bytes:
    """Draw it. Raises TooLongError."""
    whole = read_whole(report, range(MOST_ROWS))
    if whole.sums.count > MOST_ROWS:
        raise TooLongError(f"{whole.sums.count} rows are too many for paper")
    speak = stamp.speak
    text = ReportText(
        title=report.title,
        campaign=stamp.campaign,
        issuer=stamp.campaign,
        days=stamp.days(report.span),
        when=stamp.when(),
        count=stamp.rows(whole.sums.count),
        checksum=speak.gettext("Checksum: %(checksum)s", checksum=whole.checksum),
        empty=speak.gettext("Nothing to report in these days."),
        notes=tuple(filter(None, (stamp.asked, *report.notes))),
        headings=_headings(report),
        groups=[_group(part, report, stamp) for part in whole.parts],
        sums=_sums(whole.sums, stamp.total(report), speak),
        language=speak.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )
    return render_report(text)


def write_pdf(report: Report, stamp: Stamp, file: IO[bytes]) -> None:
    """Draw it into a file. Raises TooLongError."""
    file.write(report_pdf(report, stamp))


def _headings(report: Report) -> list[Heading]:
    """The first column of text takes the room that is left."""
    texts = [column for column in report.columns if column.kind is Kind.TEXT]
    grows = texts[0] if texts else report.columns[0]
    return [Heading(it.title, it.kind in NUMBERS, it is grows) for it in report.columns]


def _group(part: Part, report: Report, stamp: Stamp) -> ReportGroup:
    speak = stamp.speak
    lines = [
        [shown(cell, column, speak) for cell, column in zip(row, report.columns, strict=True)]
        for row in part.rows
    ]
    sums = _sums(part.sums, speak.gettext("Sum"), speak)
    return ReportGroup(part.group.name.text, part.group.warning, lines, sums)


def _sums(sums: Sums, name: str, speak: Translator) -> SumLine:
    """A cell for each column; the first one says what they are, where it has no sum itself."""
    cells = [[speak.money(it) for it in sums.of(column)] for column in sums.columns]
    if any(cells) and not cells[0]:
        cells[0] = [name]
    return cells
