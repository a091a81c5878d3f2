"""Who may come into the office, and who is asked to."""

from flask import render_template

from hov_donate.office.blueprint import office
from hov_donate.office.queries.people import people as addresses
from hov_donate.staff.queries import factors_of, letters_of, members, pending_invitations
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.parts import parts


@office.get("/people")
@requires(Permission.MANAGE_STAFF)
def people() -> str:
    """Everyone, by address, and the invitations that are open."""
    session = db.session()
    everyone, invited = members(session), pending_invitations(session)
    return render_template(
        "office/doors/people.html",
        members=everyone,
        held={it.id: factors_of(session, it.id) for it in everyone},
        invited=invited,
        letters=letters_of(session, invited),
        by=addresses(session, [it.invited_by for it in invited]),
        now=parts().clock.now(),
    )
