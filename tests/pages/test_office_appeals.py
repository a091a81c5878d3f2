"""The office writes appeals, decides about signatures that wait, and brings in sheets of paper."""

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import update

from hov_donate.campaign.appeals.models import Appeal
from hov_donate.campaign.appeals.rules import Capacity, Shown, SignatureStatus
from hov_donate.campaign.map.operations import hide_country
from hov_donate.contacts.operations import forget
from hov_donate.contacts.sealing import Identity
from hov_donate.ledger.funds import open_fund
from hov_donate.office.queries.paging import PER_PAGE
from hov_donate.staff.rules import Role
from tests.pages.test_office_bank import post
from tests.support.appeals import ALL, NOTHING, ROSA, Petition, an_appeal, person
from tests.support.events import proposed
from tests.support.office import Desk, Office
from tests.support.roles import desk_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROOM = "/office/appeals/1"
WRITTEN = {
    "slug": "free-the-rail-workers",
    "opens_on": "2026-11-01",
    "goal": "1,500",
    "fund": "rail",
    "title-en": "Free the rail workers",
    "body-en": "They struck.",
}
ODD = Identity("Buy at www.pills.example", "odd@people.example")


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.signed_in()


@pytest.fixture
def signing(office: Office) -> Petition:
    """People who sign the appeal of this office."""
    parts = office.parts
    appeal = an_appeal(office.database)
    return Petition(office.database, parts.settings, parts.seal, office.clock, appeal)


def test_an_appeal_is_written_in_languages_and_published_when_it_is_ready(office, desk):
    with office.database.writing() as work:
        open_fund(work, code="rail", names={"en": "Rail workers"}, restricted=True)
    form = desk.get("/office/appeals/write").text
    assert "checked" not in form
    wrong = desk.post("/office/appeals/write", **WRITTEN | {"title-en": "", "title-es": "Sola"})
    assert wrong.status_code == 422
    for field in ("title-en", "body-es"):
        assert f'href="#{field}"' in wrong.text
    assert desk.post("/office/appeals/write", **WRITTEN).headers["Location"] == ROOM
    public = office.browser()
    assert public.get("/en/appeals/free-the-rail-workers").status_code == 404
    assert desk.post("/office/appeals/write", **WRITTEN).status_code == 422, "its address is taken"
    assert "missing: the text of the first language" in desk.get(ROOM).text
    desk.post(f"{ROOM}/publish")
    assert "Our goal is 1,500" in public.get("/en/appeals/free-the-rail-workers").text
    more = WRITTEN | {"title-es": "Libertad", "body-es": "Hicieron huelga."}
    assert "They struck." in desk.get(f"{ROOM}/write").text
    desk.post(f"{ROOM}/write", **more)
    assert "Hicieron huelga." in public.get("/es/appeals/free-the-rail-workers").text
    desk.post(f"{ROOM}/take-down")
    assert public.get("/es/appeals/free-the-rail-workers").status_code == 404


def test_what_waits_is_decided_one_by_one_or_a_page_at_once(office, desk, signing):
    odd = [
        signing.signed(Identity(ODD.name, f"odd{number}@people.example"), ALL)
        for number in range(4)
    ]
    signing.signed(ROSA, ALL)
    page = desk.get(f"{ROOM}/signatures?status=held").text
    assert "there is a link in it" in page
    assert "odd3@people.example" in page
    desk.post(f"{ROOM}/signatures/decide", accept=str(odd[0]))
    desk.post(f"{ROOM}/signatures/decide", reject=" ".join(map(str, odd)))
    states = [signing.one(it).status for it in odd]
    assert states == [SignatureStatus.CONFIRMED, *[SignatureStatus.REJECTED] * 3]
    assert signing.counted() == {"GB": (2, 2)}
    found = desk.get(f"{ROOM}/signatures?q=rosa@people.example").text
    assert "Rosa Quiñones" in unescape(found)
    assert "odd" not in found


