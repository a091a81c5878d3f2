"""What the address of a conference's page names."""

from flask import abort
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Conference
from hov_donate.affiliations.queries.conferences import Hall
from hov_donate.office.affiliates.found import KEY
from hov_donate.web.database import db
from hov_donate.web.parts import parts

PATH = f"/conferences/{KEY}conference_id>"


def hall_of(conference_id: int, session: Session | None = None) -> Hall:
    """The conference of this page, as it stands now; the page is missing for none."""
    looking = session or db.session()
    conference = looking.get(Conference, conference_id) or abort(404)
    house = parts()
    zone = house.settings.campaign.time_zone
    return Hall.at(looking, conference, house.clock.now(), zone)
