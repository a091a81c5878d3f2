"""The signatures of an appeal as a file to be handed over, which leaves with a reason only.

Whoever gets it learns what each signer agreed to show to everybody, and how many others there are.
"""

import io
from collections.abc import Iterator, Sequence

from flask import Response, send_file, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.queries.standing import PublicLine, not_erased, showing
from hov_donate.campaign.appeals.rules import Capacity
from hov_donate.campaign.map.queries import hidden_countries
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
COLUMNS = ("confirmed", "country", "name", "role", "organisation", "town", "capacity")
NOTHING_SHOWN = ("", "", "", "", "")


@office.route(f"{ROOM}/signatures.csv", methods=["GET", "POST"])
@requires(Permission.EXPORT_NAMES)
def signatures_as_csv(appeal_id: int) -> ResponseReturnValue:
    """Every signature that stands, to be handed over with the appeal; never an e-mail address."""
    it = found(appeal_id)

    def make() -> Response:
        content = csv_bytes(COLUMNS, _lines(appeal_id, hidden_countries(db.session())))
        name = f"signatures-{it.slug}.csv"
        return send_file(io.BytesIO(content), CSV, download_name=name, as_attachment=True)

    title = translator().gettext("Signatures with names (CSV)")
    return hand_out(title, make, back=url_for("office.appeal", appeal_id=appeal_id))


def _lines(appeal_id: int, hidden: frozenset[str]) -> Iterator[tuple[object, ...]]:
    session = db.session()
    pages = walk(lambda place: queries.standing(session, appeal_id, place), Place(size=500))
    return (line for rows in pages for line in _some(rows, hidden))


def _some(rows: Sequence[Signature], hidden: frozenset[str]) -> Iterator[tuple[object, ...]]:
    """A day and a country for each, and what it shows; of a hidden country the day alone."""
    session = db.session()
    named = [it for it in rows if it.listed and it.country not in hidden]
    kept = not_erased(session, named)
    shown = {it.key: it for it in showing(session, parts().seal, kept)}
    for it in rows:
        day = it.confirmed_at.date().isoformat() if it.confirmed_at else ""
        country = "" if it.country in hidden else it.country
        yield (day, country, *(_told(shown[it.id]) if it.id in shown else NOTHING_SHOWN))


def _told(line: PublicLine) -> tuple[str, ...]:
    capacity = Capacity.ORGANISATION if line.for_organisation else Capacity.PERSONAL
    return (line.name, line.role, line.organisation, line.town, capacity.value)
