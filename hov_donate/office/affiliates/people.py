"""Who members and officers are, for those who may know."""

import uuid
from collections.abc import Iterable

from hov_donate.affiliations.models import Affiliation
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity
from hov_donate.office.guard import allowed
from hov_donate.staff.rules import Permission
from hov_donate.web.database import db
from hov_donate.web.parts import parts


def names(details: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Identity] | None:
    """Who somebody is, by their details; None when this is not for the reader's eyes."""
    if not allowed(Permission.SEE_IDENTITIES):
        return None
    return identities(db.session(), parts().seal, [each for each in details if each])


def organisation_name(affiliation: Affiliation) -> str:
    """The name of an affiliate that is an organisation; empty for a person."""
    if affiliation.organisation_id is None:
        return ""
    return db.session().get_one(Organisation, affiliation.organisation_id).full_name
