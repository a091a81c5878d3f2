"""What staff decide about an event: to publish it, to ask, to refuse it, or that it is off."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.events.operations import (
    EventRefusedError,
    ask_proposer,
    call_off_event,
    publish_event,
    refuse_event,
)
from hov_donate.core.db import UnitOfWork
from hov_donate.office.blueprint import office
from hov_donate.office.campaign_events.found import ROOM, found
from hov_donate.office.campaign_events.listing import event_room
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator


@office.post(f"{ROOM}/publish")
@requires(Permission.RUN_CAMPAIGN)
def publish_campaign_event(event_id: int) -> ResponseReturnValue:
    """Let everybody see it."""
    return _decided(
        event_id,
        lambda work: publish_event(work, event_id=event_id, actor=acting()),
        translator().gettext("The event is published."),
    )


@office.post(f"{ROOM}/call-off")
@requires(Permission.RUN_CAMPAIGN)
def call_off_campaign_event(event_id: int) -> ResponseReturnValue:
    """It is not held; whoever signed up gets a letter."""
    return _decided(
        event_id,
        lambda work: call_off_event(work, event_id=event_id, actor=acting()),
        translator().gettext("The event is cancelled. Who signed up gets a letter."),
    )


@office.post(f"{ROOM}/ask")
@requires(Permission.RUN_CAMPAIGN)
def ask_proposer_of_event(event_id: int) -> ResponseReturnValue:
    """Send a question to whoever proposed it; the answer comes by e-mail."""
    return _written(
        event_id,
        lambda work, words: ask_proposer(work, event_id=event_id, words=words),
        translator().gettext("Your question is on its way. The answer comes by e-mail."),
    )


@office.post(f"{ROOM}/refuse")
@requires(Permission.RUN_CAMPAIGN)
def refuse_proposed_event(event_id: int) -> ResponseReturnValue:
    """Do not publish it, and write why."""
    return _written(
        event_id,
        lambda work, words: refuse_event(work, event_id=event_id, words=words, actor=acting()),
        translator().gettext("The event is not published."),
    )


def _written(
    event_id: int, act: Callable[[UnitOfWork, str], object], done: str
) -> ResponseReturnValue:
    """Decide with the words of the form, which go to whoever proposed the event."""
    form = Form.sent()
    words = form.words("words", missing=translator().gettext("Enter what to write"))
    if not form.good:
        return event_room(event_id, form), 422
    return _decided(event_id, lambda work: act(work, words), done)


def _decided(event_id: int, act: Callable[[UnitOfWork], object], done: str) -> ResponseReturnValue:
    found(event_id)
    try:
        with changing() as work:
            act(work)
    except EventRefusedError as error:
        flash(translator().gettext(label(error.fault)), "info")
    else:
        flash(done, "done")
    return redirect(url_for("office.campaign_event", event_id=event_id), 303)
