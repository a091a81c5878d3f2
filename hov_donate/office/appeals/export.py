"""The signatures of an appeal as a file with names, which leaves with a reason only."""

import io
from collections.abc import Iterator

from flask import Response, send_file, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.appeals.rules import SignatureStatus
from hov_donate.core.spreadsheets import csv_bytes
from hov_donate.office.appeals import queries
from hov_donate.office.appeals.found import ROOM, found
from hov_donate.office.blueprint import office
from hov_donate.office.handing_out import hand_out
from hov_donate.office.queries.paging import Place, walk
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

CSV = "text/csv; charset=utf-8"
CONFIRMED = queries.Search(SignatureStatus.CONFIRMED)
COLUMNS = (
    *("number", "confirmed", "country", "name", "email", "capacity", "role", "organisation"),
    *("town", "deciding_body", "decided_on", "origin"),
    *("show_name", "show_role", "show_organisation", "show_town"),
)


@office.route(f"{ROOM}/signatures.csv", methods=["GET", "POST"])
@requires(Permission.EXPORT_NAMES)
def signatures_as_csv(appeal_id: int) -> ResponseReturnValue:
    """Everybody whose signature stands, to be handed over with the appeal."""
    it = found(appeal_id)

    def make() -> Response:
        content = csv_bytes(COLUMNS, _lines(appeal_id))
        name = f"signatures-{it.slug}.csv"
        return send_file(io.BytesIO(content), CSV, download_name=name, as_attachment=True)

    title = translator().gettext("Signatures with names (CSV)")
    return hand_out(title, make, back=url_for("office.appeal", appeal_id=appeal_id))


def _lines(appeal_id: int) -> Iterator[tuple[object, ...]]:
    session, seal = db.session(), parts().seal
    pages = walk(
        lambda place: queries.signatures(session, seal, appeal_id, CONFIRMED, place),
        Place(size=500),
    )
    return (_line(signer) for rows in pages for signer in rows)


def _line(signer: queries.Signer) -> tuple[object, ...]:
    it, someone, told = signer.signature, signer.someone, signer.told
    return (
        it.id,
        it.confirmed_at.date().isoformat() if it.confirmed_at else "",
        it.country,
        someone.name if someone else "",
        someone.email if someone else "",
        it.capacity.value,
        told.role,
        told.organisation,
        told.town,
        told.deciding_body,
        it.decided_on.isoformat() if it.decided_on else "",
        it.origin.value,
        *("yes" if box else "" for box in vars(it.shown).values()),
    )
