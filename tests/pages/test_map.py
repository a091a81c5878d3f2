"""The solidarity map and the front page, as everybody reads them."""

import csv
import gzip
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.campaign.appeals.models import SignatureCount
from hov_donate.campaign.map.drawing import outlines
from hov_donate.campaign.map.operations import hide_country
from hov_donate.campaign.map.queries import world
from hov_donate.campaign.map.rules import STEPS, Layer, of_layer
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.core.countries import COUNTRIES
from hov_donate.core.db import Database
from tests.pages.conftest import PublicSite
from tests.support.appeals import ALL, FACTS, Petition, an_appeal
from tests.support.endorsements import body, endorses
from tests.support.events import published
from tests.support.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROW = re.compile(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", re.DOTALL)
ALL_TOGETHER = ["Other countries", "All countries"]
SIGNED = {"GR": 60, "AF": 3, "DE": 4, "FR": 12}
PAST = datetime(2026, 3, 7, 18, 0, tzinfo=UTC)


def signed(site: PublicSite, counts: Mapping[str, int]) -> None:
    """An appeal that so many people of each country have signed."""
    signed_in(site.parts.database, counts)


def signed_in(database: Database, counts: Mapping[str, int]) -> None:
    """The same on an installation that nobody has opened yet."""
    appeal = an_appeal(database)
    rows = [
        {"appeal_id": appeal.id, "country": country, "confirmed": many, "publishable": 0}
        for country, many in counts.items()
    ]
    with database.engine.begin() as connection:
        connection.execute(insert(SignatureCount), rows)


def table(text: str) -> dict[str, list[str]]:
    """The rows of the table: the country, and its figures."""
    plain = [re.sub(r"<[^>]+>", "|", row).split("|") for row in ROW.findall(text)]
    words = [[it.strip() for it in row if it.strip()] for row in plain]
    return {country: figures for country, *figures in words}


def test_the_table_has_every_country_and_is_sorted_by_links(site: PublicSite):
    signed(site, SIGNED)
    published(site.parts.database, site.parts.seal, starts_at=PAST, ends_at=None, country="DE")
    union = body(site.parts.database, "Example Union", members=5_378_000, country="DE")
    endorses(site.parts.database, union)
    with site.parts.database.writing() as work:
        publish_figures(work, today=work.now.date(), actor="staff:1")
    page = site.get("/en/map").text
    found = table(page)
    assert list(found) == ["Greece", "France", "Afghanistan", "Germany", *ALL_TOGETHER]
    few = "fewer than five"
    assert found["Germany"] == [few, "0", few, "1", "more than 5,300,000", "0"]
    # Of one country with fewer than five endorsers, the number of all would tell how many.
    assert found["All countries"] == ["79", "0", "not told", "1", "more than 5,300,000", "0"]
    assert found["Other countries"] == ["7", "0", "not told", "0", "0", "0"]
    assert 'aria-sort="descending"><a href="/en/map#countries">Signatures' in page
    by_name = site.get("/en/map?sort=country").text
    assert list(table(by_name))[:2] == ["Afghanistan", "France"]
    assert next(iter(table(site.get("/en/map?sort=events").text))) == "Germany"
    assert next(iter(table(site.get("/en/map?sort=nonsense&layer=x&country=ZZ").text))) == "Greece"


def test_a_country_is_pointed_out_on_the_map_by_its_link(site: PublicSite):
    signed(site, SIGNED)
    page = site.get("/en/map").text
    link = "/en/map?layer=events&amp;country=FR#world"
    assert link in site.get("/en/map?layer=events").text
    assert 'class="chosen"' not in page
    pointed = site.get("/en/map?country=FR").text
    assert 'class="chosen"' in pointed
    assert 'id="chosen">France' in pointed
    # Nothing is said of a country that has nothing, or is hidden.
    assert 'id="chosen"' not in site.get("/en/map?country=IT").text


def test_the_picture_of_every_country_weighs_less_than_sixty_kilobytes(site: PublicSite):
    signed(site, {country: 5 + 7 * at for at, country in enumerate(sorted(COUNTRIES))})
    for path in ("/en/map?country=CA", "/en/map/embed", "/en/"):
        [picture] = re.findall(r'<svg class="world".*?</svg>', site.get(path).text, re.DOTALL)
        assert picture.count("<path") > STEPS
        assert len(gzip.compress(picture.encode())) <= 60_000


def test_programs_get_what_the_page_shows_and_no_more(site: PublicSite):
    signed(site, SIGNED)
    answer = site.get("/map.json")
    told = answer.get_json()
    assert told["countries"]["GR"]["signatures"] == 60
    assert told["countries"]["AF"]["signatures"] is None
    assert told["total"]["signatures"] == 79
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    rows = list(csv.reader(site.get("/map.csv").data.decode("utf-8-sig").splitlines()))
    assert rows[0][:2] == ["country", "signatures"]
    assert dict(row[:2] for row in rows[1:]) == {
        "AF": "<5",
        "DE": "<5",
        "FR": "12",
        "GR": "60",
        "others": "7",
        "all": "79",
    }


def test_other_sites_may_show_the_map_in_a_frame_and_no_other_page(site: PublicSite):
    signed(site, SIGNED)
    framed = site.get("/es/map/embed?layer=organisations")
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "Set-Cookie" not in framed.headers
    assert "<script" not in framed.text
    assert 'target="_blank"' in framed.text
    for path in ("/es/map", "/es/", "/es/donate"):
        answer = site.get(path)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_staff_hide_a_country_and_it_is_counted_in_totals_only(office: Office):
    desk = office.signed_in()
    parts, appeal = office.parts, an_appeal(office.database)
    petition = Petition(office.database, parts.settings, parts.seal, office.clock, appeal)
    petition.signed(country="AF", shown=ALL)
    public = office.browser()
    signers = f"/en/appeals/{petition.appeal.slug}/signatures"
    assert "Rosa" in public.get(signers).text
    wrong = desk.post("/office/map/hide", country="", reason="")
    assert wrong.status_code == 422
    for field in ("country", "reason"):
        assert f'href="#{field}"' in wrong.text
    for _ in range(2):
        desk.post("/office/map/hide", country="AF", reason="Unions are banned there.")
    room = desk.get("/office/map").text
    assert "Unions are banned there." in room
    assert "staff:1" not in room
    for path in ("/en/map", "/en/map?country=AF", "/map.json", "/map.csv", signers):
        # What the reader typed is repeated in the links to other languages, and nowhere else.
        text = public.get(path).text.replace('/map?country=AF" hreflang', "")
        assert "Afghanistan" not in text
        assert "AF" not in text
        assert "Rosa" not in text
    # It is alone: the total would be its number.
    assert public.get("/map.json").get_json()["total"]["signatures"] is None
    assert "Rosa" not in public.get(f"{signers}?country=AF").text
    desk.post("/office/map/AF/show")
    assert "Afghanistan" in public.get("/en/map").text
    assert desk.post("/office/map/AF/show").status_code == 404


def test_the_number_of_a_hidden_country_does_not_come_out_by_subtraction(site: PublicSite):
    signed(site, {"GR": 60, "AF": 7, "FR": 12})
    with site.parts.database.writing() as work:
        hide_country(work, country="AF", reason="Unions are banned there.", actor="staff:1")
    told = site.get("/map.json").get_json()
    assert {it: row["signatures"] for it, row in told["countries"].items()} == {
        "GR": 60,
        "FR": None,
    }
    assert (told["others"]["signatures"], told["total"]["signatures"]) == (19, 79)
    assert table(site.get("/en/map").text)["France"][0] == "among “Other countries”"


def test_the_picture_tells_no_more_of_a_country_than_the_table(site: PublicSite):
    signed(site, {"AF": 10, "GB": 5, "FR": 80})
    with site.parts.database.writing() as work:
        hide_country(work, country="AF", reason="Unions are banned there.", actor="staff:1")
    page = site.get("/en/map").text
    assert table(page)["United Kingdom"][0] == "among “Other countries”"
    [drawn] = re.findall(r'fill="url\(#step-5\)">\s*<path d="([^"]+)"', page)
    assert drawn == outlines().shapes["GB"]
    legend = page.split('class="legend"')[1].split("</ul>")[0]
    assert "among “Other countries”" in legend


def test_of_two_appeals_nothing_comes_out_that_one_table_keeps(site: PublicSite):
    signed(site, {"AF": 3, "GB": 15, "FR": 8})
    second = an_appeal(site.parts.database, replace(FACTS, slug="second"))
    with site.parts.database.engine.begin() as connection:
        row = {"appeal_id": second.id, "country": "FR", "confirmed": 100, "publishable": 40}
        connection.execute(insert(SignatureCount), [row])
    with site.parts.database.writing() as work:
        hide_country(work, country="AF", reason="Unions are banned there.", actor="staff:1")
    for slug, named in ((FACTS.slug, []), ("second", ["FR"])):
        text = site.get(f"/en/appeals/{slug}/signatures").text
        assert re.findall(r"country=(\w\w)", text) == named, "who is shown, and no number"
        assert "15" not in text


def test_files_tell_nobody_how_many_members_a_body_without_a_name_has(site: PublicSite):
    database = site.parts.database
    endorses(database, body(database, "Silent Union", members=71_234, country="TR", listed=False))
    endorses(database, body(database, "Rail Union", members=41_234))
    endorses(database, body(database, "Example Union", members=985_678, country="DE"))
    with database.writing() as work:
        publish_figures(work, today=work.now.date(), actor="staff:1")
    told = site.get("/map.json").get_json()
    assert {it: row["workers"] for it, row in told["countries"].items()} == {
        "TR": None,
        "GB": 41_000,
        "DE": 980_000,
    }
    assert told["others"]["workers"] is None
    assert told["total"]["workers"] == 1_000_000
    numbers = {it["figure"]: it["value"] for it in site.get("/numbers.json").get_json()["figures"]}
    assert numbers["workers"] == 1_000_000
    for path in ("/en/map", "/map.csv", "/numbers.json", "/numbers.csv"):
        assert "71234" not in site.get(path).text.replace(",", "")


def affiliate(organisation_id: int, at: datetime) -> Affiliation:
    """That an organisation belongs to the campaign."""
    return Affiliation(
        organisation_id=organisation_id,
        kind="national_union",
        country="GB",
        language="en",
        status=AffiliationStatus.ACTIVE,
        created_at=at,
    )


def test_an_organisation_that_belongs_and_decided_is_drawn_once(site: PublicSite):
    database = site.parts.database
    both = [body(database, f"Union {number}") for number in range(5)]
    only = body(database, "Another Union")
    for number in (*both, only):
        endorses(database, number)
    with database.writing() as work:
        work.session.add_all(affiliate(number, work.now) for number in both)
    with database.reading() as session:
        [line] = world(session, now=PAST).lines
    counts = line.counts
    assert (counts.affiliates, counts.endorsers, counts.bodies) == (5, 6, 6)
    assert of_layer(line, Layer.ORGANISATIONS) == 6


def test_who_decided_tells_nothing_of_how_many_belong(site: PublicSite):
    database = site.parts.database
    for number in range(4):
        endorses(database, body(database, f"Listed Union {number}"))
    silents = [body(database, f"Silent Union {number}", listed=False) for number in range(4)]
    with database.writing() as work:
        work.session.add_all(affiliate(number, work.now) for number in silents)
    affiliates = site.get("/map.json").get_json()
    assert affiliates["others"]["affiliates"] is None, "four would be the number of the silent"


def test_the_front_page_says_what_can_be_done_and_only_published_figures(site: PublicSite):
    empty = site.get("/en/").text
    for link in ("/en/appeals", "/en/donate", "/en/join", "/en/affiliate", "/en/map"):
        assert f'href="{link}"' in empty
    signed(site, SIGNED | {"GB": 1})
    published(site.parts.database, site.parts.seal)
    page = site.get("/en/").text
    assert f'href="/en/appeals/{FACTS.slug}">Sign the appeal' in page
    # How many have signed at this moment stands on the appeal's own page.
    assert "people have signed." not in page
    assert "Evening for the rail workers" in page
    assert "What was achieved so far" not in page
    with site.parts.database.writing() as work:
        publish_figures(work, today=work.now.date(), actor="staff:1")
    achieved = site.get("/en/").text
    assert "What was achieved so far" in achieved
    assert re.search(r"<dt>countries they are from</dt><dd>5</dd>", achieved)
    assert "Counts on an appeal’s page and on the map are of this moment." in (
        site.get("/en/numbers").text
    )
    assert site.get("/es").headers["Location"] == "/es/"
    assert 'lang="es"' in site.get("/", Accept_Language="es").text


def test_an_appeal_that_is_closed_is_not_the_first_thing_to_do(site: PublicSite):
    an_appeal(site.parts.database, replace(FACTS, closes_on=FACTS.opens_on))
    page = site.get("/en/").text
    assert "Sign the appeal" not in page
    assert 'href="/en/appeals">Sign' in page
