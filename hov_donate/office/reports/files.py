"""Reports as files."""

from collections.abc import Callable
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Response, abort, send_file

from hov_donate.office.blueprint import office
from hov_donate.office.reports.found import found
from hov_donate.reports.asking import FilterError
from hov_donate.reports.rules.tables import Report
from hov_donate.reports.writing.csv import write_csv
from hov_donate.reports.writing.pdf import TooLongError, write_pdf
from hov_donate.reports.writing.stamp import Stamp, file_name
from hov_donate.reports.writing.xlsx import write_xlsx
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires

# What is longer waits on the disk until it is sent.
IN_MEMORY = 1024 * 1024
Write = Callable[[Report, Stamp, IO[bytes]], object]
FORMATS: dict[str, tuple[str, Write]] = {
    "csv": ("text/csv; charset=utf-8", write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "pdf": ("application/pdf", write_pdf),
}


@office.get("/reports/<code>/<any(csv, xlsx, pdf):ending>")
@requires(Permission.SEE_REPORTS)
def report_file(code: str, ending: str) -> Response:
    """One report as a file; 400 for what cannot be read or is too long for paper."""
    it = found(code)
    if it.days.problems and it.entry.spanned:
        abort(400)
    kind, write = FORMATS[ending]
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(IN_MEMORY))
        try:
            report = it.entry.read(it.asked())
            write(report, it.stamp(), file)
        except (FilterError, TooLongError):
            abort(400)
        # It is read while it is sent, and closed by then.
        stack.pop_all()
    file.seek(0)
    name = file_name(report, ending)
    return send_file(file, kind, download_name=name, as_attachment=True)
