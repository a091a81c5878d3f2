"""Events for calendars: one, those of a country, or all."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response

from hov_donate.campaign.events.calendar import MEDIA_TYPE, Entry, calendar
from hov_donate.campaign.events.queries import Told, of_calendar
from hov_donate.campaign.events.rules import LASTS, EventStatus
from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.core.countries import country_name
from hov_donate.public.events.found import asked_country, languages, shown
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# Calendars keep asking; what was long ago they have, or do not need.
BACK = timedelta(days=90)


@open_to_all
def event_as_calendar(event_id: int) -> Response:
    """One event, to be taken over into one's own calendar."""
    with parts().database.reading() as session:
        found = shown(session, event_id)
    return _answer(found.title, [found.told], f"event-{event_id}.ics")


@open_to_all
def events_as_calendar() -> Response:
    """The events of a country, or all of them, to be subscribed to."""
    country = asked_country()
    since = parts().clock.now() - BACK
    with parts().database.reading() as session:
        hidden = hidden_countries(session)
        found = of_calendar(session, country, languages(), since, hidden)
    name = parts().settings.campaign.name
    if country:
        name = f"{name} ({country_name(country, translator().language)})"
    return _answer(name, found, f"events-{country}.ics" if country else "events.ics")


def _answer(name: str, found: Sequence[Told], file: str) -> Response:
    answer = Response(calendar(name, map(_entry, found)), content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'inline; filename="{file}"'
    answer.headers["Cache-Control"] = "public, max-age=900"
    return answer


def _entry(told: Told) -> Entry:
    event, house = told.event, parts().settings
    host = urlsplit(house.public_url).hostname or "localhost"
    country = country_name(event.country, translator().language)
    return Entry(
        uid=f"event-{event.id}@{host}",
        revision=event.revision,
        changed_at=event.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at or event.starts_at + LASTS,
        title=told.text.title,
        about="\n\n".join((told.text.body, event.organiser)),
        place=f"{event.town}, {country}",
        url=f"{house.public_url}/{translator().language}/events/{event.id}",
        cancelled=event.status is EventStatus.CANCELLED,
    )
