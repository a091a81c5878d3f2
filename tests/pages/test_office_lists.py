"""Lists of the office: sorted, narrowed, paged, and taken away as they are shown."""

import csv
import html
import io
import re
import zipfile
from itertools import pairwise

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from hov_donate.core.money import Money
from hov_donate.documents.queries import receipt_of
from hov_donate.office.listings import LISTINGS
from hov_donate.payments.queries import payment_by_reference
from hov_donate.reports.writing.checking import check
from hov_donate.staff.audit.models import AuditRow
from hov_donate.staff.audit.operations import note
from hov_donate.staff.audit.rules import AuditKind, Deed
from hov_donate.staff.rules import Role, may
from tests.support.office import DONOR, Desk, Office
from tests.support.roles import desk_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHY = "Ringing those who asked to be rung"
# What the files of some lists need in their address.
WITHIN = {"renewal-items": "?run_id=1", "proof-entries": "?row=charges&currency=GBP"}


def pounds(amount: int) -> Money:
    return Money(amount, "GBP")


def exported(office: Office) -> list[AuditRow]:
    """What the log says of files, the oldest first."""
    query = select(AuditRow).where(AuditRow.kind == AuditKind.EXPORTED).order_by(AuditRow.number)
    with office.database.reading() as session:
        return list(session.scalars(query))


def taken(answer: TestResponse) -> bytes:
    """The file that was sent."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    content: bytes = answer.data
    answer.close()
    return content


def lines_of(file: bytes) -> list[list[str]]:
    """A CSV file row by row, with the lines about it."""
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def rows_of(file: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by their columns."""
    head, *rows = [row for row in lines_of(file) if not row[0].startswith("#")]
    return [dict(zip(head, row, strict=True)) for row in rows]


def about(file: bytes) -> dict[str, list[str]]:
    """What a CSV file says of itself."""
    return {row[0]: row[1:] for row in lines_of(file) if row[0].startswith("#")}


def references(page: str) -> list[str]:
    """The gifts of a page, from the top on."""
    return re.findall(r'<th scope="row"[^>]*><a href="/office/gifts/(\w+)"', page)


def heading(page: str, title: str) -> tuple[str, str]:
    """Which way the list is sorted by a column, and where its heading leads."""
    found = re.search(
        rf'<th scope="col"[^>]*?(?:aria-sort="(\w+)")?><a href="([^"]+)">{title}</a>', page
    )
    assert found, title
    return found[1] or "", html.unescape(found[2])


def link(page: str, text: str) -> str:
    """Where a link with this text leads to."""
    found = re.search(rf'<a[^>]* href="([^"]+)">{text}</a>', page)
    assert found, text
    return html.unescape(found[1])


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.signed_in()


@pytest.fixture
def given(office: Office) -> list[str]:
    """The references of four gifts, in the order in which they were given."""
    return [office.gift(pounds(amount)) for amount in (2500, 500, 9000, 500)]


def test_a_list_is_sorted_by_its_headings_and_turned_by_pressing_again(
    desk: Desk, given: list[str]
) -> None:
    first, second, third, fourth = given
    page = desk.get("/office/gifts").text
    assert heading(page, "Begun") == ("descending", "/office/gifts?sort=begun")
    way, by_amount = heading(page, "Amount")
    assert (way, by_amount) == ("", "/office/gifts?sort=-amount")
    page = desk.get(by_amount).text
    assert references(page) == [third, first, fourth, second]
    assert heading(page, "Amount") == ("descending", "/office/gifts?sort=amount")
    page = desk.get("/office/gifts?sort=amount").text
    assert references(page) == [second, fourth, first, third]
    assert heading(page, "Begun")[0] == ""
    assert references(desk.get("/office/gifts?sort=begun").text) == given
    assert references(desk.get("/office/gifts?sort=nonsense").text) == given[::-1]


def test_pages_and_headings_keep_what_was_asked_for(office: Office, desk: Desk) -> None:
    for amount in range(100, 153):
        office.gift(pounds(amount))
    office.ask(pounds(99))
    page = desk.get("/office/gifts?status=paid&sort=amount").text
    assert heading(page, "Amount")[1] == "/office/gifts?status=paid&sort=-amount"
    assert heading(page, "Begun")[1] == "/office/gifts?status=paid"
    assert '<input type="hidden" name="sort" value="amount">' in page
    seen = references(page)
    page = desk.get(link(page, "Later rows")).text
    assert len(seen) == 50
    assert len(set(seen + references(page))) == 53
    assert "Later rows" not in page
    assert references(desk.get(link(page, "Earlier rows")).text) == seen
    assert link(page, "First rows") == "/office/gifts?status=paid&sort=amount"


def test_a_file_is_exactly_what_is_shown_all_pages_of_it(office: Office, desk: Desk) -> None:
    for amount in range(100, 153):
        office.gift(pounds(amount))
    office.ask(pounds(99))
    page = desk.get("/office/gifts?status=paid&sort=-amount").text
    file = taken(desk.get(link(page, "CSV for a program")))
    amounts = [row["amount"] for row in rows_of(file)]
    assert amounts == [f"1.{minor:02}" for minor in range(52, -1, -1)]
    told = about(file)
    assert told["#asked"] == ["status=paid&sort=-amount"]
    assert told["#rows"] == ["53"]
    assert told["#sum"][0] == "refunded"
    assert check(io.StringIO(file.decode("utf-8-sig"), newline="")).faults == []
    assert DONOR.email.encode() not in file
    workbook = zipfile.ZipFile(io.BytesIO(taken(desk.get(link(page, "XLSX for a desk")))))
    sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
    assert "Asked for: status=paid&amp;sort=-amount" in sheet
    assert "53 rows" in sheet
    assert [row.subject for row in exported(office)] == [
        "list gifts.csv rows 53 status=paid&sort=-amount",
        "list gifts.xlsx rows 53 status=paid&sort=-amount",
    ]
    assert {row.people for row in exported(office)} == {None}


