"""Lists of the office that are long leave whole: in flat memory, of one moment, one at a time."""

import csv
import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from hov_donate.office import long_files
from hov_donate.office.listings import LISTINGS
from hov_donate.payments.models import Payment
from hov_donate.reports.writing.checking import check
from hov_donate.staff.audit.models import AuditRow
from hov_donate.staff.audit.rules import AuditKind
from tests.support.office import Desk, Office
from tests.support.words import GBP

WHY = "Ringing those who asked to be rung"
GIVEN = 10
A_PAGE = 3


def exported(office: Office) -> list[str]:
    """What the log says of files, the oldest first."""
    query = select(AuditRow).where(AuditRow.kind == AuditKind.EXPORTED).order_by(AuditRow.number)
    with office.database.reading() as session:
        return [row.subject for row in session.scalars(query)]


def taken(answer: TestResponse) -> bytes:
    """The file that was sent."""
    assert answer.status_code == 200, answer.text
    content: bytes = answer.data
    answer.close()
    return content


def references(file: bytes) -> list[str]:
    """The gifts of a CSV file, in its order; all that it says of itself holds."""
    text = file.decode("utf-8-sig")
    assert check(io.StringIO(text, newline="")).faults == []
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    return [row["reference"] for row in csv.DictReader(lines)]


def each_page(
    monkeypatch: pytest.MonkeyPatch, then: Callable[[], object], code: str = "gifts"
) -> None:
    """While a list is read for a file, something happens after each page of it."""
    listing = LISTINGS[code]

    def read(*asked: Any) -> Any:
        page = listing.read(*asked)
        then()
        return page

    monkeypatch.setitem(LISTINGS, code, replace(listing, read=read))


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if some gifts were very many."""
    monkeypatch.setattr("hov_donate.office.list_files.PER_FETCH", A_PAGE)
    monkeypatch.setattr(long_files, "AT_ONCE", GIVEN - 1)


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.signed_in()


@pytest.fixture
def given(office: Office) -> list[str]:
    """The references of some gifts, as the list has them: the last one first."""
    return [office.gift(GBP(5)) for _ in range(GIVEN)][::-1]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("order", ["", "?sort=amount"])
def test_no_more_than_two_pages_are_ever_in_memory(
    office: Office,
    desk: Desk,
    given: list[str],
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    order: str,
) -> None:
    """The one that is written, and the one that is read next with the row that tells of more."""
    alive, most = WeakSet[Payment](), [0]

    def loaded(payment: Payment, _context: object) -> None:
        alive.add(payment)

    each_page(monkeypatch, lambda: most.append(len(alive)))
    event.listen(Payment, "load", loaded)
    try:
        taken(desk.get(f"/office/lists/gifts/{ending}{order}"))
    finally:
        event.remove(Payment, "load", loaded)
    assert A_PAGE <= max(most) <= 2 * A_PAGE + 1
    assert exported(office)[0].startswith(f"list gifts.{ending} rows {GIVEN}")


def test_a_file_is_of_the_moment_in_which_its_reading_began(
    office: Office, desk: Desk, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later: list[str] = []
    with monkeypatch.context() as meanwhile:
        each_page(meanwhile, lambda: later.append(office.gift(GBP(5))))
        file = taken(desk.get("/office/lists/gifts/csv?sort=begun"))
    assert references(file) == given[::-1]
    assert len(later) >= GIVEN / A_PAGE
    assert references(taken(desk.get("/office/lists/gifts/csv"))) == [*later[::-1], *given]


def test_gifts_are_taken_while_names_are_written(
    office: Office, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer. The bank account is looked up before, by the page that sends names."""
    later: list[str] = []
    each_page(monkeypatch, lambda: later.append(office.gift(GBP(5))), "bank-lines")
    taken(desk.post("/office/lists/bank-lines/names/csv?account=1", reason=WHY))
    assert later
    assert exported(office) == ["list bank-lines.csv with names rows 0 account=1"]


def test_a_long_file_waits_until_no_other_is_made_and_a_short_one_does_not(
    office: Office, desk: Desk, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with long_files.in_turn("csv") as tell:
        tell(GIVEN)
        for path in ("/office/lists/gifts/csv?status=paid", "/office/lists/gifts/xlsx?status=paid"):
            answer = desk.get(path)
            assert answer.location == "/office/gifts?status=paid"
            assert "Another long file is being made just now." in desk.get(answer.location).text
        answer = desk.post("/office/lists/gifts/names/csv?status=paid", reason=WHY)
        assert answer.location == "/office/gifts?status=paid"
        assert exported(office) == []
        monkeypatch.setattr(long_files, "AT_ONCE", GIVEN)
        assert references(taken(desk.get("/office/lists/gifts/csv"))) == given
        monkeypatch.setattr(long_files, "AT_ONCE", GIVEN - 1)
    assert references(taken(desk.get("/office/lists/gifts/csv"))) == given


def test_what_no_workbook_holds_leaves_as_csv(
    office: Office,
    desk: Desk,
    given: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setattr(long_files, "MOST_IN_A_WORKBOOK", GIVEN - 1)
    # Each is long before it is too long: had one kept its turn, the next would hear of that.
    for path in ("/office/lists/gifts/xlsx", "/office/lists/gifts/names/xlsx"):
        answer = desk.post(path, reason=WHY) if "names" in path else desk.get(path)
        assert answer.location == "/office/gifts"
        assert "A workbook cannot hold so many rows" in desk.get(answer.location).text
    assert list(scratch.iterdir()) == []
    assert exported(office) == []
    assert references(taken(desk.get("/office/lists/gifts/csv"))) == given
    monkeypatch.setattr(long_files, "MOST_IN_A_WORKBOOK", GIVEN)
    taken(desk.get("/office/lists/gifts/xlsx"))
