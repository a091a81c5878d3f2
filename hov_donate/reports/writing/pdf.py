"""A report as PDF, for a meeting: tagged, with its headings on every page."""

import re
from collections.abc import Sequence
from typing import IO

from hov_donate.core.errors import UserError
from hov_donate.core.i18n import Translator
from hov_donate.documents.reports import Heading, ReportGroup, ReportText, SumLine, render_report
from hov_donate.reports.rules.adding_up import Part, Sums, Whole, read_whole
from hov_donate.reports.rules.tables import Kind, Report
from hov_donate.reports.writing.shown import shown
from hov_donate.reports.writing.stamp import Stamp

# Some eighty pages; whoever wants more wants a file for a machine.
MOST_ROWS = 4000
# About so many letters stand across a page on its side.
LETTERS_ACROSS = 170
STRIPE_ID = re.compile(r"[a-z]{2,3}_\w{12,}", re.ASCII)
BREAK = "\N{ZERO WIDTH SPACE}"
NUMBERS = {Kind.MONEY, Kind.COUNT}


class TooLongError(UserError):
    """The report has more rows than anybody reads on paper."""


def report_pdf(report: Report, stamp: Stamp) -> bytes:
    """Draw it. Raises TooLongError."""
    return _drawn(read_whole(report, range(MOST_ROWS)), stamp)


def write_pdf(report: Report, stamp: Stamp, file: IO[bytes]) -> Whole:
    """Draw it into a file. Gives what it came to. Raises TooLongError."""
    whole = read_whole(report, range(MOST_ROWS))
    file.write(_drawn(whole, stamp))
    return whole


def _drawn(whole: Whole, stamp: Stamp) -> bytes:
    report = whole.report
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
        notes=report.notes,
        headings=_headings(report, whole.parts, speak),
        groups=[_group(part, whole, stamp) for part in whole.parts],
        sums=_sums(whole.sums, stamp.total(report), speak),
        language=speak.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )
    return render_report(text)


def _headings(report: Report, parts: Sequence[Part], speak: Translator) -> list[Heading]:
    """The longest column of text takes the room that is left; none does where there is none."""
    widths = {column.key: len(column.title) for column in report.columns}
    for row in (row for part in parts for row in part.rows):
        for cell, column in zip(row, report.columns, strict=True):
            widths[column.key] = max(widths[column.key], len(shown(cell, column, speak)))
    room = sum(widths.values()) <= LETTERS_ACROSS
    texts = [column for column in report.columns if column.kind is Kind.TEXT]
    longest = max(texts, key=lambda column: widths[column.key], default=None)
    return [Heading(it.title, it.kind in NUMBERS, room and it is longest) for it in report.columns]


def _group(part: Part, whole: Whole, stamp: Stamp) -> ReportGroup:
    speak, report, alone = stamp.speak, whole.report, len(whole.parts) == 1
    lines = [
        [_cut(shown(cell, it, speak)) for cell, it in zip(row, report.columns, strict=True)]
        for row in part.rows
    ]
    sums = [] if alone else _sums(part.sums, speak.gettext("Sum"), speak)
    return ReportGroup(part.group.name.text, part.group.warning, lines, sums)


def _cut(text: str) -> str:
    """Stripe's ids may end a line anywhere; nothing else may."""
    return BREAK.join(text) if STRIPE_ID.fullmatch(text) else text


def _sums(sums: Sums, name: str, speak: Translator) -> SumLine:
    """A cell for each column; the first one says what they are, where it has no sum itself."""
    cells = [[speak.money(it) for it in sums.of(column)] for column in sums.columns]
    if any(cells) and not cells[0]:
        cells[0] = [name]
    return cells
