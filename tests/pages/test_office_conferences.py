"""The conferences' room: credentials before and after the freeze, delegates, lists for the door."""

import csv
import io
import re
from datetime import date

import pypdf
import pytest

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations import name_delegates
from hov_donate.contacts.sealing import Identity
from hov_donate.outbox.models import OutboxMessage
from hov_donate.staff.rules import Permission
from tests.support.assembly import Assembly
from tests.support.office import Desk, without

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ANA = Identity("=Ana Ríos", "ana@branch.example")
WHY = "Signing in at the door"
GOOD = {
    "name": "Annual conference 2026",
    "place": "Cardiff",
    "held_on": "2026-11-28",
    "cut_off_on": "2026-10-31",
    "paid_up_by": "2026-08-15",
}


@pytest.fixture
def desk(assembly: Assembly) -> Desk:
    return assembly.office.signed_in()


@pytest.fixture
def room(assembly: Assembly, desk: Desk) -> str:
    """A conference with a branch that is paid up, one that is not, and a member."""
    paid = assembly.branch()
    owes = assembly.branch("Ávila Union", branch="")
    assembly.term(paid)
    assembly.term(owes, 2025)
    assembly.term(owes, paid=date(2026, 9, 1), delegates=1)
    assembly.term(assembly.member(Identity("Bo Ek", "bo@people.example")))
    conference = assembly.conference()
    with assembly.database.writing() as work:
        name_delegates(
            work,
            conference_id=conference,
            affiliation_id=paid,
            names=[ANA],
            actor="delegates page",
            settings=assembly.parts.settings,
            seal=assembly.parts.seal,
        )
    return f"/office/conferences/{conference}"


def figures(page: str) -> list[int]:
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    return [int(number) for number in re.findall(r'class="number">(\d+)<', table)]


def freeze(desk: Desk, room: str) -> None:
    assert "Freeze them for ever" in desk.get(f"{room}/freeze").text
    assert desk.post(f"{room}/freeze").headers["Location"] == room


def rows(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def test_a_conference_is_called_and_changed(assembly: Assembly, desk: Desk) -> None:
    assert "No conference was called yet" in desk.get("/office/conferences").text
    desk.get("/office/conferences/call")
    answer = desk.post("/office/conferences/call", **GOOD)
    page = desk.get(answer.headers["Location"])
    assert "Annual conference 2026" in page.text
    assert "28 November 2026" in page.text
    change = f"{answer.headers['Location']}/change"
    assert 'value="2026-10-31"' in desk.get(change).text
    desk.post(change, **GOOD | {"place": "Porto"})
    assert "Porto" in desk.get("/office/conferences").text


@ONCE
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"held_on": ""}, "held_on"),
        ({"cut_off_on": "31/10/2026"}, "cut_off_on"),
        ({"cut_off_on": "2026-11-29"}, "cut_off_on"),
        ({"paid_up_by": "2026-11-01"}, "paid_up_by"),
    ],
)
def test_what_is_wrong_with_a_conference_is_told_at_its_field(
    assembly: Assembly, desk: Desk, wrong: dict[str, str], field: str
) -> None:
    desk.get("/office/conferences/call")
    answer = desk.post("/office/conferences/call", **GOOD | wrong)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text


def test_the_figures_are_looked_at_before_they_are_frozen(
    assembly: Assembly, desk: Desk, room: str
) -> None:
    before = figures(desk.get(room).text)
    assert before == [2, 1, 3, 1, 4, 1, 2, 1]
    assert figures(desk.get(f"{room}/freeze").text) == before
    freeze(desk, room)
    page = desk.get(room).text
    assert figures(page) == before
    assert "The credentials are frozen" in page
    assert "treasurer@campaign.example" in page
    assert desk.get(f"{room}/freeze").headers["Location"] == room
    desk.post(f"{room}/freeze")
    assert "frozen already" in desk.get(room).text
    assert desk.get(f"{room}/change").headers["Location"] == room
    desk.post(f"{room}/change", **GOOD)
    assert "cannot be changed any more" in desk.get(room).text


