"""Each role tried against each view and action of the office; the table is office_access.txt."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.staff.audit.models import AuditRow
from hov_donate.staff.audit.rules import AuditKind
from hov_donate.staff.rules import NAMES_OPEN_FOR, Permission, Role, may
from hov_donate.web.access import EVERYONE, access_of
from tests.support.assembly import Assembly
from tests.support.doors import keys_of_nothing
from tests.support.office import DONOR, Desk, Office
from tests.support.roles import desk_of

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TABLE = Path(__file__).with_name("office_access.txt")
ROLES = (Role.TREASURER, Role.MEMBERSHIP_SECRETARY, Role.AUDITOR, Role.ADMINISTRATOR)
YES, NO, ASK = "yes", "-", "ask"
Door = tuple[str, str]


def noted(office: Office, kind: AuditKind) -> list[AuditRow]:
    """The rows of the audit log of one kind."""
    query = select(AuditRow).where(AuditRow.kind == kind).order_by(AuditRow.number)
    with office.database.reading() as session:
        return list(session.scalars(query))


def table() -> dict[Door, dict[Role, str]]:
    """What the file says: view and method → each role's answer."""
    found: dict[Door, dict[Role, str]] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            view, method, *answers = line.split()
            assert set(answers) <= {YES, NO, ASK}, line
            found[view, method] = dict(zip(ROLES, answers, strict=True))
    return found


def doors(office: Office) -> Iterator[Door]:
    """Every view of the office that is not open to all, with each method that it takes."""
    for rule in office.app.url_map.iter_rules():
        behind = access_of(office.app.view_functions[rule.endpoint]) != EVERYONE
        if rule.rule.startswith("/office") and behind:
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield rule.endpoint.removeprefix("office."), method


def path_of(office: Office, view: str) -> str:
    """An address of the view, of things that are not there."""
    endpoint = view if "." in view else f"office.{view}"
    (rule, *_) = office.app.url_map.iter_rules(endpoint)
    return office.app.url_map.bind("localhost").build(endpoint, keys_of_nothing(rule))


def signed_out(answer: TestResponse) -> bool:
    """Whether somebody was sent to the sign-in page, which would tell nothing of roles."""
    return "/office/sign-in" in answer.headers.get("Location", "")


@ONCE
def test_every_view_has_a_row_in_the_table_and_every_row_a_view(office: Office) -> None:
    assert set(table()) == set(doors(office))


def test_the_table_has_a_column_for_every_role() -> None:
    assert set(ROLES) == set(Role)


@ONCE
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_table_says_and_nothing_else(office: Office, role: Role) -> None:
    desk = desk_of(office, role)
    desk.get("/office/")
    wrong = []
    for (view, method), answers in table().items():
        path = path_of(office, view)
        answer = desk.get(path) if method == "GET" else desk.post(path)
        answer.close()
        expected = answers[role] == YES
        if (answer.status_code != 403) is not expected or signed_out(answer):
            wrong.append((view, method, answer.status_code))
    assert wrong == []


def test_an_auditor_opens_names_with_a_reason_for_a_while(office: Office) -> None:
    asking = [view for (view, _), answers in table().items() if answers[Role.AUDITOR] == ASK]
    assert "receipt" in asking
    reference = office.gift(Money(2500, "EUR"))
    desk, page = desk_of(office, Role.AUDITOR), f"/office/gifts/{reference}"
    found = f"/office/gifts?q={DONOR.email}"
    assert DONOR.email not in desk.get(page).text
    assert reference not in desk.get(found).text
    desk.get("/office/names")
    assert desk.post("/office/names", reason="  ").status_code == 422
    assert DONOR.email not in desk.get(page).text
    desk.post("/office/names", reason="Comparing receipts with the bank")
    assert DONOR.email in desk.get(page).text
    assert reference in desk.get(found).text
    assert {desk.get(path_of(office, view)).status_code for view in asking} == {404}
    opened, seen = noted(office, AuditKind.NAMES_OPENED), noted(office, AuditKind.SEEN)
    assert [row.reason for row in (*opened, *seen)] == ["Comparing receipts with the bank"] * 2
    office.clock.advance(NAMES_OPEN_FOR / 2)
    assert DONOR.email in desk.get(page).text
    office.clock.advance(NAMES_OPEN_FOR / 2)
    assert DONOR.email not in desk.get(page).text


