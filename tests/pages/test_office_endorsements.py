"""The office enters endorsements, says whose members they stand for, and publishes the figures."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.campaign.endorsements.rules import EndorsementStatus
from hov_donate.contacts.models import Consent, Organisation
from hov_donate.contacts.operations import merge_organisations
from hov_donate.staff.rules import Role
from tests.pages.test_office_bank import post
from tests.rules.test_event_pictures import GPS, exif, jpeg
from tests.support.endorsements import PERSONALLY, body, endorses, entered, names
from tests.support.office import Desk, Office
from tests.support.roles import desk_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BODY = {
    "name": "Rail Union",
    "kind": "national_union",
    "town": "Leeds",
    "country": "GB",
    "listed": "yes",
    "members": "80,000",
    "members_as_at": "2026-01-01",
    "members_source": "report",
}
MOTION = {
    "basis": "organisation",
    "deciding_body": "National executive",
    "decided_on": "2026-05-02",
    "meeting": "Annual conference",
    "attendance": "200",
    "language": "en",
    "title": "For the rail workers",
    "body": "We stand by them.",
    "link": "https://union.example/motions/12",
}
NAMED = {"name": "Elena Papadaki", "role": "General secretary", "language": "en", "keep": "yes"}


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.signed_in()


def problems(text: str) -> list[str]:
    return re.findall(r'<li><a href="#(\w+)">', text)


def newest_body(office: Office) -> Organisation:
    with office.database.reading() as session:
        return session.scalars(select(Organisation).order_by(Organisation.id.desc()).limit(1)).one()


def test_an_organisation_that_is_not_here_is_written_down_with_its_members_and_their_source(
    office, desk
):
    assert "write it down" in desk.get("/office/endorsements/who?q=rail").text
    new = "/office/endorsements/bodies/new"
    assert "checked" not in desk.get(new).text
    wrong = desk.post(new, listed_town="yes", members="80000")
    assert problems(wrong.text) == [
        *("name", "kind", "country", "listed_town", "members_as_at", "members_source"),
    ]
    desk.post(new, **BODY)
    union = newest_body(office)
    assert (union.members, union.listed, union.listed_town) == (80_000, True, False)
    assert "Rail Union" in desk.get("/office/endorsements/who?q=rail").text
    room = f"/office/endorsements/bodies/{union.id}"
    assert 'value="2026-01-01"' in desk.get(room).text
    desk.post(room, **BODY | {"members": "81500"})
    assert newest_body(office).members == 81_500


def test_an_endorsement_is_entered_once_published_mended_and_withdrawn_for_a_reason(office, desk):
    union = body(office.database, "Rail Union", members=80_000)
    form = f"/office/endorsements/bodies/{union}/endorsement"
    assert "checked" not in desk.get(form).text
    assert problems(desk.post(form, link="javascript:1").text) == [
        *("basis", "deciding_body", "decided_on", "language", "link"),
    ]
    key = re.findall(r'name="form" value="(\w+)"', desk.get(form).text)[0]
    room = desk.post(form, form=key, **MOTION).headers["Location"]
    assert desk.post(form, form=key, **MOTION).headers["Location"] == room, "pressed twice"
    public, browser = f"/en/supporters/{union}", office.browser()
    assert browser.get(public).status_code == 404
    desk.post(f"{room}/publish")
    desk.post(f"{room}/change", **MOTION | {"attendance": "210"})
    assert "210 people present" in browser.get(public).text
    desk.post("/office/figures/publish")
    assert "80,000" in desk.get("/office/figures").text

    assert desk.post(f"{room}/withdraw", reason="").status_code == 422
    desk.post(f"{room}/withdraw", reason="A new executive")
    assert "A new executive" in desk.get(room).text
    assert browser.get(public).status_code == 404
    twice = desk.post(f"{room}/withdraw", reason="Again")
    assert "decided about this before you" in unescape(desk.get(twice.headers["Location"]).text)
    with desk.get("/office/lists/endorsements/csv?status=withdrawn") as answer:
        assert "Rail Union" in answer.text


def test_a_branch_is_put_below_its_union_and_never_above_itself(office, desk):
    union, branch = body(office.database, "Rail Union"), body(office.database, "Leeds Branch")
    above = f"/office/endorsements/bodies/{branch}/above"
    assert 'name="parent"' in desk.get(f"{above}?q=rail").text
    assert problems(desk.post(f"{above}?q=rail", parent="999").text) == ["parent"]
    desk.post(f"{above}?q=rail", parent=str(union))
    assert "Rail Union" in desk.get(f"/office/endorsements/bodies/{branch}").text
    circle = desk.post(f"/office/endorsements/bodies/{union}/above?q=leeds", parent=str(branch))
    assert circle.status_code == 422
    desk.post(above, parent="nobody")
    assert "Nothing stands above it" in desk.get(f"/office/endorsements/bodies/{branch}").text


def test_nobody_is_named_without_their_consent_and_a_name_goes_with_a_press(office, desk):
    endorsement_id = endorses(office.database, body(office.database, "Rail Union"))
    room = f"/office/endorsements/{endorsement_id}"
    mover = f"{room}/names/mover"
    assert "checked" not in desk.get(mover).text
    bare = {name: it for name, it in NAMED.items() if name != "keep"}
    assert problems(desk.post(mover, **bare).text) == ["keep"]
    assert desk.get(f"{room}/names/leader").status_code == 404, "a motion has no leader"
    desk.post(mover, **NAMED)
    public = f"/en/supporters/{newest_body(office).id}"
    assert "Elena Papadaki" in desk.get(room).text
    assert "Elena" not in office.browser().get(public).text
    desk.post(mover, **NAMED, show="yes")
    assert "Elena" in office.browser().get(public).text
    with office.database.reading() as session:
        standing = session.scalars(select(Consent).where(Consent.withdrawn_at.is_(None))).all()
    assert [it.purpose.value for it in standing] == ["keep_details", "show_name"]
    desk.post(f"{mover}/remove")
    assert "Elena" not in desk.get(room).text + office.browser().get(public).text


def test_a_leader_is_named_before_their_endorsement_counts(office, desk):
    union = body(office.database, "Rail Union")
    endorsement_id = entered(office.database, union, PERSONALLY)
    room = f"/office/endorsements/{endorsement_id}"
    refused = desk.post(f"{room}/publish").headers["Location"]
    assert "Name the leader first" in desk.get(refused).text
    desk.post(f"{room}/names/leader", **NAMED)
    desk.post(f"{room}/publish")
    with office.database.reading() as session:
        assert session.get_one(Endorsement, endorsement_id).status is EndorsementStatus.PUBLISHED


def test_those_who_may_not_see_names_do_not_see_them_here(office):
    endorsement_id = endorses(office.database, body(office.database, "Rail Union"))
    names(office.database, office.parts.seal, endorsement_id)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        page = desk_of(office, role).get(f"/office/endorsements/{endorsement_id}").text
        assert "closed to you" in page
        assert "Elena" not in page
        assert "General secretary" not in page


def test_a_scan_is_kept_without_what_the_telephone_wrote_into_it(office, desk):
    endorsement_id = endorses(office.database, body(office.database, "Rail Union"))
    room = f"/office/endorsements/{endorsement_id}"
    desk.get(f"{room}/scan/add")
    assert 'href="#file"' in post(desk, f"{room}/scan/add", {"file": b"%PDF-1.7"}).text
    assert post(desk, f"{room}/scan/add", {"file": jpeg(exif(6))}).status_code == 303
    scan = desk.get(f"{room}/scan")
    assert scan.content_type == "image/jpeg"
    assert GPS not in scan.data
    public = f"/en/supporters/motions/{endorsement_id}/picture"
    assert office.browser().get(public).status_code == 404
    desk.post(f"{room}/scan/remove")
    assert desk.get(f"{room}/scan").status_code == 404


def test_the_office_says_why_what_a_merged_row_decided_is_not_shown(office, desk):
    kept = body(office.database, "Rail Union")
    quiet = body(office.database, "Rail Union of Bursa", listed=False)
    motion = endorses(office.database, quiet)
    with office.database.writing() as work:
        merge_organisations(work, kept_id=kept, gone_id=quiet, actor="staff:1")
    text = unescape(desk.get(f"/office/endorsements/{motion}").text)
    assert "the row under which it was entered, Rail Union of Bursa, did not agree" in text
    assert f"/en/supporters/{kept}" not in text
