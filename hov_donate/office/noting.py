"""Rows of the audit log for what changes no row of ours: looking, searching, being refused.

Changes are noted by themselves (`staff.audit.watching`), and so is who was looked at: the seal of
identities counts what a request opens.
"""

from flask import Response, request

from hov_donate.office.deeds import deed_of_request, people_shown
from hov_donate.staff.audit.operations import note
from hov_donate.staff.audit.rules import AuditKind, Deed
from hov_donate.web.database import LOOKING, db
from hov_donate.web.parts import parts


def noted(kind: AuditKind, *, people: int | None = None) -> None:
    """Add a row about this request, in a transaction of its own, at once."""
    deed = deed_of_request()
    if deed is not None:
        _write(deed, kind, people)


def searched(text: str) -> None:
    """Say that this request looks for people by what was typed; an empty text looks for nobody.

    The log gets a keyed digest of it: whether somebody's address was looked for can be reckoned
    by whoever has the key, and it cannot be read.
    """
    deed = deed_of_request()
    if deed is not None and text:
        deed.kind = AuditKind.SEARCHED
        deed.subject = f"text {parts().seal.digest(f'searched {text}')}"


def end_deed(response: Response) -> Response:
    """Note what has left no row yet: names shown, a search, a button that changed nothing."""
    deed = deed_of_request()
    if deed is not None and _leaves(response):
        _see_that_it_may(deed)
    if deed is not None and not deed.noted:
        kind = _left_to_note(deed, response)
        if kind:
            _write(deed, kind, people_shown() or None)
    return response


def _leaves(response: Response) -> bool:
    """Whether it is a file to be kept. A paper that a page shows, like a receipt, is looked at."""
    return response.headers.get("Content-Disposition", "").startswith("attachment")


def _see_that_it_may(deed: Deed) -> None:
    """No file with names leaves without a reason, and none without a row, whatever its view does.

    Raises RuntimeError: such a view is wrong, and what it made is not sent.
    """
    if people_shown() and not deed.reason:
        raise RuntimeError(f"{deed.action} lets names leave without a reason")
    if not deed.noted:
        _write(deed, AuditKind.EXPORTED, people_shown() or None)


def _left_to_note(deed: Deed, response: Response) -> AuditKind | None:
    if deed.kind is not AuditKind.CHANGED:
        return deed.kind if response.status_code < 500 else None
    if request.method not in LOOKING and response.status_code in range(300, 400):
        return AuditKind.ACTED
    return AuditKind.SEEN if people_shown() else None


def _write(deed: Deed, kind: AuditKind, people: int | None) -> None:
    if request.method not in LOOKING:
        # On SQLite the page's own session may hold the one write lock.
        db.session.remove()
    with parts().database.writing() as work:
        note(work, deed=deed, kind=kind, people=people)
