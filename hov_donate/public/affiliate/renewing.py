"""An affiliated organisation renews, from its own page: what it told last is filled in already."""

from secrets import token_urlsafe

from flask import Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.addresses import RESUME_LASTS
from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations.drafting import Answers, save_answers
from hov_donate.contacts.queries import keeper
from hov_donate.core.db import UnitOfWork
from hov_donate.core.links import LinkPurpose
from hov_donate.public.addresses import address
from hov_donate.public.affiliate.asking import to_begun
from hov_donate.public.affiliate.flood import beginning
from hov_donate.public.affiliate.prefilled import answers_of
from hov_donate.public.links import subject_of
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def renew(token: str) -> AnyResponse:
    """Say what will be asked; on the press of the button, a form that is filled in already."""
    affiliation, name = _affiliation(token)
    if request.method == "GET":
        return _page(token, name)
    house = parts()
    with house.database.reading() as session:
        answers = answers_of(session, house.seal, affiliation)
    form = token_urlsafe(24)
    turned_away = beginning(lambda work: _begin(work, form, affiliation.id, answers))
    if turned_away:
        return turned_away
    now = house.clock.now()
    return to_begun(house.links.sign(LinkPurpose.AFFILIATE, form, now=now, lasts=RESUME_LASTS))


def _affiliation(token: str) -> tuple[Affiliation, str]:
    """The organisation's affiliation of a link, and its name; ends the request for any other."""
    subject = subject_of(LinkPurpose.AFFILIATION, token, _expired)
    with parts().database.reading() as session:
        found = session.get(Affiliation, int(subject))
        if found is None or found.organisation_id is None or found.status.pending:
            abort(404)
        return found, keeper(session, found.organisation_id).full_name


def _expired() -> Response:
    return page("public/affiliation/expired.html", 410, ask=address("affiliation_link"))


def _begin(work: UnitOfWork, form: str, affiliation_id: int, answers: Answers) -> None:
    save_answers(
        work,
        form=form,
        answers=answers,
        language=translator().language,
        seal=parts().seal,
        renews_id=affiliation_id,
    )


def _page(token: str, name: str) -> Response:
    return page(
        "public/affiliate/renew.html",
        name=name,
        action=address("affiliate_renew", token=token),
    )
