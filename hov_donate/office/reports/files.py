"""Reports as files: all leave a row in the audit log, those with names a reason as well."""

from collections.abc import Callable
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Response, abort, send_file, url_for
from flask.typing import ResponseReturnValue

from hov_donate.office.blueprint import office
from hov_donate.office.guard import insist_on
from hov_donate.office.handing_out import about, hand_out, handed
from hov_donate.office.reports.found import Found, found
from hov_donate.reports.asking import Asked, FilterError
from hov_donate.reports.rules.adding_up import Reading, Whole
from hov_donate.reports.rules.tables import Report
from hov_donate.reports.writing.csv import write_csv
from hov_donate.reports.writing.pdf import TooLongError, write_pdf
from hov_donate.reports.writing.stamp import Stamp, file_name
from hov_donate.reports.writing.xlsx import write_xlsx
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# What is longer waits on the disk until it is sent.
IN_MEMORY = 1024 * 1024
ENDING = "<any(csv, xlsx, pdf):ending>"
Write = Callable[[Report, Stamp, IO[bytes]], Reading | Whole]
FORMATS: dict[str, tuple[str, Write]] = {
    "csv": ("text/csv; charset=utf-8", write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "pdf": ("application/pdf", write_pdf),
}


@office.get(f"/reports/<code>/{ENDING}")
@requires(Permission.SEE_REPORTS)
def report_file(code: str, ending: str) -> Response:
    """One report as a file; 400 for what cannot be read or is too long for paper."""
    it = found(code)
    answer, rows = _file(it, it.entry.read, ending)
    handed(f"report {code}.{ending}", rows=rows, asked=it.query)
    return answer


@office.route(f"/reports/<code>/names/{ENDING}", methods=["GET", "POST"])
@requires(Permission.EXPORT_NAMES)
def report_file_with_names(code: str, ending: str) -> ResponseReturnValue:
    """One report as a file that says who somebody is, for whoever says why."""
    insist_on(Permission.SEE_REPORTS)
    it = found(code)
    read = it.entry.read_with_names
    if read is None:
        abort(404)

    def make() -> ResponseReturnValue:
        answer, rows = _file(it, lambda asked: read(asked, parts().seal), ending)
        about(f"report {code}.{ending} with names", rows=rows, asked=it.query)
        return answer

    title = translator().gettext(
        "%(list)s with names (%(kind)s)",
        list=translator().gettext(it.entry.title),
        kind=ending.upper(),
    )
    return hand_out(title, make, back=url_for("office.report", code=code, **it.query))


def _file(it: Found, read: Callable[[Asked], Report], ending: str) -> tuple[Response, int]:
    """The file, all of one moment, and how many rows it has."""
    if it.days.problems and it.entry.spanned:
        abort(400)
    kind, write = FORMATS[ending]
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(IN_MEMORY))
        try:
            with parts().database.snapshot() as session:
                report = read(it.asked(session))
                rows = write(report, it.stamp(), file).sums.count
        except (FilterError, TooLongError):
            abort(400)
        # It is read while it is sent, and closed by then.
        stack.pop_all()
    file.seek(0)
    name = file_name(report, ending)
    return send_file(file, kind, download_name=name, as_attachment=True), rows
