"""The page of one organisation: since when it belongs, and what it decided."""

from dataclasses import dataclass

from flask import Response, abort, request

from hov_donate.affiliations.queries.scales import own_kinds
from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.campaign.endorsements.queries import directory
from hov_donate.campaign.endorsements.queries.people import NamedPerson, shown_people
from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.core.i18n import translator as spoken
from hov_donate.public.addresses import address
from hov_donate.public.events.found import paragraphs
from hov_donate.public.supporters.words import Shown
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@dataclass(frozen=True)
class Motion:
    """A motion as everybody reads it, in its own language."""

    endorsement: Endorsement
    people: list[NamedPerson]
    scan: str

    @property
    def language(self) -> str:
        """In which language its words are, as a tag."""
        return self.endorsement.language.replace("_", "-")

    @property
    def direction(self) -> str:
        """How its words are written: `ltr` or `rtl`."""
        return spoken(self.endorsement.language).direction

    @property
    def paragraphs(self) -> list[str]:
        """What was decided, word for word."""
        return paragraphs(self.endorsement.body)


@open_to_all
def supporter(organisation_id: int) -> Response:
    """What an organisation that agreed to be listed decided, and who moved it."""
    with parts().database.reading() as session:
        hidden = hidden_countries(session)
        found = directory.supporter(session, organisation_id, hidden) or abort(404)
        rows = directory.motions(session, organisation_id)
        keys = [it.id for it in rows]
        people = shown_people(session, parts().seal, keys)
        scanned = directory.scanned(session, keys)
        own = own_kinds(session)
    return page(
        "public/supporters/supporter.html",
        it=Shown(found, own),
        motions=[
            Motion(row, people.get(row.id, []), _scan(row.id) if row.id in scanned else "")
            for row in rows
        ],
        named=any(people.values()),
        back=address("supporters"),
    )


@open_to_all
def motion_scan(endorsement_id: int) -> Response:
    """A page of the minutes, from our own server, where everybody may see it."""
    with parts().database.reading() as session:
        hidden = hidden_countries(session)
        found = directory.shown_scan(session, endorsement_id, hidden) or abort(404)
    answer = Response(found.content, content_type=found.media_type)
    # What is taken back is gone at once: browsers ask each time.
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.set_etag(found.digest)
    answer.make_conditional(request)
    return answer


def _scan(endorsement_id: int) -> str:
    return address("motion_scan", endorsement_id=str(endorsement_id))
