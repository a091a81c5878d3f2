"""What is told after an event: a report in each language, and a picture while it is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from hov_donate.campaign.events.models import EventPicture
from hov_donate.campaign.events.operations.moving import held_row
from hov_donate.campaign.events.pictures import Picture
from hov_donate.campaign.events.queries import texts
from hov_donate.core.db import UnitOfWork


@dataclass(frozen=True)
class Report:
    """What was, and what the picture shows to whoever cannot see it, in one language."""

    report: str
    picture_shows: str


def write_report(work: UnitOfWork, *, event_id: int, reports: Mapping[str, Report]) -> None:
    """Tell what was, in the languages in which the event has words."""
    event = held_row(work, event_id)
    rows = texts(work.session, event_id)
    for language, told in reports.items():
        if language in rows:
            rows[language].report = told.report
            rows[language].picture_shows = told.picture_shows
    if event is not None:
        event.changed_at = work.now
    work.session.flush()


def add_picture(work: UnitOfWork, *, event_id: int, picture: Picture) -> EventPicture:
    """Show a picture with an event, in place of whatever was there."""
    held_row(work, event_id)
    row = work.session.get(EventPicture, event_id)
    if row is None:
        row = EventPicture(event_id=event_id)
        work.session.add(row)
    row.content, row.media_type = picture.content, picture.media_type
    row.width, row.height = picture.width, picture.height
    row.digest = sha256(picture.content).hexdigest()
    row.added_at = work.now
    work.session.flush()
    return row


def remove_picture(work: UnitOfWork, *, event_id: int) -> bool:
    """Show no picture with an event any more, nor keep it; whether there was one.

    What it showed is not told either.
    """
    event = held_row(work, event_id)
    row = work.session.get(EventPicture, event_id)
    if event is None or row is None:
        return False
    work.session.delete(row)
    for text in texts(work.session, event_id).values():
        text.picture_shows = ""
    event.changed_at = work.now
    work.session.flush()
    return True
