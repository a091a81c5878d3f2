"""The office writes events, decides about proposals, tells what was, and notes the press."""

from html import unescape

import pytest

from hov_donate.campaign.events.operations import withdraw_proposal
from hov_donate.campaign.events.rules import EventStatus
from hov_donate.staff.rules import Role
from tests.pages.test_office_bank import post
from tests.rules.test_event_pictures import GPS, exif, jpeg
from tests.support.events import one, proposed, published
from tests.support.office import Desk, Office
from tests.support.roles import desk_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRITTEN = {
    "organiser": "The campaign",
    "day": "2026-12-05",
    "begins": "18:30",
    "ends": "",
    "zone": "Europe/Athens",
    "town": "Αθήνα",
    "country": "GR",
    "spoken": "Greek",
    "access": "No steps",
    "title-en": "A concert",
    "body-en": "Songs.",
}
REPORT = {
    "title": "Αλληλεγγύη",
    "outlet": "The Paper",
    "country": "GR",
    "reported_on": "2026-11-05",
    "language": "el",
    "link": "https://paper.example/1",
}


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.signed_in()


def test_an_event_is_written_mended_published_and_called_off(office, desk):
    assert "checked" not in desk.get("/office/events/write").text
    wrong = desk.post("/office/events/write", **WRITTEN | {"zone": "", "title-en": ""})
    assert wrong.status_code == 422
    for field in ("zone", "title-en"):
        assert f'href="#{field}"' in wrong.text
    room = desk.post("/office/events/write", **WRITTEN).headers["Location"]
    public = room.replace("/office", "/en")
    browser = office.browser()
    assert browser.get(public).status_code == 404
    desk.post(f"{room}/publish")
    assert "A concert" in browser.get(public).text
    assert 'value="18:30"' in desk.get(f"{room}/write").text
    desk.post(
        f"{room}/write",
        **WRITTEN | {"ends": "21:00", "title-es": "Un concierto"} | {"body-es": "Canciones."},
    )
    assert "Un concierto" in browser.get(public.replace("/en/", "/es/")).text
    desk.post(f"{room}/call-off")
    assert "This event is cancelled." in browser.get(public).text
    assert "2026-12-05 GR αθηνα" in desk.get(room).text, "what it is proved by"


def test_an_event_with_an_older_name_of_its_zone_keeps_it(office, desk):
    event_id = published(office.database, office.parts.seal, zone="Asia/Calcutta", country="IN")
    page = desk.get(f"/office/events/{event_id}/write").text
    assert '<option value="Asia/Kolkata" selected>India: Kolkata' in page


def test_a_proposal_is_asked_about_and_refused_with_words(office, desk):
    event_id = proposed(office.database, office.parts.seal)
    room = f"/office/events/{event_id}"
    assert f"{event_id}" in desk.get("/office/events?status=proposed").text
    assert "rosa@people.example" in desk.get(room).text
    assert desk.post(f"{room}/ask", words="").status_code == 422
    desk.post(f"{room}/ask", words="Is there a lift?")
    assert "Is there a lift?" in desk.get(room).text
    desk.post(f"{room}/refuse", words="It is not ours.")
    assert one(office.database, event_id).status is EventStatus.REFUSED
    twice = desk.post(f"{room}/refuse", words="Again")
    assert "decided about this before you" in unescape(desk.get(twice.headers["Location"]).text)


def test_administrators_decide_and_see_nobodys_name(office):
    event_id = proposed(office.database, office.parts.seal)
    page = unescape(desk_of(office, Role.ADMINISTRATOR).get(f"/office/events/{event_id}").text)
    assert "Publish it" in page
    assert "Rosa" not in page
    assert "people.example" not in page


def test_a_report_has_a_picture_that_says_what_it_shows_and_not_where_it_was_taken(office, desk):
    event_id = published(office.database, office.parts.seal)
    room = f"/office/events/{event_id}/report"
    desk.get(room)
    told = {"report-en": "Sixty people came.", "report-es": "Vinieron sesenta."}
    dumb = post(desk, room, {"file": jpeg(exif(6))}, **told)
    assert dumb.status_code == 422
    assert 'href="#shows-en"' in dumb.text
    shows = {"shows-en": "People with flags", "shows-es": "Gente con banderas"}
    no_picture = post(desk, room, {"file": b"<svg/>"}, **told, **shows)
    assert 'href="#file"' in no_picture.text
    assert post(desk, room, {"file": jpeg(exif(6))}, **told, **shows).status_code == 303
    browser = office.browser()
    page = browser.get(f"/es/events/{event_id}").text
    assert "Vinieron sesenta." in page
    assert 'alt="Gente con banderas"' in page
    assert 'property="og:image"' in page
    picture = browser.get(f"/en/events/{event_id}/picture")
    assert picture.content_type == "image/jpeg"
    assert GPS not in picture.data
    assert post(desk, room, {"file": jpeg(exif(3))}, **told, **shows).status_code == 303
    assert browser.get(f"/en/events/{event_id}/picture").data != picture.data, "another one"
    assert "Remove the picture" in desk.get(room).text
    desk.post(f"{room.removesuffix('report')}picture/remove")
    assert browser.get(f"/en/events/{event_id}/picture").status_code == 404
    page = browser.get(f"/es/events/{event_id}").text
    assert "Vinieron sesenta." in page
    assert "<img" not in page
    assert "Gente con banderas" not in page


def test_the_press_is_noted_mended_and_removed(office, desk):
    bad = desk.post("/office/press/note", **REPORT | {"link": "javascript:alert(1)"})
    assert 'href="#link"' in bad.text
    desk.post("/office/press/note", **REPORT)
    assert desk.post("/office/press/note", **REPORT).status_code == 422, "it is there already"
    desk.post("/office/press/1", **REPORT | {"outlet": "Another Paper"})
    browser = office.browser()
    assert "Another Paper" in browser.get("/en/press").text
    desk.post("/office/press/1/remove")
    assert "Another Paper" not in browser.get("/en/press").text


def test_a_proposal_that_was_taken_back_is_named_by_its_town_alone(office, desk):
    event_id = proposed(office.database, office.parts.seal)
    with office.database.writing() as work:
        withdraw_proposal(work, event_id=event_id)
    for path in ("/office/events", f"/office/events/{event_id}"):
        page = desk.get(path).text
        assert "Leeds</bdi>" in page
        assert "Evening for the rail workers" not in page
        assert "Example Union" not in page
