"""Adding to the log. Nothing else can be done to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from hov_donate.core.db import UnitOfWork
from hov_donate.staff.audit.models import AuditHead, AuditRow
from hov_donate.staff.audit.rules import (
    LONGEST_ACTION,
    LONGEST_REASON,
    LONGEST_SUBJECT,
    AuditKind,
    Deed,
    Head,
    Told,
    sealed,
)


def note(
    work: UnitOfWork,
    *,
    deed: Deed,
    kind: AuditKind,
    people: int | None = None,
    changes: Sequence[Mapping[str, Any]] = (),
    left_out: int = 0,
) -> Head:
    """Add a row, and give the log's new head.

    Let it be the last thing of its transaction: it holds the head until the commit, and whoever
    took other rows after it could wait for one who holds them and waits for the head.
    """
    told = Told(
        at=work.now,
        kind=kind,
        actor=deed.actor,
        action=deed.action[:LONGEST_ACTION],
        subject=_line(deed.subject)[:LONGEST_SUBJECT],
        reason=_line(deed.reason)[:LONGEST_REASON],
        people=people,
        changes=list(changes),
        left_out=left_out,
    )
    head = _append(work, told)
    deed.noted += 1
    return head


def _append(work: UnitOfWork, told: Told) -> Head:
    work.session.flush()
    newest = select(AuditHead.number, AuditHead.seal).with_for_update()
    last, previous = work.session.execute(newest).one()
    head = Head(last + 1, sealed(last + 1, told, previous))
    row = {"number": head.number, "previous": previous, "seal": head.seal, **vars(told)}
    work.session.execute(insert(AuditRow).values(**row))
    return head


def _line(text: str) -> str:
    """As one line that every database keeps as it is."""
    return " ".join(text.replace("\0", " ").split())
