"""An export that the worker makes: how far it is, what it came to, and its file."""

from flask import Response, abort, render_template, send_file
from flask.typing import ResponseReturnValue

from hov_donate.core.money import Money
from hov_donate.exports.making import TYPES, ending, file_name
from hov_donate.exports.models import Export, ExportStatus
from hov_donate.exports.processes import file_of
from hov_donate.office.blueprint import office
from hov_donate.office.exports.found import NEEDS
from hov_donate.office.guard import acting, insist_on, refuse
from hov_donate.office.handing_out import handed
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.parts import parts


@office.get("/exports/<int:export_id>")
@requires(Permission.TAKE_EXPORTS)
def export(export_id: int) -> ResponseReturnValue:
    """One export."""
    it = _found(export_id)
    return render_template(
        "office/exports/one.html",
        it=it,
        name=file_name(it.wanted, it.rows_expected),
        mine=it.asked_by == acting(),
        sums=[(name, Money(minor, currency)) for name, minor, currency in it.sums],
        people=people(db.session(), [it.asked_by]),
    )


@office.get("/exports/<int:export_id>/file")
@requires(Permission.TAKE_EXPORTS)
def export_file(export_id: int) -> Response:
    """Its file, for whoever asked for it, as long as it is there."""
    it = _found(export_id)
    if it.asked_by != acting():
        refuse()
    insist_on(NEEDS[it.subject])
    file = file_of(parts().settings, it)
    late = it.expires_at is None or parts().clock.now() >= it.expires_at
    if it.status is not ExportStatus.MADE or late or not file.is_file():
        abort(404)
    kind = TYPES[ending(it.wanted, it.rows_expected)]
    name = file_name(it.wanted, it.rows_expected)
    handed(f"export {it.subject}.{it.format}", rows=it.rows_done, asked={"export_id": it.id})
    return send_file(file.resolve(), kind, download_name=name, as_attachment=True)


def _found(export_id: int) -> Export:
    return db.session().get(Export, export_id) or abort(404)
