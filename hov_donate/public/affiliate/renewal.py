"""Who may be affiliated already is offered the renewal: by letter to the officers that we know.

Whether we know any is told to nobody. The same is asked and answered for every organisation.
"""

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.operations.renewal_links import send_renewal_links
from hov_donate.contacts.words import match_key
from hov_donate.core.db import UnitOfWork
from hov_donate.public.addresses import address
from hov_donate.public.affiliate.asking import to_begun
from hov_donate.public.affiliate.draft import Draft
from hov_donate.public.affiliate.entry import by_a_program, refused, ticket
from hov_donate.public.affiliate.flood import nobody, sending_letters
from hov_donate.public.affiliate.keeping import draft_of, kept
from hov_donate.public.affiliate.questions import question
from hov_donate.web.access import open_to_all
from hov_donate.web.rendering import page


@open_to_all
def renewal(token: str) -> AnyResponse:
    """The offer; and what was done, in the same words for every organisation."""
    opened = ticket(token)
    row = kept(opened.form)
    draft = draft_of(row)
    before = question("before", draft)
    if row is None or row.submitted_at is not None or before is None or not before.settled(draft):
        return to_begun(token)
    go_on = address("affiliate_resume", token=token)
    if request.method == "GET":
        back = address("affiliate_question", token=token, name=before.name)
        action = address("affiliate_renewal", token=token)
        return page("public/affiliate/renewal.html", action=action, back=back, go_on=go_on)
    if given_away := by_a_program(opened.opened_at):
        return refused(given_away)
    sent = sending_letters([_named(draft)], lambda work: _send(work, draft))
    return sent or page("public/affiliate/renewal_sent.html", go_on=go_on)


def _send(work: UnitOfWork, draft: Draft) -> None:
    send_renewal_links(
        work,
        name=draft.told("name"),
        branch=draft.told("branch"),
        country=draft.told("country"),
        nobody=nobody(_named(draft)),
    )


def _named(draft: Draft) -> str:
    """What letters about an organisation are counted by: its name, however it is written."""
    return f"{draft.told('country')} {match_key(draft.told('name'), draft.told('branch'))}"
