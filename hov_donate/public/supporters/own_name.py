"""What is behind the link of the letter to somebody who is named: what is said, and removing it."""

import uuid

from flask import Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.campaign.endorsements.operations import remove_own_name
from hov_donate.campaign.endorsements.queries import person_of_details
from hov_donate.campaign.endorsements.told import role_of
from hov_donate.contacts.queries import identity, keeper
from hov_donate.core.links import LinkPurpose
from hov_donate.public.addresses import address
from hov_donate.public.links import subject_of
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def own_name(token: str) -> Response:
    """What is said of somebody, and the button that removes it. Changes nothing."""
    details_id, seal = _details_of(token), parts().seal
    with parts().database.reading() as session:
        person = person_of_details(session, details_id)
        someone = identity(session, seal, details_id)
        if person is None or someone is None:
            return page("public/supporters/own_name.html", it=None, back=address("supporters"))
        motion = session.get_one(Endorsement, person.endorsement_id)
        body = keeper(session, motion.organisation_id)
    return page(
        "public/supporters/own_name.html",
        it=person,
        name=someone.name,
        role=role_of(person, seal),
        organisation=body.full_name,
        remove=address("remove_own", token=token),
    )


@open_to_all
def remove_own(token: str) -> AnyResponse:
    """The name is gone everywhere."""
    details_id = _details_of(token)
    with parts().database.writing() as work:
        remove_own_name(work, details_id=details_id)
    return redirect(address("own_name", token=token), 303)


def _details_of(token: str) -> uuid.UUID:
    """Whose page the link opens. Ends the request when it is no good, or too old."""
    return uuid.UUID(subject_of(LinkPurpose.ENDORSEMENT_NAME, token))
