"""The list of endorsements, and one of them."""

from flask import Response, abort, render_template
from sqlalchemy import select

from hov_donate.campaign.endorsements.models import EndorsementChange, EndorsementScan
from hov_donate.campaign.endorsements.queries import people_of
from hov_donate.campaign.endorsements.rules import PARTS, EndorsementStatus
from hov_donate.campaign.endorsements.told import role_of
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import ancestors, identities, keeper
from hov_donate.office.blueprint import office
from hov_donate.office.endorsements.found import ROOM, found
from hov_donate.office.endorsements.listing import ENDORSEMENTS
from hov_donate.office.forms import Form
from hov_donate.office.guard import readers_seal
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.parts import parts


@office.get("/endorsements")
@requires(Permission.SEE_CAMPAIGN)
def endorsements() -> str:
    """Every endorsement, or those of one state."""
    return render_template(
        "office/endorsements/endorsements.html",
        list=shown(ENDORSEMENTS),
        statuses=list(EndorsementStatus),
    )


@office.get(ROOM)
@requires(Permission.SEE_CAMPAIGN)
def endorsement(endorsement_id: int) -> str:
    """One endorsement: what was decided, who is named, and what can be done with it."""
    return endorsement_room(endorsement_id, Form())


@office.get(f"{ROOM}/scan")
@requires(Permission.RUN_CAMPAIGN)
def scan_of_endorsement(endorsement_id: int) -> Response:
    """The scan, shown in public or not."""
    row = db.session().get(EndorsementScan, endorsement_id) or abort(404)
    return Response(row.content, content_type=row.media_type)


def endorsement_room(endorsement_id: int, form: Form) -> str:
    """The page of an endorsement, with what was typed into it."""
    it, session = found(endorsement_id), db.session()
    named, seal = {row.part: row for row in people_of(session, it.id)}, readers_seal()
    who = identities(session, seal, [row.details_id for row in named.values()]) if seal else {}
    body = keeper(session, it.organisation_id)
    steps = session.scalars(
        select(EndorsementChange)
        .where(EndorsementChange.endorsement_id == it.id)
        .order_by(EndorsementChange.id)
    ).all()
    campaign = parts().settings.campaign
    return render_template(
        "office/endorsements/endorsement.html",
        it=it,
        form=form,
        body=body,
        own=session.get_one(Organisation, it.organisation_id),
        above=ancestors(session, body.id),
        named=[(part, named.get(part)) for part in PARTS[it.basis]],
        who=who,
        roles={row.part: role_of(row, seal) for row in named.values()} if seal else {},
        scan=session.get(EndorsementScan, it.id),
        steps=steps,
        people=people(session, [row.actor for row in steps]),
        address=f"{parts().settings.public_url}/{campaign.default_language}/supporters/{body.id}",
    )