def test_a_flood_that_waits_for_one_reason_is_turned_away_with_one_press(office, desk, signing):
    flood = [
        signing.signed(Identity(ODD.name, f"odd{number}@people.example"), ALL)
        for number in range(PER_PAGE + 2)
    ]
    loud = signing.signed(Identity("$$$$ !!!! $$$$", "loud@people.example"), ALL)
    assert "wait for this reason" not in desk.get(f"{ROOM}/signatures?status=held").text
    page = desk.get(f"{ROOM}/signatures?status=held&reason=link").text
    assert "loud@people.example" not in page
    assert "Turn away all that wait for this reason" in page
    answer = desk.post(f"{ROOM}/signatures/decide", reason="link")
    assert answer.headers["Location"].endswith("signatures?status=held&reason=link")
    assert {signing.one(it).status for it in flood} == {SignatureStatus.REJECTED}
    assert signing.one(loud).status is SignatureStatus.HELD
    one = desk.post(f"{ROOM}/signatures/decide", accept=str(loud), seen="shouting")
    assert one.headers["Location"].endswith("status=held&reason=shouting"), "the list stays"
    assert "There are none" in desk.get(answer.headers["Location"]).text


def test_those_that_would_name_an_organisation_are_turned_away_together_and_let_in_one_by_one(
    office, desk, signing
):
    bodies = [
        signing.signed(person(number), ALL, capacity=Capacity.ORGANISATION) for number in range(3)
    ]
    page = desk.get(f"{ROOM}/signatures?status=held").text
    assert "of this page count" not in page, "whether each decided so is for a person to verify"
    [ids] = re.findall(r'name="reject" value="([^"]* [^"]*)"', page)
    desk.post(f"{ROOM}/signatures/decide", reject=ids)
    assert {signing.one(it).status for it in bodies} == {SignatureStatus.REJECTED}


def test_the_first_room_calls_who_may_decide_about_signatures_and_proposed_events(
    office, desk, signing
):
    signing.signed(ODD)
    proposed(office.database, office.parts.seal)
    waits, idle = desk.get("/office/").text.split("What needs a person")[1].split("</ul>", 1)
    for name, link in (
        ("Signatures to look at", "/office/appeals"),
        ("Proposed events", "/office/events?status=proposed"),
    ):
        assert name in waits
        assert f'href="{link}"' in waits
        assert name not in idle.partition("</main>")[0]
    other = desk_of(office, Role.ADMINISTRATOR).get("/office/").text
    assert "Signatures to look at" not in other
    assert "Proposed events" in other, "whoever runs the campaign decides about those"


def test_who_is_perhaps_on_paper_too_is_decided_one_by_one(office, desk, signing):
    sheet = "name,country\nRosa Quiñones,GB\nAna Paper,GB\n".encode()
    room = post(desk, f"{ROOM}/paper", {"file": sheet}, words="yes").headers["Location"]
    desk.post(f"{room}/take")
    rosa = signing.signed(ROSA, ALL)
    ana = signing.signed(Identity("Ana Paper", "ana@people.example"))
    page = desk.get(f"{ROOM}/signatures?status=held").text.split("<table")[1]
    assert page.count("somebody of this name and country signed on paper") == 2
    assert "of this page count" not in page
    desk.post(f"{ROOM}/signatures/decide", paper=str(rosa))
    desk.post(f"{ROOM}/signatures/decide", accept=str(ana))
    assert signing.counted() == {"GB": (3, 1)}


def test_who_writes_to_us_is_taken_off_by_the_office(office, desk, signing):
    mine = signing.signed(ROSA, ALL)
    desk.get(f"{ROOM}/signatures")
    desk.post(f"/office/signatures/{mine}/withdraw")
    assert signing.counted() == {}
    assert "Rosa" not in unescape(desk.get(f"{ROOM}/signatures").text)


def test_administrators_see_how_many_and_nobodys_name(office, signing):
    signing.signed(ROSA, ALL)
    desk = desk_of(office, Role.ADMINISTRATOR)
    page = unescape(desk.get(f"{ROOM}/signatures").text)
    assert "Counts" in page
    for words in ("Rosa", "General secretary", "people.example"):
        assert words not in page


def test_names_leave_with_a_reason_only(office, desk, signing):
    signing.signed(ROSA, ALL)
    assert desk.get("/office/appeals").status_code == 200
    desk.get(f"{ROOM}/signatures.csv")
    assert desk.post(f"{ROOM}/signatures.csv", reason="").status_code == 422
    assert taken_along(desk)[1:] == [
        "2026-11-24,GB,Rosa Quiñones,General secretary,Example Union,Leeds,personal"
    ]


