"""The campaign's figures: one page, one sheet for the press, and files that say the same."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select

from hov_donate.campaign.numbers.models import FigureInput, FigureSnapshot, FigureValue
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.campaign.numbers.rules import Figure
from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.operations import note_members
from tests.pages.conftest import PublicSite
from tests.support.endorsements import STAFF, body, endorses, leader_endorses

DAY = date(2026, 11, 2)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def publish(site: PublicSite, day: date = DAY) -> None:
    """The figures of a day."""
    with site.parts.database.writing() as work:
        publish_figures(work, today=day, actor=STAFF)


def two_unions(site: PublicSite) -> None:
    database = site.parts.database
    union = body(database, "Rail Union", members=5_378_000)
    endorses(database, union)
    endorses(database, body(database, "Leeds", members=300, below=union, kind="union_branch"))
    endorses(database, body(database, "Silent Union", members=70_000, country="TR", listed=False))
    leader_endorses(database, site.parts.seal, body(database, "Dockers", members=900))


def test_before_the_first_night_there_are_no_figures(site):
    assert "No figures are published yet" in site.get("/en/numbers").text
    for ending in ("json", "csv", "pdf"):
        assert site.get(f"/en/numbers.{ending}").status_code == 404


def test_the_page_says_more_than_what_each_means_and_who_is_counted(site):
    two_unions(site)
    publish(site)
    text = site.get("/en/numbers").text
    assert "more than 5,300,000" in text, "the union, and one more that is not named"
    assert "Rail Union" in text
    assert "Silent Union" not in text
    assert "1 organisation is counted that did not agree to be shown with its members" in text
    assert "must not be added to them" in text, "leaders are a figure apart"
    assert "Dockers" not in text
    endorses(site.parts.database, body(site.parts.database, "Ferry Crews", members=900_000))
    assert "more than 5,300,000" in site.get("/en/numbers").text, "nothing moves before it is taken"
    publish(site, DAY + timedelta(days=1))
    assert "more than 6,200,000" in site.get("/en/numbers").text
    assert "more than 5,300,000" in site.get(f"/en/numbers?day={DAY}").text
    assert "Nothing was published until that day" in site.get("/en/numbers?day=2020-01-01").text
    assert site.get("/en/numbers?day=nonsense").status_code == 200


def test_who_agreed_to_be_listed_but_not_with_its_members_is_added_up_without_its_name(site):
    two_unions(site)
    shy = body(site.parts.database, "Bell Founders", members=9_000, listed_members=False)
    endorses(site.parts.database, shy)
    publish(site)
    text = site.get("/en/numbers").text
    assert "Bell Founders" not in text
    assert "2 organisations are counted that did not agree to be shown with" in text
    own = site.get(f"/en/supporters/{shy}").text
    assert "Bell Founders" in own
    assert "9,000" not in own


def told(site: PublicSite, figure: str, asking: str = "") -> tuple[int | None, str]:
    """A figure as the file for programs has it."""
    found = json.loads(site.get(f"/en/numbers.json{asking}").text)["figures"]
    return next((it["value"], it["printed"]) for it in found if it["figure"] == figure)


def everywhere(site: PublicSite) -> str:
    """All that is published of the figures, as text."""
    pages = [site.get(it).text for it in ("/en/numbers", "/en/numbers.json", "/en/")]
    sheets = [text_of(site.get(it).data) for it in ("/en/numbers.pdf", "/en/numbers/2026.pdf")]
    return " ".join([*pages, site.get("/en/numbers.csv").data.decode("utf-8-sig"), *sheets])


def test_what_one_union_does_not_show_is_not_told_by_subtracting_those_that_do(site):
    """Quiet Union in Turkey is listed and does not show its members; Loud Union shows its own."""
    database = site.parts.database
    loud = body(database, "Loud Union", members=50)
    quiet = body(database, "Quiet Union", members=45, country="TR", listed_members=False)
    for union in (loud, quiet):
        endorses(database, union)
    publish(site)
    before = everywhere(site)
    assert told(site, "workers") == (50, "more than 50")
    with database.writing() as work:
        note_members(
            work, organisation_id=quiet, members=900_000, as_at=DAY, source=MembersSource.REPORT
        )
    publish(site)
    checksums = re.compile(r"[0-9a-f]{64}|\d\d:\d\d:\d\d[^ \"]*")
    assert checksums.sub("", everywhere(site)) == checksums.sub("", before), "whatever it has"


def test_five_that_do_not_show_their_members_are_added_in_a_wide_step(site):
    database = site.parts.database
    endorses(database, body(database, "Loud Union", members=50))
    for number in range(5):
        publish(site)
        assert told(site, "workers")[0] == 50
        endorses(database, body(database, f"Quiet {number}", members=39, listed=False))
    publish(site)
    assert told(site, "workers") == (150, "more than 150"), "195 of them are 100 at least"
    assert "more than 150" in site.get("/en/").text


def test_a_leader_of_a_union_that_is_not_listed_tells_nobody_how_many_it_has(site):
    database, seal = site.parts.database, site.parts.seal
    leader_endorses(
        database, seal, body(database, "Shy Union", members=72, listed=False, country="TR")
    )
    publish(site)
    assert told(site, "leaders") == (1, "1")
    assert told(site, "leaders_workers") == (None, "not told")
    assert ">72<" not in site.get("/en/numbers").text
    [row] = [it for it in site.get("/en/numbers.csv").text.splitlines() if "leaders_workers" in it]
    assert row.startswith("leaders_workers,,not told,")
    assert "not told" in text_of(site.get("/en/numbers.pdf").data)
    leader_endorses(database, seal, body(database, "Open Union", members=3_000))
    publish(site)
    assert told(site, "leaders_workers") == (3_000, "more than 3,000")


def test_who_says_so_is_told_in_the_readers_language_and_never_as_somebody_typed_it(site):
    two_unions(site)
    publish(site)
    assert "its yearly report" in site.get("/en/numbers").text
    assert "its yearly report" not in site.get("/es/numbers").text
    an_older_snapshot_with_free_text(site, "a letter of Rosa Quiñones")
    assert "Rail Union" in site.get("/en/numbers").text
    assert "Rosa" not in site.get("/en/numbers").text
    assert "Rosa" not in site.get("/en/numbers.json").text


def an_older_snapshot_with_free_text(site: PublicSite, text: str) -> None:
    """As it was kept before the source was a choice; nothing of it can be changed."""
    with site.parts.database.writing() as work:
        told = work.session.scalars(select(FigureInput).where(FigureInput.key == "1")).one()
        fact = {**(told.fact or {}), "source": text}
        older = FigureInput(
            source=told.source,
            key="1",
            fact=fact,
            seen_at=work.now,
        )
        work.session.add(older)
        work.session.flush()
        it = work.session.scalars(select(FigureSnapshot)).one()
        work.session.add(
            FigureSnapshot(
                day=it.day,
                taken_at=work.now,
                taken_by=it.taken_by,
                method=it.method,
                last_input_id=older.id,
                checksum=it.checksum,
            )
        )
        work.session.flush()
        work.session.add_all(FigureValue(snapshot_id=2, figure=it, value=1) for it in Figure)


def test_files_say_what_the_page_says_in_the_readers_language(site):
    two_unions(site)
    publish(site)
    told = json.loads(site.get("/en/numbers.json").text)
    figures = {it["figure"]: (it["value"], it["printed"]) for it in told["figures"]}
    assert figures["workers"] == (5_300_000, "more than 5,300,000")
    assert figures["organisations"] == (3, "3")
    assert [it["name"] for it in told["counted_bodies"]] == ["Rail Union"]
    assert (told["counted_without_a_name"], len(told["checksum"])) == (1, 64)
    rows = list(csv.DictReader(io.StringIO(site.get("/en/numbers.csv").data.decode("utf-8-sig"))))
    assert {it["figure"]: int(it["value"]) for it in rows} == {
        figure: value for figure, (value, _) in figures.items()
    }
    sheet = site.get("/es/numbers.pdf")
    assert (sheet.content_type, sheet.data[:5]) == ("application/pdf", b"%PDF-")


def text_of(sheet: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet)).pages)


def test_a_year_is_reported_with_the_figures_of_its_beginning(site):
    two_unions(site)
    publish(site, date(2025, 12, 31))
    endorses(site.parts.database, body(site.parts.database, "Ferry Crews", members=900_000))
    publish(site)
    page = site.get("/en/numbers").text
    assert re.findall(r"/en/numbers/(\d+)\.pdf", page) == ["2026", "2025"]
    report = text_of(site.get("/en/numbers/2026.pdf").data)
    for told in (
        "Yearly report",
        "more than 6,200,000",
        "When the year began: more than 5,300,000",
    ):
        assert told in " ".join(report.split())
    assert "When the year began" not in text_of(site.get("/en/numbers/2025.pdf").data)
    for year in ("2024", "2027", "0", "99999"):
        assert site.get(f"/en/numbers/{year}.pdf").status_code == 404
