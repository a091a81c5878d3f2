"""Of a country that staff hide, no public page, file or feed names a town, a title or anybody."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest

from hov_donate.campaign.appeals.rules import Told
from hov_donate.campaign.events.operations import add_picture
from hov_donate.campaign.events.pictures import cleaned
from hov_donate.campaign.events.rules import Wording
from hov_donate.campaign.map.operations import hide_country
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.campaign.press.operations import PressFacts, note_report
from hov_donate.contacts.sealing import Identity
from hov_donate.core.clock import FixedClock
from tests.pages.conftest import PublicSite
from tests.rules.test_event_pictures import jpeg
from tests.support.appeals import ALL, Petition, an_appeal
from tests.support.endorsements import STAFF, body, endorses, leader_endorses
from tests.support.events import published

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

A_WEEK = timedelta(days=7)
# Of everything in Afghanistan something is called by this name.
NAMED = "Herat"
TEXTS = {"en": Wording("Evening in Herat", "Films in Herat.")}
# What stands for each part of an address.
FOR_EXAMPLE = {"lang": "en", "slug": "free-the-rail-workers", "event_id": 1, "organisation_id": 1}
# Behind a signed link, or somebody's own.
OWN = {"token", "reference"}


def afghanistan(site: PublicSite) -> None:
    """Events that were and that will be, a report, an organisation, a leader, and a signer."""
    house = site.parts
    database, seal, now = house.database, house.seal, house.clock.now()
    herat = {"country": "AF", "town": NAMED, "texts": TEXTS, "ends_at": None}
    for starts_at in (now + A_WEEK, now - A_WEEK):
        event_id = published(database, seal, starts_at=starts_at, **herat)
        with database.writing() as work:
            add_picture(work, event_id=event_id, picture=cleaned(jpeg()))
    endorses(database, body(database, "Herat Union", members=41_234, country="AF"))
    leader_endorses(database, seal, body(database, "Teachers of Herat", country="AF"))
    petition = Petition(database, house.settings, seal, FixedClock(now), an_appeal(database))
    told = Told(role="Driver", organisation="Herat Union", town=NAMED)
    petition.signed(Identity("Ana of Herat", "ana@people.example"), ALL, told, "AF")
    report = PressFacts("Strike in Herat", "P", "AF", date(2026, 11, 1), "en", "https://p.example")
    with database.writing() as work:
        note_report(work, facts=report, actor=STAFF)
        publish_figures(work, today=now.date(), actor=STAFF)


def paths(site: PublicSite) -> list[str]:
    """Every public address that gives text, in one language, with examples in it."""
    rooms = ("public_in.", "sitemap", "robots")
    urls = site.app.url_map.bind("")
    return [
        urls.build(it.endpoint, {name: FOR_EXAMPLE[name] for name in it.arguments})
        for it in site.app.url_map.iter_rules()
        if it.endpoint.startswith(rooms)
        and "GET" in (it.methods or ())
        and not it.arguments & OWN
        and not it.rule.endswith((".pdf", "/picture"))
    ]


def naming(site: PublicSite) -> set[str]:
    """The addresses behind which something of Afghanistan is named."""
    return {path for path in paths(site) if NAMED in site.get(path).text}


def test_nothing_of_a_hidden_country_is_named_on_any_public_page(site):
    afghanistan(site)
    events = ("events", "events/past", "events/1", "events.ics", "events/1.ics", "news.atom")
    others = ("", "press", "supporters", "supporters/1", "supporters/leaders", "numbers")
    before = naming(site)
    assert {f"/en/{it}" for it in (*events, *others)} <= before
    with site.parts.database.writing() as work:
        hide_country(work, country="AF", reason="Arrests", actor=STAFF)
    assert naming(site) == set()
    assert "Afghanistan" not in site.get("/en/events").text + site.get("/en/press").text
    assert NAMED not in site.get("/en/events?country=AF").text
    assert "events/1<" not in site.get("/sitemap.xml").text
    for path in ("/en/events/1", "/en/events/1.ics", "/en/events/1/picture", "/en/events/1/sent"):
        assert site.get(path).status_code == HTTPStatus.NOT_FOUND, path
