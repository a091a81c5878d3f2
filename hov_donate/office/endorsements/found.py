"""The endorsement or the organisation that an address names."""

from flask import abort

from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import keeper
from hov_donate.office.affiliates.found import KEY
from hov_donate.web.database import db

ROOM = f"/endorsements/{KEY}endorsement_id>"
BODY = f"/endorsements/bodies/{KEY}organisation_id>"


def found(endorsement_id: int) -> Endorsement:
    """The endorsement of this page."""
    return db.session().get(Endorsement, endorsement_id) or abort(404)


def found_body(organisation_id: int) -> Organisation:
    """The organisation of this page; one that was merged is read through the one that was kept."""
    row = db.session().get(Organisation, organisation_id) or abort(404)
    return keeper(db.session(), row.id)
