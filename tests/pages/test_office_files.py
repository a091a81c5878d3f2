"""No file leaves the office without a row in the log, and none with names without a reason."""

import ast
import inspect
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import select

from hov_donate.office.deeds import begin_deed, count_shown, deed_of_request
from hov_donate.office.noting import end_deed
from hov_donate.staff.audit.models import AuditRow
from hov_donate.staff.audit.rules import AuditKind
from hov_donate.staff.rules import Permission
from hov_donate.web.access import access_of
from tests.support.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# Who is in the file: somebody, so that it takes a reason; nobody, so that it takes a row; or one
# person or body whose own paper it is, or nobody at all, looked at on the page and not taken.
NAMES, NOBODY, PAPER = "names", "nobody", "paper"
FILES = {
    "attendance_as_csv": NAMES,
    "attendance_as_pdf": NAMES,
    "card_paper": PAPER,
    "certificate_paper": PAPER,
    "credentials_as_csv": NOBODY,
    "credit_note_paper": PAPER,
    "document": PAPER,
    "export_file": NOBODY,
    "export_now": NOBODY,
    "invoice_paper": PAPER,
    "list_file": NOBODY,
    "list_file_with_names": NAMES,
    "next_certificate_paper": PAPER,
    "paying_in_slip": PAPER,
    "print_proof": PAPER,
    "receipt": PAPER,
    "report_file": NOBODY,
    "report_file_with_names": NAMES,
    "signatures_as_csv": NAMES,
}
GIVES = {NAMES: "hand_out", NOBODY: "handed"}


def views(app: Flask) -> Iterator[tuple[str, Any]]:
    """The views of the office."""
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("office."):
            yield endpoint.removeprefix("office."), inspect.unwrap(view)


def names_used(view: Any) -> set[str]:
    """Every function that a view uses, by itself or through others of its module."""
    tree = ast.parse(inspect.getsource(sys.modules[view.__module__]))
    bodies = {it.name: it for it in tree.body if isinstance(it, ast.FunctionDef)}
    found, waiting = set[str](), [view.__name__]
    while waiting:
        body = bodies.get(waiting.pop())
        if body is not None:
            used = {it.id for it in ast.walk(body) if isinstance(it, ast.Name)} - found
            found |= used
            waiting += used
    return found


def test_every_view_that_gives_a_file_is_in_the_table_and_no_other(office: Office) -> None:
    giving = {name for name, view in views(office.app) if "send_file" in names_used(view)}
    assert giving == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_each_asks_for_a_reason_or_leaves_a_row(office: Office, name: str) -> None:
    view, kind = office.app.view_functions[f"office.{name}"], FILES[name]
    used = names_used(inspect.unwrap(view))
    assert [it for it in GIVES.values() if it in used] == ([] if kind == PAPER else [GIVES[kind]])
    (rule, *_) = office.app.url_map.iter_rules(f"office.{name}")
    assert ("POST" in (rule.methods or ())) is (kind == NAMES)
    assert (access_of(view) == Permission.EXPORT_NAMES) is (kind == NAMES)


def attachment() -> Response:
    return Response(b"x", headers={"Content-Disposition": "attachment; filename=names.csv"})


def rows(office: Office) -> list[tuple[AuditKind, str, int | None]]:
    with office.database.reading() as session:
        found = session.scalars(select(AuditRow).order_by(AuditRow.number))
        return [(row.kind, row.reason, row.people) for row in found]


def test_a_view_that_forgets_the_reason_sends_no_names(office: Office) -> None:
    with office.app.test_request_context("/office/somewhere"):
        begin_deed("staff:1")
        count_shown()
        with pytest.raises(RuntimeError, match="without a reason"):
            end_deed(attachment())
    assert rows(office) == []


def test_a_view_that_forgets_the_row_leaves_one_all_the_same(office: Office) -> None:
    with office.app.test_request_context("/office/somewhere"):
        begin_deed("staff:1")
        end_deed(attachment())
    with office.app.test_request_context("/office/somewhere"):
        begin_deed("staff:1")
        deed = deed_of_request()
        assert deed is not None
        deed.reason = "The annual meeting"
        count_shown()
        end_deed(attachment())
    assert rows(office) == [
        (AuditKind.EXPORTED, "", None),
        (AuditKind.EXPORTED, "The annual meeting", 1),
    ]
