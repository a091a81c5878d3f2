"""What came of a form with which somebody joined, and no more: everything else is on the own page.

Whoever types another person's address gets this page and never theirs (decisions/0016-members.md).
"""

from enum import StrEnum

from flask import Response, abort, redirect
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.queries.members import became_a_renewal
from hov_donate.affiliations.queries.own_page import OwnPage, own_page
from hov_donate.core.links import LinkPurpose
from hov_donate.gateway.port import GatewayError
from hov_donate.public.addresses import address
from hov_donate.public.affiliation.house import affiliation_of, bring_in_step, card_page
from hov_donate.public.affiliation.link import LINK
from hov_donate.public.affiliation.overview import email_of, words
from hov_donate.public.door import Knock, Sake, turned_away
from hov_donate.public.no_page import why_no_page
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


class State(StrEnum):
    """What somebody is told who joined."""

    MEMBER = "member"
    ON_ITS_WAY = "on_its_way"
    TO_PAY = "to_pay"
    CONFIRMING = "confirming"
    TO_DECIDE = "to_decide"
    OVER = "over"


@open_to_all
def joined(token: str) -> Response:
    """How far it has come, asked of Stripe itself while it is not paid."""
    affiliation_id = affiliation_of(token, LinkPurpose.JOINED)
    answered = bring_in_step(affiliation_id)
    return _page(token, affiliation_id, answered=answered)


@open_to_all
def pay_joined(token: str) -> AnyResponse:
    """Another try at paying by card; what is paid leads back to its page."""
    affiliation_id = affiliation_of(token, LinkPurpose.JOINED)
    own = _found(affiliation_id)
    action = address("pay_joined", token=token)
    if own.owed:
        reference = own.owed[0].standing.invoice.reference
        if away := turned_away(Knock(token, email_of(own), action, reference, Sake.INVOICE)):
            return away
    back = address("joined", token=token)
    try:
        url = card_page(affiliation_id, parts().settings.public_url + back)
    except GatewayError as error:
        text, status = why_no_page(error, translator())
        return _page(token, affiliation_id, problem=text, status=status)
    return redirect(url or back, 303)


@open_to_all
def joined_link(token: str) -> AnyResponse:
    """Send the link to the own page; this page's own link does not open it."""
    own = _found(affiliation_of(token, LinkPurpose.JOINED))
    email = email_of(own)
    return LINK.mail(email) if email else redirect(address("affiliation_link"), 303)


def _found(affiliation_id: int) -> OwnPage:
    with parts().database.reading() as session:
        return own_page(session, affiliation_id) or abort(404)


def _state(own: OwnPage, *, answered: bool) -> State:
    with parts().database.reading() as session:
        renewed = became_a_renewal(session, own.affiliation.id)
    status = own.affiliation.status
    if renewed or status.paid_up:
        return State.MEMBER
    if status.pending:
        return State.TO_DECIDE
    if not own.owed:
        return State.OVER
    if own.owed[0].debited:
        return State.ON_ITS_WAY
    return State.TO_PAY if answered else State.CONFIRMING


def _page(
    token: str,
    affiliation_id: int,
    *,
    answered: bool = True,
    problem: str = "",
    status: int = 200,
) -> Response:
    own, says = _found(affiliation_id), words()
    state = _state(own, answered=answered)
    return page(
        "public/joined.html",
        status,
        state=state.value,
        invoice=says.invoice(own.owed[0]) if own.owed else None,
        problem=problem,
        card_open=parts().guard.standing().closed is None,
        pay=address("pay_joined", token=token),
        again=address("joined", token=token),
        link=address("joined_link", token=token),
        join_again=address("join"),
    )
