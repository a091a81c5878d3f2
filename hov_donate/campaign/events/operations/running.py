"""Staff write events, publish them, ask about them, refuse them and call them off."""

from enum import StrEnum

from sqlalchemy import select

from hov_donate.campaign.events.models import CampaignEvent, EventSignUp
from hov_donate.campaign.events.operations.moving import held_row, move
from hov_donate.campaign.events.operations.writing import begun, take_over, write_texts
from hov_donate.campaign.events.rules import EventFacts, EventStatus, SignUpStatus
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import Letter, put_out, put_out_all


class EventFault(StrEnum):
    """Why something cannot be done with an event."""

    DECIDED = "decided"
    NO_PROPOSER = "no_proposer"


class EventRefusedError(UserError):
    """It cannot be done; `fault` says why."""

    def __init__(self, fault: EventFault) -> None:
        """What is wrong."""
        super().__init__(fault.value)
        self.fault = fault


def write_event(
    work: UnitOfWork, *, form: str, language: str, facts: EventFacts, actor: str
) -> CampaignEvent:
    """An event that staff know of; nobody sees it before it is published."""
    known = work.session.scalars(select(CampaignEvent).where(CampaignEvent.form == form)).first()
    if known is not None:
        return known
    event = begun(work, form=form, status=EventStatus.PROPOSED, language=language, facts=facts)
    event.settled_at, event.settled_by = work.now, actor
    work.session.flush()
    return event


def change_event(work: UnitOfWork, *, event_id: int, facts: EventFacts) -> CampaignEvent:
    """Let an event be as it is described now; calendars take it over."""
    event = _row(work, event_id)
    take_over(work, event, facts)
    event.revision += 1
    write_texts(work, event.id, facts.texts)
    return event


def publish_event(work: UnitOfWork, *, event_id: int, actor: str) -> None:
    """Let everybody see an event, and tell whoever proposed it. Raises EventRefusedError.

    One whose words are gone has to be written anew first.
    """
    event = _row(work, event_id)
    if not event.organiser:
        raise EventRefusedError(EventFault.DECIDED)
    proposed = event.status in {EventStatus.PROPOSED, EventStatus.REFUSED}
    if not move(work, event, EventStatus.PUBLISHED, actor=actor):
        raise EventRefusedError(EventFault.DECIDED)
    if proposed:
        _say(work, event, MailKind.EVENT_DECIDED, "")


def refuse_event(work: UnitOfWork, *, event_id: int, words: str, actor: str) -> None:
    """Do not publish an event, and tell whoever proposed it why. Raises EventRefusedError."""
    event = _row(work, event_id)
    if not move(work, event, EventStatus.REFUSED, actor=actor):
        raise EventRefusedError(EventFault.DECIDED)
    _say(work, event, MailKind.EVENT_DECIDED, words)


def ask_proposer(work: UnitOfWork, *, event_id: int, words: str) -> None:
    """Ask whoever proposed an event; they answer by e-mail. Raises EventRefusedError."""
    event = _row(work, event_id)
    if event.status is not EventStatus.PROPOSED:
        raise EventRefusedError(EventFault.DECIDED)
    if event.details_id is None:
        raise EventRefusedError(EventFault.NO_PROPOSER)
    _say(work, event, MailKind.EVENT_QUESTION, words)


def call_off_event(work: UnitOfWork, *, event_id: int, actor: str) -> None:
    """An event is not held: it is shown as cancelled, counts no more, and who comes is told.

    Raises EventRefusedError.
    """
    event = _row(work, event_id)
    if not move(work, event, EventStatus.CANCELLED, actor=actor):
        raise EventRefusedError(EventFault.DECIDED)
    coming = work.session.scalars(
        select(EventSignUp).where(
            EventSignUp.event_id == event_id, EventSignUp.status == SignUpStatus.CONFIRMED
        )
    )
    letters = [
        Letter(MailKind.EVENT_CALLED_OFF, f"{it.id}/{event.revision}", it.details_id, it.language)
        for it in coming
    ]
    put_out_all(work, letters=letters)


def _row(work: UnitOfWork, event_id: int) -> CampaignEvent:
    event = held_row(work, event_id)
    if event is None:
        raise EventRefusedError(EventFault.DECIDED)
    return event


def _say(work: UnitOfWork, event: CampaignEvent, kind: MailKind, words: str) -> None:
    """Write to whoever proposed it; to nobody where staff did."""
    event.said, event.said_times = words, event.said_times + 1
    work.session.flush()
    if event.details_id is not None:
        put_out(
            work,
            kind=kind,
            object_id=f"{event.id}/{event.said_times}",
            details_id=event.details_id,
            language=event.language,
        )
