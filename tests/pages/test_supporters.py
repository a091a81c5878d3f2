"""Everybody finds who stands by the campaign, and nobody who did not agree to be found."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from uuid import UUID

import pytest

from hov_donate.campaign.endorsements.addresses import EndorsementAddresses
from hov_donate.campaign.endorsements.operations import add_scan, withdraw_endorsement
from hov_donate.campaign.endorsements.queries import person_of_details
from hov_donate.campaign.endorsements.rules import Part
from hov_donate.campaign.events.pictures import cleaned
from hov_donate.campaign.map.operations import hide_country
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.contacts.operations import merge_organisations
from hov_donate.contacts.sealing import Identity
from tests.pages.conftest import PublicSite
from tests.rules.test_event_pictures import jpeg
from tests.support.endorsements import MOTION, STAFF, body, endorses, leader_endorses, names

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def listed(site: PublicSite, asking: str = "") -> list[str]:
    text = site.get(f"/en/supporters{asking}").text
    return [unescape(it) for it in re.findall(r'<li><p><a href="[^"]+"><bdi>(.*?)</bdi>', text)]


def test_the_directory_has_those_that_agreed_and_decided_by_name_country_and_kind(site):
    database = site.parts.database
    for name, country, kind, shown in (
        ("Ömnibus Crews", "DE", "national_union", True),
        ("Rail Union", "GB", "national_union", True),
        ("Silent Union", "TR", "national_union", False),
        ("Ferry Branch", "GB", "union_branch", True),
    ):
        endorses(database, body(database, name, country=country, kind=kind, listed=shown))
    body(database, "Has Not Decided")
    leader_endorses(database, site.parts.seal, body(database, "Only Its Leader"))
    assert listed(site) == ["Ferry Branch", "Ömnibus Crews", "Rail Union"]
    assert listed(site, "?country=GB") == ["Ferry Branch", "Rail Union"]
    assert listed(site, "?kind=union_branch") == ["Ferry Branch"]
    assert listed(site, "?q=omni+crew") == ["Ömnibus Crews"]
    assert listed(site, "?q=%25") == listed(site), "there is no word in it"
    assert listed(site, "?q=_") == [], "it stands for no other letter"
    assert listed(site, "?q=leeds") == [], "a town that is not shown is not found either"
    assert "Silent" not in site.get("/en/supporters?q=silent&country=TR").text.split("<h2", 1)[1]
    assert site.get("/en/supporters?country=ZZ&kind=nonsense%00&after=x").status_code == 200


def test_an_organisation_leaves_the_directory_when_it_takes_its_decision_back(site):
    database = site.parts.database
    union = body(database, "Rail Union")
    motion = endorses(database, union)
    assert site.get(f"/en/supporters/{union}").status_code == 200
    with database.writing() as work:
        withdraw_endorsement(work, endorsement_id=motion, reason="New executive", actor=STAFF)
    assert listed(site) == []
    assert site.get(f"/en/supporters/{union}").status_code == 404


def test_what_was_decided_under_a_double_stands_on_the_page_of_the_one(site):
    database = site.parts.database
    first, second, third = (body(database, "Rail Union", listed=it != 1) for it in range(3))
    endorses(database, first)
    for gone, kept in ((first, second), (second, third)):
        with database.writing() as work:
            merge_organisations(work, kept_id=kept, gone_id=gone, actor=STAFF)
    assert listed(site) == ["Rail Union"]
    assert MOTION.title in site.get(f"/en/supporters/{third}").text
    assert site.get(f"/en/supporters/{first}").status_code == 404


def test_what_a_double_decided_that_did_not_agree_to_be_listed_is_not_told_under_another_name(site):
    database = site.parts.database
    kept = body(database, "Rail Union", members=400)
    quiet = body(database, "Rail Union of Bursa", members=5_000, listed=False)
    endorses(database, quiet)
    with database.writing() as work:
        merge_organisations(work, kept_id=kept, gone_id=quiet, actor=STAFF)
    assert listed(site) == [], "it decided nothing under the name that is listed"
    assert site.get(f"/en/supporters/{kept}").status_code == 404
    endorses(database, kept, replace(MOTION, title="For everybody", decided_on=date(2026, 1, 9)))
    text = site.get(f"/en/supporters/{kept}").text
    assert "For everybody" in text
    assert MOTION.title not in text
    assert "5,000" not in text
    assert "400" not in text, "one of its rows has told a number that is not to be shown"
    assert "9 January 2026" in site.get("/en/supporters").text


def test_a_page_of_a_double_has_its_scan_and_stands_in_no_map_for_search_engines(site):
    database, seal = site.parts.database, site.parts.seal
    kept, double = body(database, "Rail Union"), body(database, "Rail Union (old)")
    motion = endorses(database, double)
    with database.writing() as work:
        add_scan(work, endorsement_id=motion, picture=cleaned(jpeg()), shown=True)
        merge_organisations(work, kept_id=kept, gone_id=double, actor=STAFF)
    assert f"/en/supporters/{kept}<" in site.get("/sitemap.xml").text
    names(database, seal, motion, Part.MOVER)
    text = site.get(f"/en/supporters/{kept}").text
    assert "Elena Papadaki" in text
    assert f"/en/supporters/motions/{motion}/picture" in text
    assert site.get(f"/en/supporters/motions/{motion}/picture").status_code == 200
    assert f"/supporters/{kept}<" not in site.get("/sitemap.xml").text


def test_no_page_of_the_directory_begins_after_one_that_is_not_in_it(site):
    database = site.parts.database
    for name in ("Alpha Union", "Kilo Union", "Zulu Union"):
        endorses(database, body(database, name))
    kilo = site.get("/en/supporters").text.split("Kilo Union")[0].rsplit("/supporters/", 1)[1]
    assert listed(site, f"?after={kilo.split(chr(34))[0]}") == ["Zulu Union"]
    secret = body(database, "Lima Secret Union", listed=False)
    hidden = body(database, "Bravo Union", country="AF")
    undecided = body(database, "Lima Has Not Decided")
    for union in (secret, hidden):
        endorses(database, union)
    with database.writing() as work:
        hide_country(work, country="AF", reason="Arrests", actor=STAFF)
    for nobody in (secret, hidden, undecided, 9999):
        assert listed(site, f"?after={nobody}") == ["Alpha Union", "Kilo Union", "Zulu Union"]


def test_a_motion_is_shown_with_those_who_agreed_and_its_scan_where_it_may_be(site):
    database, seal = site.parts.database, site.parts.seal
    union = body(database, "Rail Union", members=80_000)
    motion = endorses(database, union)
    names(database, seal, motion, Part.MOVER)
    nikos = Identity("Nikos Hidden", "nikos@union.example")
    names(database, seal, motion, Part.SECONDER, who=nikos, shown=False)
    for shown in (False, True):
        with database.writing() as work:
            add_scan(work, endorsement_id=motion, picture=cleaned(jpeg()), shown=shown)
        scan = site.get(f"/en/supporters/motions/{motion}/picture")
        assert scan.status_code == (200 if shown else 404)
    text = site.get(f"/en/supporters/{union}").text
    for told in ("Elena Papadaki", "General secretary", "200 people present", "80,000"):
        assert told in text
    assert "It asks all branches to do the same." in text
    assert "Nikos" not in text
    assert '<meta name="robots" content="noindex, noarchive">' in text, "there is a name on it"
    assert f"/supporters/{union}<" not in site.get("/sitemap.xml").text
    assert f"/en/supporters/motions/{motion}/picture" in text


def test_an_organisation_on_whose_page_nobody_is_named_is_found_by_search_engines(site):
    database, seal = site.parts.database, site.parts.seal
    union = body(database, "Rail Union")
    names(database, seal, endorses(database, union), Part.MOVER, shown=False)
    text = site.get(f"/en/supporters/{union}").text
    assert "noindex" not in text
    assert 'hreflang="x-default"' in text
    assert f"/en/supporters/{union}<" in site.get("/sitemap.xml").text


def test_who_is_named_sees_what_is_said_and_removes_it_by_a_button_alone(site):
    database = site.parts.database
    union = body(database, "Rail Union")
    details_id = names(database, site.parts.seal, endorses(database, union))
    with database.reading() as session:
        person = person_of_details(session, UUID(details_id))
    assert person is not None
    link = EndorsementAddresses("", site.parts.links).own_name(person, "en")
    page = site.get(link).text
    assert "You moved the motion" in page
    assert "Elena Papadaki" in page
    assert "Elena" in site.get(f"/en/supporters/{union}").text, "opening it changed nothing"
    assert site.client.post(f"{link}/remove").status_code == 303
    assert "You are not named any more" in site.get(link).text
    assert "Elena" not in site.get(f"/en/supporters/{union}").text
    assert site.get("/en/endorsement-name/nonsense").status_code == 404


def test_leaders_stand_on_a_page_of_their_own(site):
    database, seal = site.parts.database, site.parts.seal
    assert "Nobody is shown here yet" in site.get("/en/supporters/leaders").text
    leader_endorses(database, seal, body(database, "Dockers"))
    text = site.get("/en/supporters/leaders").text
    assert "Elena Papadaki" in text
    assert "Dockers" in text
    assert "it has not decided by that" in text
    assert '<meta name="robots" content="noindex, noarchive">' in text


def test_a_leader_of_an_organisation_that_is_not_listed_stands_there_without_its_name(site):
    database, seal = site.parts.database, site.parts.seal
    shy = body(database, "Shy Union", listed=False, country="TR")
    leader_endorses(database, seal, shy)
    text = site.get("/en/supporters/leaders").text
    assert "Elena Papadaki" in text
    assert "Türkiye" in text
    assert "Shy Union" not in text
    assert "named where it agreed to be listed" in text
    with database.writing() as work:
        merge_organisations(work, kept_id=body(database, "Dockers"), gone_id=shy, actor=STAFF)
    assert "Dockers" not in site.get("/en/supporters/leaders").text, "it did not agree as that"


def test_nobody_of_a_country_that_is_hidden_is_named_anywhere(site):
    database, seal = site.parts.database, site.parts.seal
    union = body(database, "Bell Founders", members=9_000, country="TR")
    endorses(database, union)
    leader_endorses(database, seal, body(database, "Dockers", country="TR"))
    with database.writing() as work:
        publish_figures(work, today=work.now.date(), actor=STAFF)
    assert listed(site) == ["Bell Founders"]
    with database.writing() as work:
        hide_country(work, country="TR", reason="Arrests", actor=STAFF)
    assert listed(site) == []
    assert site.get(f"/en/supporters/{union}").status_code == 404
    assert "Elena" not in site.get("/en/supporters/leaders").text
    numbers = site.get("/en/numbers").text
    assert "Bell Founders" not in numbers + site.get("/en/numbers.json").text
    assert "1 organisation is counted" in numbers
    assert "9,000" not in numbers, "the total would be its own"
