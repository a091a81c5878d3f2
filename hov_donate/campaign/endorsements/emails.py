"""The letter to whoever is named in an endorsement: what is said of them, and how to remove it."""

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hov_donate.campaign.endorsements.addresses import EndorsementAddresses
from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.campaign.endorsements.queries import person_of_details
from hov_donate.config import Settings
from hov_donate.contacts.letters import mail_to
from hov_donate.contacts.queries import identity, keeper
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import translator
from hov_donate.core.links import Links
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim


@dataclass(frozen=True)
class Desk:
    """What letters to those who are named are written from."""

    session: Session
    settings: Settings
    seal: IdentitySeal
    links: Links


def endorsement_named(desk: Desk, letter: Claim) -> Mail | None:
    """Tell somebody that they are named; None once they are not."""
    person = person_of_details(desk.session, uuid.UUID(letter.object_id))
    if person is None:
        return None
    someone = identity(desk.session, desk.seal, person.details_id)
    if someone is None:
        return None
    endorsement = desk.session.get_one(Endorsement, person.endorsement_id)
    addresses = EndorsementAddresses(desk.settings.public_url, desk.links)
    facts = {
        "part": person.part.value,
        "organisation": keeper(desk.session, endorsement.organisation_id).full_name,
        "shown": person.shown,
        "link": addresses.own_name(person, letter.language),
    }
    return mail_to(
        someone,
        letter=letter,
        campaign=desk.settings.campaign,
        subject=translator(letter.language).gettext("You are named in an endorsement"),
        facts=facts,
        pdfs={},
    )
