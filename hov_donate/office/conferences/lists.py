"""Lists for the door, once the credentials are frozen; names only for who may see them."""

import io

from flask import Response, abort, send_file

from hov_donate.affiliations.attendance import attendance_csv, attendance_pdf, credentials_csv
from hov_donate.affiliations.queries.conferences import Hall
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.office.blueprint import office
from hov_donate.office.conferences.found import PATH, hall_of
from hov_donate.office.guard import allowed
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

CSV, PDF = "text/csv; charset=utf-8", "application/pdf"


@office.get(f"{PATH}/attendance.csv")
@requires(Permission.RUN_CONFERENCES)
def attendance_as_csv(conference_id: int) -> Response:
    """Everybody who may come, for a spreadsheet."""
    hall = _frozen(conference_id)
    return _file(f"attendance-{conference_id}.csv", attendance_csv(hall, _seal()), CSV)


@office.get(f"{PATH}/attendance.pdf")
@requires(Permission.RUN_CONFERENCES)
def attendance_as_pdf(conference_id: int) -> Response:
    """Everybody who may come, with room to sign."""
    hall = _frozen(conference_id)
    issuer = parts().settings.campaign.legal_name
    content = attendance_pdf(hall, _seal(), translator(), issuer)
    return _file(f"attendance-{conference_id}.pdf", content, PDF)


@office.get(f"{PATH}/credentials.csv")
@requires(Permission.RUN_CONFERENCES)
def credentials_as_csv(conference_id: int) -> Response:
    """What every affiliation has, for a spreadsheet."""
    hall = _frozen(conference_id)
    return _file(f"credentials-{conference_id}.csv", credentials_csv(hall), CSV)


def _frozen(conference_id: int) -> Hall:
    hall = hall_of(conference_id)
    return hall if hall.frozen else abort(404)


def _seal() -> IdentitySeal | None:
    return parts().seal if allowed(Permission.SEE_IDENTITIES) else None


def _file(name: str, content: bytes, kind: str) -> Response:
    return send_file(io.BytesIO(content), kind, download_name=name, as_attachment=True)