@ONCE
def test_nothing_is_frozen_before_the_cut_off_day_is_over(assembly: Assembly) -> None:
    conference = assembly.conference()
    assembly.on(date(2026, 10, 31))
    desk, room = assembly.office.signed_in(), f"/office/conferences/{conference}"
    assert "Freeze them for ever" not in desk.get(f"{room}/freeze").text
    desk.post(f"{room}/freeze")
    assert "not over yet" in desk.get(room).text


def test_lists_tell_who_is_not_paid_up_and_who_has_not_named_all(
    assembly: Assembly, desk: Desk, room: str
) -> None:
    everybody = desk.get(f"{room}/credentials").text
    assert everybody.count('<th scope="row"') == 3
    owing = desk.get(f"{room}/credentials?status=not_paid_up").text
    assert owing.count('<th scope="row"') == 1
    assert "Ávila Union" in owing
    unnamed = desk.get(f"{room}/credentials?status=not_all_named").text
    assert unnamed.count('<th scope="row"') == 2
    assert "nobody in this list" in desk.get(f"{room}/credentials?after=99").text


def test_a_long_list_goes_on_over_pages(assembly: Assembly, desk: Desk) -> None:
    for number in range(52):
        assembly.term(assembly.branch(f"Union {number:02d}"))
    room = f"/office/conferences/{assembly.conference()}/credentials"
    first = desk.get(room).text
    more = re.search(r'rel="next" href="([^"]+)"', first)
    assert more
    second = desk.get(more[1].replace("&amp;", "&")).text
    seen = re.findall(r"Union \d\d", first) + re.findall(r"Union \d\d", second)
    assert seen == [f"Union {number:02d}" for number in range(52)]
    assert 'rel="next"' not in second


def test_the_officers_are_invited_after_a_second_look(
    assembly: Assembly, desk: Desk, room: str
) -> None:
    assert "0 letters were put out already" in desk.get(f"{room}/invite").text
    desk.post(f"{room}/invite")
    assert "2 letters go out" in desk.get(room).text
    desk.post(f"{room}/invite")
    assert "0 letters go out" in desk.get(room).text
    with assembly.database.reading() as session:
        assert session.query(OutboxMessage).count() == 2


def test_staff_name_and_withdraw_delegates_for_an_affiliation(
    assembly: Assembly, desk: Desk, room: str
) -> None:
    one = f"{room}/affiliates/A-00001"
    assert "=Ana Ríos" in desk.get(one).text
    assert desk.post(f"{one}/name", name=" ").status_code == 422
    for name in ("Cy", "Di"):
        assert desk.post(f"{one}/name", name=name).headers["Location"] == one
    full = desk.post(f"{one}/name", name="Ed", email="ed@people.example")
    assert full.status_code == 422
    assert "They may send 3 delegates, and 3 are named already" in full.text
    desk.post(f"{one}/withdraw/2")
    page = desk.get(one).text
    assert "Cy" not in page
    assert "Di" in page
    form = re.search(r'href="http[^"]+(/en/delegates/[^"]+)"', page)
    assert form
    assert desk.client.get(form[1]).status_code == 200
    assert "Members come themselves" in desk.get(f"{room}/affiliates/M-00003").text
    assert desk.get(f"{room}/affiliates/A-00099").status_code == 404


