"""What is behind the links of letters: confirming an event or that one comes, and taking it back.

Opening a page changes nothing; its buttons do.
"""

from collections.abc import Callable

from flask import Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.campaign.events.models import CampaignEvent, EventSignUp
from hov_donate.campaign.events.operations import (
    confirm_proposal,
    confirm_sign_up,
    withdraw_proposal,
    withdraw_sign_up,
)
from hov_donate.campaign.events.queries import told
from hov_donate.core.db import UnitOfWork
from hov_donate.core.links import LinkPurpose
from hov_donate.public.addresses import address
from hov_donate.public.events.found import Shown, languages
from hov_donate.public.links import subject_of
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def own_event(token: str) -> Response:
    """How somebody's proposal stands."""
    event_id = _read(LinkPurpose.EVENT_PROPOSAL, token)
    with parts().database.reading() as session:
        event = session.get(CampaignEvent, event_id)
        found = told(session, [event], languages()) if event else []
    if event is None or not found:
        return _forgotten()
    return page(
        "public/events/own_event.html",
        it=Shown(found[0]),
        state=event.status.value,
        confirm=address("confirm_event", token=token),
        withdraw=address("withdraw_event", token=token),
    )


@open_to_all
def confirm_event(token: str) -> AnyResponse:
    """Whoever has the mailbox says that it was they."""
    event_id = _read(LinkPurpose.EVENT_PROPOSAL, token)
    return _done(lambda work: confirm_proposal(work, event_id=event_id), "own_event", token)


@open_to_all
def withdraw_event(token: str) -> AnyResponse:
    """The proposal is gone, and whose it was is forgotten."""
    event_id = _read(LinkPurpose.EVENT_PROPOSAL, token)
    return _done(lambda work: withdraw_proposal(work, event_id=event_id), "own_event", token)


@open_to_all
def own_coming(token: str) -> Response:
    """Whether somebody comes."""
    sign_up_id = _read(LinkPurpose.EVENT_SIGN_UP, token)
    with parts().database.reading() as session:
        row = session.get(EventSignUp, sign_up_id)
        event = session.get_one(CampaignEvent, row.event_id) if row else None
        found = told(session, [event], languages()) if event else []
    if row is None or not found:
        return _forgotten()
    return page(
        "public/events/own_coming.html",
        it=Shown(found[0]),
        state=row.status.value,
        confirm=address("confirm_coming", token=token),
        withdraw=address("withdraw_coming", token=token),
    )


@open_to_all
def confirm_coming(token: str) -> AnyResponse:
    """Whoever has the mailbox says that they come."""
    sign_up_id = _read(LinkPurpose.EVENT_SIGN_UP, token)
    return _done(lambda work: confirm_sign_up(work, sign_up_id=sign_up_id), "own_coming", token)


@open_to_all
def withdraw_coming(token: str) -> AnyResponse:
    """They do not come, and who it was is forgotten."""
    sign_up_id = _read(LinkPurpose.EVENT_SIGN_UP, token)
    return _done(lambda work: withdraw_sign_up(work, sign_up_id=sign_up_id), "own_coming", token)


def _done(act: Callable[[UnitOfWork], object], back: str, token: str) -> AnyResponse:
    with parts().database.writing() as work:
        act(work)
    return redirect(address(back, token=token), 303)


def _read(purpose: LinkPurpose, token: str) -> int:
    """What the link opens. Ends the request when it is no good, or too old."""
    return int(subject_of(purpose, token, _forgotten))


def _forgotten() -> Response:
    return page("public/events/forgotten.html", 410, events=address("events"))