def test_names_leave_with_a_reason_alone(office: Office, desk: Desk, given: list[str]) -> None:
    page = desk.get("/office/gifts?status=paid").text
    path = link(page, "CSV with names")
    asking = desk.get(path)
    assert "What do you need the names for?" in asking.text
    assert html.escape(path) in asking.text
    assert desk.post(path, reason=" ").status_code == 422
    assert exported(office) == []
    file = taken(desk.post(path, reason=WHY))
    assert [row["reference"] for row in rows_of(file)] == given[::-1]
    assert {(row["name"], row["email"]) for row in rows_of(file)} == {(DONOR.name, DONOR.email)}
    (row,) = exported(office)
    assert (row.reason, row.people) == (WHY, 4)
    assert row.subject == "list gifts.csv with names rows 4 status=paid"


def test_an_address_that_was_searched_for_is_in_no_file_and_not_in_the_log(
    office: Office, desk: Desk, given: list[str]
) -> None:
    file = taken(desk.get(f"/office/lists/gifts/csv?q={DONOR.email}"))
    assert len(rows_of(file)) == len(given)
    assert about(file)["#asked"] == ["q=%28e-mail%29"]
    (row,) = exported(office)
    assert re.fullmatch(r"list gifts\.csv rows 4 text \w+", row.subject)


@pytest.mark.parametrize("role", Role)
def test_each_list_is_taken_away_by_who_may_see_it_and_by_nobody_else(
    office: Office, role: Role
) -> None:
    desk = desk_of(office, role)
    for code, it in LISTINGS.items():
        answer = desk.get(f"/office/lists/{code}/csv{WITHIN.get(code, '')}")
        assert answer.status_code == (200 if may([role.value], it.permission) else 403), code
        answer.close()
    assert desk.get("/office/lists/everything/csv").status_code == 404


def test_a_gift_is_found_by_whatever_the_treasurer_has_in_hand(
    office: Office, desk: Desk, given: list[str]
) -> None:
    meant = given[2]
    with office.database.reading() as session:
        receipt = receipt_of(session, meant)
        payment = payment_by_reference(session, meant)
    assert receipt is not None
    assert payment is not None
    for text in (
        meant.lower(),
        f"{meant[:4]} {meant[4:]}",
        receipt.full_number,
        f"pi_{meant}",
        f"ch_{meant}",
        f"cs_test_{meant}",
        f"txn_{meant}",
    ):
        assert references(desk.get(f"/office/gifts?q={text}").text) == [meant], text
    day = office.clock.now().date().isoformat()
    by_sum = f"/office/gifts?amount=90.00&currency=GBP&since={day}&until={day}"
    assert references(desk.get(by_sum).text) == [meant]
    assert references(desk.get("/office/gifts?amount=5&currency=GBP").text) == [
        given[3],
        given[1],
    ]
    assert "No gift was found" in desk.get("/office/gifts?amount=90&currency=EUR").text
    assert "No gift was found" in desk.get("/office/gifts?until=2026-11-23").text
    assert "No gift was found" in desk.get("/office/gifts?q=2026-999999").text


def test_a_sum_typed_in_one_language_is_the_same_in_the_file_and_on_the_next_page(
    office: Office, desk: Desk
) -> None:
    """The member reads English: a link that left `lang` out would read the sum so."""
    given = [office.gift(Money(minor, "EUR")) for minor in (2000, 125000, 3000)]
    page = desk.get("/office/gifts?amount=1.250,00&currency=EUR&lang=es").text
    assert references(page) == [given[1]]
    links = re.findall(r'href="(/office/(?:lists/gifts/csv|gifts)\?[^"]*amount=[^"]*)"', page)
    assert len(links) > 1
    for link in map(html.unescape, links):
        assert "amount=1250.00" in link
        assert "currency=EUR" in link
    file = next(html.unescape(link) for link in links if "csv" in link)
    assert [row["reference"] for row in rows_of(taken(desk.get(file)))] == [given[1]]


def test_entries_of_the_books_are_walked_from_the_first_day_too(office: Office, desk: Desk) -> None:
    for _ in range(53):
        office.gift(pounds(500))
    page = desk.get("/office/ledger?sort=day").text
    numbers = [int(it) for it in re.findall(r'data-label="Entry">(\d+)<', page)]
    page = desk.get(link(page, "Later rows")).text
    numbers += [int(it) for it in re.findall(r'data-label="Entry">(\d+)<', page)]
    assert all(one < other for one, other in pairwise(numbers))
    assert len(numbers) == 53
    file = taken(desk.get("/office/lists/ledger-entries/csv?account=stripe&sort=day"))
    assert [int(row["entry"]) for row in rows_of(file)] == numbers


def test_what_would_be_a_formula_is_none_in_a_list(office: Office, desk: Desk) -> None:
    with office.database.writing() as work:
        note(work, deed=Deed("staff:1", "a_page", reason="=HYPERLINK(1)"), kind=AuditKind.ACTED)
    reasons = [row["reason"] for row in rows_of(taken(desk.get("/office/lists/audit-log/csv")))]
    assert "'=HYPERLINK(1)" in reasons
