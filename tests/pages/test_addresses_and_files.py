"""Addresses that nobody wrote, characters that no XML may hold, and files that caches keep."""

from datetime import timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest
from sqlalchemy import select

from hov_donate.campaign.events.models import EventText
from hov_donate.campaign.events.operations import confirm_proposal, publish_event
from hov_donate.campaign.events.rules import Wording
from hov_donate.campaign.numbers.operations import publish_figures
from tests.pages.conftest import PublicSite
from tests.pages.test_events import FORM, good
from tests.pages.test_office_events import WRITTEN
from tests.support.appeals import an_appeal
from tests.support.events import STAFF, published
from tests.support.office import Office

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FAR, FARTHER, FARTHEST = "9" * 10, "9" * 20, "9" * 5000
FEED = "/en/news.atom"


def read(document: bytes) -> Element:
    return fromstring(document)  # noqa: S314 (our own)


def told(feed: Element) -> str:
    return "".join(feed.itertext())


@pytest.mark.parametrize(
    "path",
    [
        *(f"/en/events/{FARTHER}", f"/en/events/{FAR}.ics", f"/en/events/{FAR}/picture"),
        *(f"/en/supporters/{FAR}", f"/en/supporters/motions/{FAR}/picture"),
        *(f"/en/numbers/{FAR}.pdf", f"/events/{FARTHEST}", f"/en/events/{2**31}"),
        *(f"/en/events/{2**31 - 1}", f"/en/supporters/{2**31}", f"/en/numbers/{2**31 - 1}.pdf"),
        *("/en/appeals/%00", "/en/appeals/a%00b/signatures", "/en/signature/%00"),
        *("/en/gift/%00", "/en/my-giving/%00", f"/en/delegates/x/{FAR}"),
    ],
)
def test_an_address_that_nobody_wrote_is_no_page(site: PublicSite, path: str) -> None:
    """On PostgreSQL too, which raises an error for what is too large, and for NUL."""
    assert site.client.get(path).status_code in {404, 410}


@pytest.mark.parametrize(
    "path", [f"/office/events/{FAR}", f"/office/exports/{FARTHER}", "/office/affiliates/%00"]
)
def test_nor_is_it_one_of_the_office(office: Office, path: str) -> None:
    assert office.signed_in().get(path).status_code == 404


@ONCE
def test_a_paste_from_a_word_processor_breaks_no_feed(site: PublicSite) -> None:
    """Rosa's programme ends lines with a vertical tab, and a slip left a backspace."""
    parts = site.parts
    pasted = {"title": "Films\x08 & talk\ufffe", "body": "Come\x0ball\x08\x1b are welcome"}
    assert (
        site.client.post(FORM, data={"token": site.token(FORM), **good(site), **pasted}).status_code
        == 303
    )
    with parts.database.reading() as session:
        [text] = session.scalars(select(EventText))
    assert (text.title, text.body) == ("Films & talk", "Come\nall are welcome")
    with parts.database.writing() as work:
        confirm_proposal(work, event_id=text.event_id)
        publish_event(work, event_id=text.event_id, actor=STAFF)
    assert "Films & talk" in told(read(site.get(FEED).data))


@ONCE
def test_nor_does_what_staff_paste(office: Office) -> None:
    desk = office.signed_in()
    pasted = {"title-en": "A\x01 concert", "body-en": "Songs\x0b\x02all night."}
    room = desk.post("/office/events/write", **WRITTEN | pasted).headers["Location"]
    assert "Songs\nall night." in desk.get(f"{room}/write").text
    desk.post(f"{room}/publish")
    feed = office.browser().get(FEED)
    assert "A concert" in told(read(feed.data))


@ONCE
def test_rows_that_were_there_before_break_no_feed_either(site: PublicSite) -> None:
    words = {"en": Wording("Old\x0c\x08 evening", "Come\x0b all\x1f")}
    published(site.parts.database, site.parts.seal, texts=words)
    assert "Old\n evening" in told(read(site.get(FEED).data))
    assert read(site.get("/sitemap.xml").data)


@ONCE
@pytest.mark.parametrize(
    "path", ["/numbers.json", "/numbers.csv", "/numbers.pdf", "/news.atom", "/events.ics"]
)
def test_a_cache_gives_nobody_a_file_in_the_language_of_another(
    site: PublicSite, path: str
) -> None:
    """The same address is in Arabic for Amal and in French for Luc; with a language, for both."""
    parts = site.parts
    an_appeal(parts.database)
    starts = parts.clock.now() + timedelta(days=5)
    published(parts.database, parts.seal, starts_at=starts, ends_at=None)
    with parts.database.writing() as work:
        publish_figures(work, today=work.now.date(), actor=STAFF)
    amal, luc = (site.client.get(path, headers={"Accept-Language": it}) for it in ("ar", "fr"))
    assert amal.data != luc.data
    assert "Accept-Language" in amal.headers["Vary"]
    assert amal.headers["Cache-Control"].startswith("public")
    assert "Vary" not in site.client.get(f"/fr{path}").headers
