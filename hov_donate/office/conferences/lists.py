"""Lists for the door, once the credentials are frozen; those with names say why they leave."""

import io

from flask import Response, abort, send_file, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.attendance import attendance_csv, attendance_pdf, credentials_csv
from hov_donate.affiliations.queries.conferences import Hall
from hov_donate.office.blueprint import office
from hov_donate.office.conferences.found import PATH, hall_of
from hov_donate.office.handing_out import hand_out, handed
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

CSV, PDF = "text/csv; charset=utf-8", "application/pdf"


@office.route(f"{PATH}/attendance.csv", methods=["GET", "POST"])
@requires(Permission.EXPORT_NAMES)
def attendance_as_csv(conference_id: int) -> ResponseReturnValue:
    """Everybody who may come, for a spreadsheet."""
    hall, name = _frozen(conference_id), f"attendance-{conference_id}.csv"

    def make() -> Response:
        return _file(name, attendance_csv(hall, parts().seal), CSV)

    title = translator().gettext("Attendance list (CSV)")
    return hand_out(title, make, back=_conference(conference_id))


@office.route(f"{PATH}/attendance.pdf", methods=["GET", "POST"])
@requires(Permission.EXPORT_NAMES)
def attendance_as_pdf(conference_id: int) -> ResponseReturnValue:
    """Everybody who may come, with room to sign."""
    hall, name = _frozen(conference_id), f"attendance-{conference_id}.pdf"
    issuer = parts().settings.campaign.legal_name

    def make() -> Response:
        return _file(name, attendance_pdf(hall, parts().seal, translator(), issuer), PDF)

    title = translator().gettext("Attendance list to sign (PDF)")
    return hand_out(title, make, back=_conference(conference_id))


@office.get(f"{PATH}/credentials.csv")
@requires(Permission.SEE_CONFERENCES)
def credentials_as_csv(conference_id: int) -> Response:
    """What every affiliation has, for a spreadsheet."""
    content = credentials_csv(_frozen(conference_id))
    rows = len(content.splitlines()) - 1
    handed("credentials.csv", rows=rows, asked={"conference_id": conference_id})
    return _file(f"credentials-{conference_id}.csv", content, CSV)


def _frozen(conference_id: int) -> Hall:
    hall = hall_of(conference_id)
    return hall if hall.frozen else abort(404)


def _conference(conference_id: int) -> str:
    return url_for("office.conference", conference_id=conference_id)


def _file(name: str, content: bytes, kind: str) -> Response:
    return send_file(io.BytesIO(content), kind, download_name=name, as_attachment=True)
