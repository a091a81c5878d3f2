"""Events are read, proposed and confirmed, signed up for and taken back; news and the press."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from hov_donate.campaign.events.addresses import EventAddresses
from hov_donate.campaign.events.models import CampaignEvent, EventPicture, EventSignUp
from hov_donate.campaign.events.operations import call_off_event, publish_event
from hov_donate.campaign.events.rules import KNOWN_AFTER, EventStatus
from hov_donate.campaign.map.operations import hide_country
from hov_donate.campaign.press.operations import PressFacts, note_report
from hov_donate.core.links import LinkPurpose
from hov_donate.defence.rules import Numbers, Scope
from hov_donate.public.events import gate
from hov_donate.public.events.checking import LATEST
from tests.pages.conftest import PublicSite, problems
from tests.support.appeals import an_appeal
from tests.support.endorsements import body, endorses
from tests.support.events import FACTS, STAFF, comes, proposed, published
from tests.support.limits import NO_LIMITS, let_everyone_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = "/en/events/propose"
ATOM = "{http://www.w3.org/2005/Atom}"


def good(site: PublicSite) -> dict[str, str]:
    day = site.parts.clock.now().date() + timedelta(days=20)
    return {
        "title": "Evening for the rail workers",
        "organiser": "Leeds branch",
        "body": "Films.\n\nAll are welcome.",
        "day": day.isoformat(),
        "begins": "18:30",
        "ends": "01:00",
        "zone": "America/Caracas",
        "town": "Caracas",
        "country": "VE",
        "spoken": "Spanish",
        "access": "No steps",
        "takes_sign_ups": "yes",
        "name": "Rosa Quiñones",
        "email": "rosa@people.example",
        "keep": "yes",
    }


def events(site: PublicSite) -> list[CampaignEvent]:
    with site.parts.database.reading() as session:
        return list(session.scalars(select(CampaignEvent).order_by(CampaignEvent.id)))


def addresses(site: PublicSite) -> EventAddresses:
    return EventAddresses("", site.parts.links)


def upcoming(site: PublicSite, **changes: object) -> int:
    starts_at = site.parts.clock.now() + timedelta(days=9)
    more = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)} | changes
    return published(site.parts.database, site.parts.seal, **more)


def test_the_zone_of_a_place_is_chosen_in_the_readers_language(site):
    page = site.client.get("/ar/events/propose", headers={"Accept-Language": "ar-VE"}).text
    zones = page.partition('name="zone"')[2].partition("</select>")[0]
    assert "فنزويلا: كاراكاس" in zones
    assert zones.index("America/Caracas") < zones.index("Africa/"), "those of her country first"


def test_an_event_is_proposed_confirmed_and_seen_once_it_is_published(site):
    page = site.get(FORM)
    assert "checked" not in page.text
    assert page.headers.get("Set-Cookie") is None
    sent = site.client.post(FORM, data={"token": site.token(FORM), **good(site)})
    assert sent.headers["Location"] == "/en/events/sent"
    [event] = events(site)
    assert (event.status, event.zone, event.place_key) == (
        *(EventStatus.UNCONFIRMED, "America/Caracas", "caracas"),
    )
    assert event.ends_at is not None
    assert event.ends_at - event.starts_at == timedelta(hours=6, minutes=30)
    own = addresses(site).proposal(event, "en")
    assert "Confirm your event" in site.get(own).text
    assert events(site)[0].status is EventStatus.UNCONFIRMED, "mail scanners open every link"
    site.client.post(f"{own}/confirm")
    assert "We look at your event" in site.get(own).text
    assert site.get(f"/en/events/{event.id}").status_code == 404
    with site.parts.database.writing() as work:
        publish_event(work, event_id=event.id, actor=STAFF)
    public = site.get(f"/en/events/{event.id}").text
    assert "Caracas" in public
    assert "18:30" in public
    assert "Rosa" not in unescape(public)
    assert f"/en/events/{event.id}" in site.get("/en/events?country=VE").text
    assert f"/en/events/{event.id}" not in site.get("/en/events/past").text


def test_an_empty_proposal_tells_everything_at_once_in_the_order_of_the_page(site):
    answer = site.client.post(FORM, data={"token": site.token(FORM)})
    assert answer.status_code == 422
    told = list(problems(answer.text))
    assert told == [
        *("title", "organiser", "body", "day", "town", "country", "spoken", "access"),
        *("email", "keep"),
    ]
    assert all(f'id="{field}"' in answer.text for field in told)
    skipped = good(site) | {"day": "2027-03-28", "begins": "03:30", "zone": "Europe/Athens"}
    answer = site.client.post(FORM, data={"token": site.token(FORM), **skipped})
    assert list(problems(answer.text)) == ["begins"]


def test_a_mistyped_address_is_mended_by_going_back(site):
    typed = good(site) | {"token": site.token(FORM)}
    event_id = upcoming(site)
    page = f"/en/events/{event_id}"
    comes_by = {"token": site.token(page), "keep": "yes"}
    for email in ("rosa@exampel.example", "rosa@people.example", "rosa@people.example"):
        assert site.client.post(FORM, data=typed | {"email": email}).status_code == 303
        sent = site.client.post(page, data=comes_by | {"email": email})
        assert sent.status_code == 303
    assert len(events(site)) == 3, "one is published, and two are proposed"
    with site.parts.database.reading() as session:
        people = session.scalars(select(EventSignUp.person)).all()
    digest = site.parts.seal.digest
    assert people == [digest("rosa@exampel.example"), digest("rosa@people.example")]


def test_a_program_that_fills_in_everything_proposes_nothing(site):
    typed = good(site) | {"token": site.token(FORM), "website": "x"}
    assert site.client.post(FORM, data=typed).status_code == 303
    assert events(site) == []


def test_too_many_proposals_are_asked_for_a_second_press(site, monkeypatch):
    few: dict[str, Numbers] = {"event": {Scope.TOTAL: (1, 1)}}
    monkeypatch.setattr(gate, "FIRST_PRESS", few)
    assert site.client.post(FORM, data={"token": site.token(FORM), **good(site)}).status_code == 303
    answer = site.client.post(FORM, data={"token": site.token(FORM), **good(site)})
    assert answer.status_code == 429
    assert len(events(site)) == 1
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    typed = {name: unescape(text) for name, text in fields.items()}
    assert site.client.post(FORM, data=typed).status_code == 429, "a little too quick"
    let_everyone_in(site.app, replace(NO_LIMITS, confirm_after=timedelta(0)))
    assert site.client.post(FORM, data=typed).status_code == 303
    assert len(events(site)) == 2
    assert events(site)[1].access == "No steps"


def test_somebody_signs_up_confirms_and_takes_it_back(site):
    page = f"/en/events/{upcoming(site)}"
    assert "checked" not in site.get(page).text
    bad = site.client.post(page, data={"token": site.token(page)})
    assert list(problems(bad.text)) == ["email", "keep"]
    typed = {"token": site.token(page), "email": "ana@people.example", "keep": "yes"}
    assert site.client.post(page, data=typed).headers["Location"] == f"{page}/sent"
    with site.parts.database.reading() as session:
        row = session.scalars(select(EventSignUp)).one()
    own = addresses(site).sign_up(row, "en")
    assert "You count once you press" in site.get(own).text
    assert "fewer than five" not in site.get(page).text
    site.client.post(f"{own}/confirm")
    assert "You are signed up" in site.get(own).text
    assert "fewer than five" in site.get(page).text
    site.client.post(f"{own}/withdraw")
    assert "does not count" in site.get(own).text
    assert events(site)[0].signed_up == 0


def test_a_cancelled_event_says_so_everywhere_and_takes_nobody(site):
    event_id = upcoming(site)
    with site.parts.database.writing() as work:
        call_off_event(work, event_id=event_id, actor=STAFF)
    page = site.get(f"/en/events/{event_id}").text
    assert "This event is cancelled." in page
    assert 'name="email"' not in page
    assert "Cancelled" in site.get("/en/events").text
    assert "STATUS:CANCELLED" in site.get(f"/en/events/{event_id}.ics").text
    assert "Cancelled: " in site.get("/en/news.atom").text


def test_the_front_page_calls_nobody_to_an_event_that_is_off(site):
    off, on = upcoming(site), upcoming(site, town="York")
    with site.parts.database.writing() as work:
        call_off_event(work, event_id=off, actor=STAFF)
    page = site.get("/en/").text
    assert (f"/en/events/{off}" in page, f"/en/events/{on}" in page) == (False, True)


def test_calendars_are_of_one_event_of_a_country_and_in_the_readers_language(site):
    here, there = upcoming(site), upcoming(site, country="ES", town="Cádiz", zone="Europe/Madrid")
    one = site.get(f"/es/events/{here}.ics")
    assert one.content_type.startswith("text/calendar")
    assert "SUMMARY:Velada por el ferrocarril" in one.text
    spain = site.get("/en/events.ics?country=ES").text
    assert (f"UID:event-{there}@" in spain, f"UID:event-{here}@" in spain) == (True, False)


def test_readers_of_news_and_search_engines_find_every_page_in_every_language(site):
    event_id = upcoming(site)
    an_appeal(site.parts.database)
    union = body(site.parts.database, "Rail Union")
    silent = body(site.parts.database, "Silent Union", listed=False)
    for each in (union, silent):
        endorses(site.parts.database, each)
    feed = ElementTree.fromstring(site.get("/es/news.atom").get_data())  # noqa: S314 (our own)
    titles = [it.text for it in feed.iter(f"{ATOM}title")][1:]
    assert set(titles) == {"Velada por el ferrocarril", "Libertad para el ferrocarril"}
    stamps = [it.text for it in feed.iter(f"{ATOM}updated")]
    assert all(stamps)
    house = site.parts.settings
    pages = ElementTree.fromstring(site.get("/sitemap.xml").get_data())  # noqa: S314 (our own)
    found = {it.text for it in pages.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    for language in house.campaign.languages:
        for path in (
            *(f"events/{event_id}", "appeals/free-the-rail-workers", "press"),
            f"supporters/{union}",
        ):
            assert f"{house.public_url}/{language}/{path}" in found
        assert f"{house.public_url}/{language}/supporters/{silent}" not in found
    assert not [it for it in found if str(it).endswith(("/signatures", "/leaders"))]
    for url in found:
        assert site.get(str(url).removeprefix(house.public_url)).status_code == 200
    robots = site.get("/robots.txt").text
    assert f"Sitemap: {house.public_url}/sitemap.xml" in robots
    for own in (
        *("signature", "event-proposal", "event-sign-up", "endorsement-name", "gift"),
        *("my-giving", "join", "affiliation", "affiliate", "delegates", "pay"),
    ):
        assert f"Disallow: /*/{own}/\n" in robots
    page = site.get(f"/en/events/{event_id}").text
    assert 'hreflang="x-default"' in page
    assert '<meta property="og:title" content="Evening for the rail workers">' in page
    appeal = site.get("/es/appeals/free-the-rail-workers").text
    assert '<meta property="og:description" content="Hicieron huelga.">' in appeal


def test_a_page_knows_how_large_its_picture_is_without_reading_it(site):
    event_id = upcoming(site)
    image = EventPicture(
        event_id=event_id,
        content=b"a picture",
        media_type="image/jpeg",
        width=800,
        height=600,
        digest="d" * 64,
        added_at=site.parts.clock.now(),
    )
    with site.parts.database.writing() as work:
        work.session.add(image)
    asked: list[str] = []
    listen(
        site.parts.database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: asked.append(statement),
    )
    page = site.get(f"/en/events/{event_id}").text
    assert '<meta property="og:image:width" content="800">' in page
    assert any("campaign_event_pictures.width" in it for it in asked)
    assert not any("campaign_event_pictures.content" in it for it in asked)
    [url] = set(re.findall(r'src="(/[^"]*picture[^"]*)"', page))
    assert site.get(unescape(url)).data == b"a picture"


def test_the_press_is_listed_by_country_each_report_in_its_own_language(site):
    for number, (country, title) in enumerate((("GR", "Αλληλεγγύη"), ("ES", "Solidaridad"))):
        link = f"https://paper.example/{number}"
        facts = PressFacts(title, "The Paper", country, date(2026, 11, number + 1), "el", link)
        with site.parts.database.writing() as work:
            note_report(work, facts=facts, actor=STAFF)
    page = site.get("/en/press").text
    assert page.index("Solidaridad") < page.index("Αλληλεγγύη")
    assert 'lang="el"' in page
    assert "Solidaridad" not in site.get("/en/press?country=GR").text


def test_whoever_takes_a_proposal_back_reads_so_and_no_word_of_it(site):
    event_id = proposed(site.parts.database, site.parts.seal)
    own = addresses(site).proposal(events(site)[0], "en")
    assert "Evening for the rail workers" in site.get(own).text
    page = site.client.post(f"{own}/withdraw", follow_redirects=True).text
    assert "Your event is taken back" in page
    assert "Evening for the rail workers" not in page
    assert site.get(f"/en/events/{event_id}").status_code == 404


def test_who_signed_up_three_years_before_takes_it_back_on_the_last_day(site):
    now = site.parts.clock.now()
    event_id = upcoming(site, starts_at=now + LATEST, ends_at=None)
    sign_up_id = comes(site.parts.database, site.parts.seal, event_id, "ana@people.example")
    with site.parts.database.reading() as session:
        link = addresses(site).sign_up(session.get_one(EventSignUp, sign_up_id), "en")
    proposal = addresses(site).proposal(events(site)[0], "en")
    for purpose, url in (("EVENT_SIGN_UP", link), ("EVENT_PROPOSAL", proposal)):
        token, last = url.rpartition("/")[2], now + LATEST + KNOWN_AFTER
        assert site.parts.links.read(LinkPurpose[purpose], token, now=last)


def test_the_list_does_not_tell_when_an_event_is_that_nobody_may_see(site):
    now = site.parts.clock.now()
    shown = [upcoming(site, starts_at=now + timedelta(days=n), ends_at=None) for n in (5, 15)]
    facts = replace(FACTS, starts_at=now + timedelta(days=10), ends_at=None)
    secret = proposed(site.parts.database, site.parts.seal, facts)

    def seen() -> list[bool]:
        page = site.get(f"/en/events?after={secret}").text
        return [f'/en/events/{it}"' in page for it in shown]

    assert seen() == [True, True], "as if there were no such event"
    with site.parts.database.writing() as work:
        publish_event(work, event_id=secret, actor=STAFF)
    assert seen() == [False, True]
    with site.parts.database.writing() as work:
        hide_country(work, country="GB", reason="Arrests", actor=STAFF)
    assert seen() == [False, False]
