"""Credentials, one by one: as they would be frozen now, or as they were."""

from flask import render_template

from hov_donate.office import asked
from hov_donate.office.affiliates.people import names
from hov_donate.office.blueprint import office
from hov_donate.office.conferences.found import PATH, hall_of
from hov_donate.office.conferences.queries import Which, listed
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires


@office.get(f"{PATH}/credentials")
@requires(Permission.SEE_CONFERENCES)
def credentials(conference_id: int) -> str:
    """Everybody's, or those of whom something is missing."""
    hall = hall_of(conference_id)
    which = asked.choice("status", Which) or Which.ALL
    rows, more = listed(hall, which, asked.key("after") or 0)
    return render_template(
        "office/conferences/credentials.html",
        it=hall.conference,
        hall=hall,
        rows=rows,
        more=more,
        which=which,
        choices=list(Which),
        names=names([row.entry.affiliation.details_id for row in rows]),
    )