def taken_along(desk: Desk) -> list[str]:
    """The lines of the file that is handed over with the appeal."""
    answer = desk.post(f"{ROOM}/signatures.csv", reason="For the embassy")
    return answer.get_data().decode("utf-8-sig").splitlines()


def test_who_gets_the_file_learns_only_what_signers_agreed_to_show(office, desk, signing):
    for number, shown in enumerate((NOTHING, Shown(town=True), Shown(role=True)), start=1):
        signing.signed(person(number), shown)
    signing.signed(person(4), NOTHING, keep=False)
    signing.signed(person(5), ALL, country="AF")
    with office.database.writing() as work:
        hide_country(work, country="AF", reason="People there are in danger", actor="staff:1")
    desk.get("/office/appeals")
    lines = taken_along(desk)
    assert [line.split(",", 1)[1] for line in lines[1:]] == [
        ",,,,,",
        "GB,,,,,",
        "GB,,General secretary,,,personal",
        "GB,,,,,",
        "GB,,,,,",
    ]
    assert "@" not in "".join(lines)


def test_a_year_that_was_mistyped_is_told_beside_its_day(office, desk):
    form = WRITTEN | {"fund": ""}
    for field, day in (("closes_on", "9999-12-31"), ("closes_on", "2100-01-01")):
        wrong = desk.post("/office/appeals/write", **form | {field: day})
        assert (wrong.status_code, f'href="#{field}"' in wrong.text) == (422, True)
    for day in ("0026-11-01", "9999-01-01"):
        wrong = desk.post("/office/appeals/write", **form | {"opens_on": day})
        assert (wrong.status_code, 'href="#opens_on"' in wrong.text) == (422, True)
    last = form | {"closes_on": "2099-12-31"}
    assert desk.post("/office/appeals/write", **last).headers["Location"] == ROOM


def test_an_appeal_that_was_written_with_no_end_in_sight_is_still_read(office, desk, signing):
    with office.database.writing() as work:
        work.session.execute(update(Appeal).values(closes_on=date.max))
    assert desk.get(ROOM).status_code == 200
    assert office.browser().get("/en/appeals/free-the-rail-workers").status_code == 200


def test_who_was_erased_is_a_day_and_a_country_from_that_moment_on(office, desk, signing):
    number = signing.signed(ROSA, ALL)
    with office.database.writing() as work:
        forget(work, details_ids=[signing.one(number).details_id])
    desk.get("/office/appeals")
    assert taken_along(desk)[1:] == ["2026-11-24,GB,,,,,"]
    assert "Example Union" not in desk.get(f"{ROOM}/signatures").text


def test_a_sheet_is_looked_at_and_a_person_decides_about_twins(office, desk, signing):
    signing.signed(ROSA, ALL)
    desk.get(f"{ROOM}/paper")
    bad = post(desk, f"{ROOM}/paper", {"file": b"name,country\n,GB\nAna,Nowhere\n"}, words="yes")
    assert "Row 2: the name is missing" in bad.text
    assert "Row 3: the country is missing" in bad.text
    good = "name,country\nrosa quinones,GB\nAna Paper,España\n".encode()
    assert post(desk, f"{ROOM}/paper", {"file": good}).status_code == 422, "the words are not sure"
    room = post(desk, f"{ROOM}/paper", {"file": good}, words="yes").headers["Location"]
    page = desk.get(room).text
    assert "Somebody of this name and country has signed already" in page
    assert "checked" not in page
    undecided = desk.post(f"{room}/take")
    assert undecided.status_code == 422
    assert re.search(r'href="#(twin-2)"', undecided.text)
    desk.post(f"{room}/take", **{"twin-2": "same"})
    assert signing.counted() == {"GB": (1, 1), "ES": (1, 0)}
    assert "1 of 2 rows count" in desk.get(ROOM).text
    again = post(desk, f"{ROOM}/paper", {"file": good}, words="yes")
    assert again.headers["Location"] == room, "the same file is the same sheet"
    desk.post(f"{room}/take", **{"twin-2": "another"})
    assert signing.counted() == {"GB": (1, 1), "ES": (1, 0)}
