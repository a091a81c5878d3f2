"""The row of an event and those of its words."""

from collections.abc import Mapping

from sqlalchemy import delete

from hov_donate.campaign.events.models import CampaignEvent, EventPicture, EventText
from hov_donate.campaign.events.queries import texts
from hov_donate.campaign.events.rules import EventFacts, EventStatus, Wording, place_key
from hov_donate.core.db import UnitOfWork


def begun(
    work: UnitOfWork, *, form: str, status: EventStatus, language: str, facts: EventFacts
) -> CampaignEvent:
    """A new event; whoever proposed it is not noted yet."""
    event = CampaignEvent(form=form, status=status, language=language, created_at=work.now)
    take_over(work, event, facts)
    work.session.add(event)
    work.session.flush()
    write_texts(work, event.id, facts.texts)
    return event


def take_over(work: UnitOfWork, event: CampaignEvent, facts: EventFacts) -> None:
    """Let an event be as it is described."""
    event.organiser, event.spoken, event.access = facts.organiser, facts.spoken, facts.access
    event.starts_at, event.ends_at, event.zone = facts.starts_at, facts.ends_at, facts.zone
    event.day = facts.day
    event.town, event.country = facts.town, facts.country
    event.place_key = place_key(facts.town)
    event.takes_sign_ups, event.changed_at = facts.takes_sign_ups, work.now


def write_texts(work: UnitOfWork, event_id: int, wanted: Mapping[str, Wording]) -> None:
    """One row per language; a language without words has none, and its report goes too."""
    kept = texts(work.session, event_id)
    for language, words in wanted.items():
        row = kept.pop(language, None)
        if row is None:
            row = EventText(event_id=event_id, language=language)
            work.session.add(row)
        row.title, row.body = words.title, words.body
    for gone in kept.values():
        work.session.delete(gone)
    work.session.flush()


def empty_words(work: UnitOfWork, event: CampaignEvent) -> None:
    """Leave nothing of what somebody wrote who proposed it: when and where it was to be stays."""
    event.organiser = event.spoken = event.access = event.said = ""
    event.changed_at = work.now
    for text in texts(work.session, event.id).values():
        text.title = text.body = text.report = text.picture_shows = ""
    work.session.execute(delete(EventPicture).where(EventPicture.event_id == event.id))
    work.session.flush()
