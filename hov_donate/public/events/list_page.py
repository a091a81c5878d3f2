"""The list of events: those to come, the next first, and those that were, the last first."""

from flask import Response

from hov_donate.campaign.events.queries import Which, countries, in_public
from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.core.countries import country_name
from hov_donate.public.addresses import address
from hov_donate.public.events.found import Shown, asked_beyond, asked_country, languages
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def events() -> Response:
    """Events to come, of one country or of all."""
    return _page("events", past=False)


@open_to_all
def past_events() -> Response:
    """Events that were, of one country or of all."""
    return _page("past_events", past=True)


def _page(here: str, *, past: bool) -> Response:
    country = asked_country()
    with parts().database.reading() as session:
        hidden = hidden_countries(session)
        which = Which(parts().clock.now(), past, country, asked_beyond(), hidden)
        listed = in_public(session, which, languages())
        some = countries(session, hidden)
    kept = {"country": country} if country else {}
    language = translator().language
    return page(
        "public/events/events.html",
        past=past,
        rows=[Shown(told) for told in listed.rows],
        further=address(here, after=str(listed.more), **kept) if listed.more else "",
        country=country_name(country, language) if country else "",
        countries=[
            (country_name(code, language), many, address(here, country=code)) for code, many in some
        ],
        everywhere=address(here),
        other=address("events" if past else "past_events", **kept),
        calendar=address("events_as_calendar", **kept),
        propose=address("event_form"),
        feed=address("news_feed"),
    )