def test_an_auditor_closes_names_again(office: Office) -> None:
    reference = office.gift(Money(2500, "EUR"))
    desk, page = desk_of(office, Role.AUDITOR), f"/office/gifts/{reference}"
    desk.get("/office/names")
    desk.post("/office/names", reason="Comparing receipts with the bank")
    assert DONOR.email in desk.get(page).text
    desk.post("/office/names/close")
    assert DONOR.email not in desk.get(page).text


LINK = re.compile(r'(?:href|action)="(/office[^"#?]*)')


def linked(page: str) -> set[str]:
    """Where a page leads to within the office, by links and by buttons."""
    return {html.unescape(path) for path in LINK.findall(page)}


def walk(desk: Desk, adapter: MapAdapter) -> Iterator[tuple[str, str]]:
    """Every page that can be reached by links, once for each view, and each of its links' views."""
    waiting, seen = ["/office/"], {"office.home"}
    while waiting:
        path = waiting.pop()
        answer = desk.get(path)
        assert answer.status_code != 403, path
        text = answer.text if answer.mimetype == "text/html" else ""
        answer.close()
        if text:
            for link in linked(text):
                methods = adapter.allowed_methods(link)
                endpoint, _ = adapter.match(link, method="GET" if "GET" in methods else "POST")
                yield path, endpoint
                if "GET" in methods and endpoint not in seen:
                    seen.add(endpoint)
                    waiting.append(link)


@ONCE
@pytest.mark.parametrize("role", ROLES)
def test_no_page_leads_its_reader_to_a_door_that_is_closed(assembly: Assembly, role: Role) -> None:
    office = assembly.office
    branch, member = assembly.branch(), assembly.member(Identity("Bo Ek", "bo@people.example"))
    for each in (branch, member):
        assembly.term(each)
    assembly.freeze(assembly.conference())
    office.gift(Money(2500, "EUR"))
    adapter = office.app.url_map.bind("office.example")
    doors = list(walk(desk_of(office, role), adapter))
    assert len({endpoint for _, endpoint in doors}) > 8
    views = office.app.view_functions
    closed = {
        (path, endpoint)
        for path, endpoint in doors
        if isinstance(rule := access_of(views[endpoint]), Permission) and not may([role], rule)
    }
    assert closed == set()


@ONCE
def test_a_list_of_names_leaves_with_a_reason_that_is_kept(assembly: Assembly) -> None:
    office = assembly.office
    assembly.term(assembly.member(Identity("Bo Ek", "bo@people.example")))
    conference = assembly.conference()
    assembly.freeze(conference)
    desk = desk_of(office, Role.MEMBERSHIP_SECRETARY)
    path = f"/office/conferences/{conference}/attendance.csv"
    asking = desk.get(path)
    assert "What do you need the names for?" in asking.text
    assert "Bo Ek" not in asking.text
    refused = desk.post(path, reason=" ")
    assert (refused.status_code, "Bo Ek" in refused.text) == (422, False)
    assert noted(office, AuditKind.EXPORTED) == []
    given = desk.post(path, reason="Signing in at the door")
    assert "Bo Ek" in given.data.decode()
    (row,) = noted(office, AuditKind.EXPORTED)
    assert (row.reason, row.people) == ("Signing in at the door", 1)
    assert row.subject == f"conference_id {conference}"
    assert "Bo Ek" not in str(vars(row))


def test_who_may_not_know_names_finds_nobody_by_address(office: Office) -> None:
    reference = office.gift(Money(2500, "EUR"))
    finding = f"/office/gifts?q={DONOR.email}"
    treasurer, auditor = desk_of(office, Role.TREASURER), desk_of(office, Role.AUDITOR)
    assert reference in treasurer.get(finding).text
    assert reference not in auditor.get(finding).text
    searches = noted(office, AuditKind.SEARCHED)
    assert len({row.actor for row in searches}) == 2
    assert len({row.subject for row in searches}) == 1
    assert DONOR.email not in "".join(row.subject for row in searches)
    assert [row.people for row in searches] == [1, None]