def test_the_attendance_list_has_a_row_for_everybody_who_may_come_and_no_formula(
    assembly: Assembly, desk: Desk, room: str
) -> None:
    assert desk.post(f"{room}/attendance.csv", reason=WHY).status_code == 404
    freeze(desk, room)
    answer = desk.post(f"{room}/attendance.csv", reason=WHY)
    assert answer.mimetype == "text/csv"
    listed = [(row["id"], row["name"], row["may_vote"]) for row in rows(answer.data)]
    assert listed == [
        ("A-00002/1", "", "0"),
        ("A-00001/1", "'=Ana Ríos", "1"),
        ("A-00001/2", "", "1"),
        ("A-00001/3", "", "1"),
        ("M-00003", "Bo Ek", "1"),
    ]
    desk.get(f"{room}/affiliates/A-00001")
    desk.post(f"{room}/affiliates/A-00001/name", name="Cy")
    again = [
        (row["id"], row["name"])
        for row in rows(desk.post(f"{room}/attendance.csv", reason=WHY).data)
    ]
    assert again[2] == ("A-00001/2", "Cy")
    assert [row for row, _ in again] == [row for row, *_ in listed]
    credentials = rows(desk.get(f"{room}/credentials.csv").data)
    assert [(row["affiliation"], row["delegates"], row["named"]) for row in credentials] == [
        ("A-00001", "3", "2"),
        ("A-00002", "1", "0"),
        ("M-00003", "0", "0"),
    ]


def test_the_list_to_sign_is_a_pdf(assembly: Assembly, desk: Desk, room: str) -> None:
    freeze(desk, room)
    answer = desk.post(f"{room}/attendance.pdf", reason=WHY)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    for expected in ("Attendance: Annual conference 2026", "=Ana Ríos", "A-00001/3", "Bo Ek"):
        assert expected in text
    assert text.index("Ávila Union") < text.index("Example Union")
    assert desk.post(f"{room}/attendance.pdf", reason=WHY).data == answer.data


@ONCE
def test_names_are_only_for_who_may_see_them(assembly: Assembly, desk: Desk, room: str) -> None:
    freeze(desk, room)
    with without(Permission.SEE_IDENTITIES, Permission.EXPORT_NAMES):
        pages = [desk.get(f"{room}{page}").text for page in ("", "/credentials")]
        pages.append(desk.get(f"{room}/affiliates/A-00001").text)
        pages.append(desk.get(f"{room}/credentials.csv").text)
        shown = "".join(pages)
        for name in ("attendance.csv", "attendance.pdf"):
            assert name not in shown
            assert desk.post(f"{room}/{name}", reason=WHY).status_code == 403
    for secret in ("Ana Ríos", "ana@branch", "Bo Ek", "bo@people"):
        assert secret not in shown
    with without(Permission.RUN_CONFERENCES):
        assert desk.get(f"{room}/freeze").status_code == 403
        assert "Invite to name delegates" not in desk.get(room).text
    with without(Permission.SEE_CONFERENCES):
        for page in ("/office/conferences", room, f"{room}/credentials.csv"):
            assert desk.get(page).status_code == 403


@ONCE
def test_a_conference_that_is_not_there_is_not_found(assembly: Assembly, desk: Desk) -> None:
    for path in ("99", "99/freeze", "99/credentials.csv", f"{10**30}", "99/affiliates/A-00001"):
        assert desk.get(f"/office/conferences/{path}").status_code == 404
    desk.get("/office/conferences/call")
    assert desk.post("/office/conferences/99/freeze").status_code == 404
    assert desk.post("/office/conferences/99/invite").status_code == 404


@ONCE
def test_the_certificate_of_who_is_paid_up_opens_from_the_affiliation(
    assembly: Assembly, desk: Desk, room: str
) -> None:
    with assembly.database.writing() as work:
        affiliation = work.session.get_one(Affiliation, 1)
        affiliation.paid_until = date(2026, 12, 31)
    certificate = "/office/affiliates/A-00001/certificate.pdf"
    assert certificate in desk.get("/office/affiliates/A-00001").text
    assert desk.get(certificate).data.startswith(b"%PDF")
    assert certificate not in desk.get("/office/affiliates/M-00003").text
    assert desk.get("/office/affiliates/M-00003/certificate.pdf").status_code == 404
