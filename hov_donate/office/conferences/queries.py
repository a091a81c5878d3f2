"""What the conferences' room reads besides credentials."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Delegate
from hov_donate.affiliations.queries.conferences import Entry, Hall, named_by
from hov_donate.outbox.models import MailKind, OutboxMessage

ON_A_PAGE = 50


class Which(StrEnum):
    """Of which credentials a list tells."""

    ALL = "all"
    NOT_PAID_UP = "not_paid_up"
    NOT_ALL_NAMED = "not_all_named"


@dataclass(frozen=True)
class Listed:
    """A credential with whom it sends."""

    entry: Entry
    delegates: Sequence[Delegate]

    @property
    def named(self) -> int:
        """How many are named."""
        return len(self.delegates)

    def is_of(self, which: Which) -> bool:
        """Whether a list tells of it."""
        if which is Which.NOT_PAID_UP:
            return not self.entry.found.paid_up
        return which is Which.ALL or self.named < self.entry.found.delegates


def listed(hall: Hall, which: Which, after: int) -> tuple[list[Listed], int | None]:
    """Some credentials after an affiliation's id, and where the list goes on; None at its end."""
    found: list[Listed] = []
    while batch := hall.batch(after):
        after, entries = batch
        ids = [it.affiliation.id for it in entries]
        sent = named_by(hall.session, hall.conference.id, ids)
        rows = (Listed(it, sent.get(it.affiliation.id, ())) for it in entries)
        found += [row for row in rows if row.is_of(which)]
        if len(found) > ON_A_PAGE:
            break
    shown = found[:ON_A_PAGE]
    more = len(found) > ON_A_PAGE
    return shown, shown[-1].entry.affiliation.id if more else None


def invited(session: Session, conference_id: int) -> int:
    """How many letters of a conference were put out."""
    return (
        session.scalar(
            select(func.count()).where(
                OutboxMessage.kind == MailKind.DELEGATES_INVITED,
                OutboxMessage.object_id.like(f"%/{conference_id}"),
            )
        )
        or 0
    )
