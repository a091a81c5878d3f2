"""What search engines, feed readers and other sites find us by: news as Atom, and a map."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from flask import Response

from hov_donate.campaign.appeals.queries.standing import published
from hov_donate.campaign.endorsements.queries import directory
from hov_donate.campaign.events.queries import newly_published
from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.core.text import printable
from hov_donate.ledger.rules import booking_day
from hov_donate.public.events.found import Shown, languages
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import render

ATOM, XML = "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8"
MOST_NEWS = 40
# Enough for a campaign; a map of one file has room for 50,000 (sitemaps.org, 0.9).
MOST_MAPPED = 2_000
PAGES = (
    *("", "donate", "map", "appeals", "events", "events/past", "press", "supporters"),
    *("numbers", "join", "affiliate", "accessibility"),
)


@dataclass(frozen=True)
class News:
    """An appeal or an event that was published."""

    path: str
    title: str
    words: str
    language: str
    published_at: datetime
    changed_at: datetime


@open_to_all
def news_feed() -> Response:
    """Appeals and events in the reader's language, the newest first (RFC 4287)."""
    news = sorted(_news(MOST_NEWS), key=lambda it: it.published_at, reverse=True)[:MOST_NEWS]
    updated = max((it.changed_at for it in news), default=datetime(2026, 1, 1, tzinfo=UTC))
    text = render("public/news.xml", news=news, updated=updated)
    return _kept(_xml(text, ATOM))


@open_to_all
def sitemap() -> Response:
    """Every page that strangers look for, in every language; no list of people's names."""
    with parts().database.reading() as session:
        bodies = directory.nameless_pages(session, hidden_countries(session), MOST_MAPPED)
    supporters = (f"supporters/{number}" for number in bodies)
    paths = [*PAGES, *(it.path for it in _news(MOST_MAPPED)), *supporters]
    text = render("public/sitemap.xml", paths=paths, languages=parts().settings.campaign.languages)
    return _kept(_xml(text, XML))


@open_to_all
def robots() -> Response:
    """What no search engine should open: rooms of the staff, and pages behind signed links."""
    text = render("public/robots.txt")
    return _kept(Response(text, content_type="text/plain; charset=utf-8"))


def _news(most: int) -> Iterator[News]:
    house = parts()
    today = booking_day(house.clock.now(), house.settings.campaign.time_zone)
    with house.database.reading() as session:
        appeals = published(session, today, languages())[:most]
        events = newly_published(session, languages(), most, hidden_countries(session))
    for each in appeals:
        since = each.appeal.published_at or datetime.combine(each.appeal.opens_on, time(), UTC)
        changed = max(since, each.text.changed_at)
        text = each.text
        path = f"appeals/{each.appeal.slug}"
        yield News(path, text.title, text.body, text.language, since, changed)
    for told in events:
        event, shown = told.event, Shown(told)
        since = event.published_at or event.created_at
        words = "\n\n".join((f"{shown.when}, {event.town}, {shown.country}", told.text.body))
        title = told.text.title
        if shown.cancelled:
            title = translator().gettext("Cancelled: %(title)s", title=title)
        path = f"events/{event.id}"
        yield News(path, title, words, told.text.language, since, event.changed_at)


def _xml(text: str, kind: str) -> Response:
    """Some rows are older than the forms that keep controls out; one would break the whole file."""
    return Response(printable(text), content_type=kind)


def _kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "public, max-age=900"
    return answer
