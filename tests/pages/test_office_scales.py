"""Fee scales in the office: written, looked at, compared, activated, retired."""

import re

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import FeeScale, ScaleStatus
from hov_donate.office.affiliates.queries import comparing
from hov_donate.staff.rules import Permission
from tests.support.office import Desk, Office, without
from tests.support.office_affiliates import SCALE, Register

DEARER = SCALE.replace('rate = "0.18"', 'rate = "0.20"').replace("2026-01-01", "2027-01-01")


def keep(desk: Desk, text: str = SCALE) -> str:
    """Write a draft; where it is."""
    desk.get("/office/scales/new")
    answer = desk.post("/office/scales/new", text=text)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def walked(desk: Desk, address: str) -> list[str]:
    """A comparison, stretch by stretch."""
    stretches = []
    while address:
        stretches.append(desk.get(address).text)
        more = re.search(r'href="([^"]+so_far[^"]+)"', stretches[-1])
        address = more[1].replace("&amp;", "&") if more else ""
    return stretches


def scales(office: Office) -> list[FeeScale]:
    with office.database.reading() as session:
        return list(session.scalars(select(FeeScale).order_by(FeeScale.id)))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_room_opens_empty_and_says_how_to_begin(office: Office, language: str) -> None:
    page = office.signed_in(language).get("/office/scales")
    assert 'class="empty"' in page.text
    assert "example=gb" in page.text


@pytest.mark.parametrize("name", ["gb", "eu", "international"])
def test_a_worked_example_becomes_a_draft(office: Office, name: str) -> None:
    desk = office.signed_in()
    page = desk.get(f"/office/scales/new?example={name}").text
    assert "[[rules]]" in page
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert text
    place = keep(desk, text[1].replace("&#34;", '"').replace("&#39;", "'"))
    assert "Draft" in desk.get(place).text


def test_a_draft_shows_what_it_gives_at_every_edge_and_what_is_odd(office: Office) -> None:
    desk = office.signed_in()
    page = desk.get(keep(desk)).text
    for text in ("£10.08", "£10.00", "gb-2026", "Union branch, Trades council"):
        assert text in page
    assert "Nothing is odd" in page
    steps = '{ upto = 100, base = "50" }, { base = "40" }'
    odd = SCALE.replace('{ rate = "0.18" }', steps).replace("gb-2026", "odd")
    assert "the fee falls" in desk.get(keep(desk, odd)).text


def test_every_fault_is_told_with_its_line_and_nothing_typed_is_lost(office: Office) -> None:
    desk = office.signed_in()
    desk.get("/office/scales/new")
    wrong = SCALE.replace('"0.18"', "0.18").replace("union_branch", "union_brunch")
    answer = desk.post("/office/scales/new", text=wrong)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert "Line 14:" in answer.text
    assert "Line 17:" in answer.text
    assert "did you mean union_branch?" in answer.text
    assert "union_brunch" in answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert scales(office) == []


@pytest.mark.parametrize("text", ["", "nonsense", "[scale]\nid = 5", "\0", "x = " + "[" * 2000])
def test_nonsense_is_told_too(office: Office, text: str) -> None:
    desk = office.signed_in()
    desk.get("/office/scales/new")
    answer = desk.post("/office/scales/new", text=text)
    assert answer.status_code == 422
    assert "What to mend" in answer.text


def test_pressing_twice_keeps_one_draft(office: Office) -> None:
    desk = office.signed_in()
    assert keep(desk) == keep(desk)
    assert len(scales(office)) == 1


def test_a_draft_is_edited_until_it_is_activated_by_a_decision(office: Office) -> None:
    desk = office.signed_in()
    place = keep(desk)
    desk.get(f"{place}/edit")
    assert desk.post(f"{place}/edit", text="nonsense").status_code == 422
    assert desk.post(f"{place}/edit", text=DEARER).status_code == 303
    page = desk.get(f"{place}/activate").text
    assert "1 January 2027" in page
    assert "AGM 2025-11-15, motion 7" in page
    assert "Write who decided" in desk.post(f"{place}/activate", decided_by=" ").text
    for _twice in range(2):
        done = desk.post(f"{place}/activate", decided_by="AGM 2026-11-14, motion 3")
        assert done.status_code == 303
    (row,) = scales(office)
    assert row.status is ScaleStatus.ACTIVE
    assert row.decided_by == "AGM 2026-11-14, motion 3"
    assert desk.get(f"{place}/edit").status_code == 404
    assert desk.get(f"{place}/activate").status_code == 404
    assert "Retire it" in desk.get(place).text
    desk.get(f"{place}/retire")
    assert [desk.post(f"{place}/retire").status_code for _twice in range(2)] == [303, 303]
    assert "No longer offered" in desk.get(place).text


def test_the_next_version_begins_with_the_text_of_the_last(
    office: Office, register: Register
) -> None:
    register.billed()
    desk = office.signed_in()
    (row,) = scales(office)
    assert f"like={row.id}" in desk.get(f"/office/scales/{row.id}").text
    assert "rate = &#34;0.18&#34;" in desk.get(f"/office/scales/new?like={row.id}").text
    keep(desk, DEARER)
    assert [it.version for it in scales(office)] == [1, 2]
    assert desk.get("/office/scales/99").status_code == 404
    assert desk.get("/office/scales/new?like=99").status_code == 404


def test_two_versions_are_compared_over_the_present_affiliates(
    office: Office, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    for members in (10, 350, 1000):
        register.declared(register.branch(f"Branch {members}"), members)
    register.declared(register.branch("Gone", status="resigned"), 400)
    register.declared(register.member(), 1)
    with office.database.writing() as work:
        register.in_force(work)
    desk = office.signed_in()
    place = keep(desk, DEARER)
    page = desk.get(f"{place}/compare?before=1").text
    # 10 + 63 + 180 + 30, and then 10 + 70 + 200 + 30
    for text in ("£283.00", "£310.00", "£27.00", "4 affiliates were looked at", "A-00003"):
        assert text in page, text
    assert page.index("A-00003") < page.index("A-00002")
    assert "Look at the next ones too" not in page
    monkeypatch.setattr(comparing, "SECONDS_AT_ONCE", 0)
    monkeypatch.setattr(comparing, "BATCH", 2)
    stretches = walked(desk, f"{place}/compare?before=1")
    seen = [re.findall(r"(\d+) affiliates? were looked at", it)[0] for it in stretches]
    assert seen == ["2", "4"]
    assert "£310.00" in stretches[-1]
    assert desk.get(f"{place}/compare?before=1&so_far=nonsense").status_code == 200
    assert desk.get(f"{place}/compare").status_code == 404


def test_who_may_only_look_may_not_write(office: Office) -> None:
    desk = office.signed_in()
    place = keep(desk)
    with without(Permission.EDIT_SCALES, Permission.ACTIVATE_SCALES):
        page = desk.get(place).text
        assert "Edit the draft" not in page
        assert "Activate it" not in page
        for room in ("edit", "activate", "retire"):
            assert desk.post(f"{place}/{room}").status_code == 403
        assert desk.get("/office/scales/new").status_code == 403
