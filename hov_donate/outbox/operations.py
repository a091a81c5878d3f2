"""What is done with letters: put out, claimed, settled, tried again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, delete, select, update

from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus

# A claimed letter comes back after this long, should the worker that claimed it die.
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 14
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True)
class Claim:
    """A letter that one worker may send; `attempts` is the fence against a slower one."""

    id: int
    attempts: int
    kind: MailKind
    object_id: str
    details_id: uuid.UUID | None
    language: str

    @property
    def key(self) -> str:
        """What names this letter for ever; its Message-ID comes from it."""
        return f"{self.kind}:{self.object_id}"


@dataclass(frozen=True)
class Letter:
    """What a letter is about, for whom, and in which language."""

    kind: MailKind
    object_id: str
    details_id: uuid.UUID | None
    language: str


def put_out(
    work: UnitOfWork,
    *,
    kind: MailKind,
    object_id: str,
    details_id: uuid.UUID | None,
    language: str,
) -> None:
    """Put a letter out for sending, once for ever: a second one of its kind and object is none."""
    put_out_all(work, letters=[Letter(kind, object_id, details_id, language)])


def put_out_all(work: UnitOfWork, *, letters: Sequence[Letter]) -> None:
    """As `put_out`, many at a time."""
    if not letters:
        return
    rows = [
        {
            **vars(letter),
            "status": OutboxStatus.WAITING,
            "attempts": 0,
            "next_attempt_at": work.now,
            "created_at": work.now,
        }
        for letter in letters
    ]
    connection = work.session.connection()
    connection.execute(insert_ignoring_twins(connection, OutboxMessage.__table__), rows)


def claim(work: UnitOfWork, *, limit: int) -> list[Claim]:
    """Take some due letters; nobody else gets them until the lease ends."""
    due = (
        select(OutboxMessage)
        .where(
            OutboxMessage.status == OutboxStatus.WAITING,
            OutboxMessage.next_attempt_at <= work.now,
        )
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claims = []
    for letter in work.session.scalars(due):
        letter.attempts += 1
        letter.next_attempt_at = work.now + LEASE
        claims.append(
            Claim(
                letter.id,
                letter.attempts,
                letter.kind,
                letter.object_id,
                letter.details_id,
                letter.language,
            )
        )
    work.session.flush()
    return claims


def settle(work: UnitOfWork, *, claimed: Claim, status: OutboxStatus, error: str | None) -> None:
    """Note how a letter ended: sent, dropped because nobody is there to read it, or refused."""
    work.session.execute(
        _fenced(claimed).values(status=status, last_error=error, settled_at=work.now)
    )


def postpone(work: UnitOfWork, *, claimed: Claim, error: str) -> None:
    """Keep why it was not taken; try again later, or leave it to a person after many times."""
    gives_up = claimed.attempts >= MOST_ATTEMPTS
    doublings = max(0, min(claimed.attempts - 1, 20))
    work.session.execute(
        _fenced(claimed).values(
            status=OutboxStatus.FAILED if gives_up else OutboxStatus.WAITING,
            last_error=error[:2000],
            next_attempt_at=work.now + min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT),
            settled_at=work.now if gives_up else None,
        )
    )


def retry(work: UnitOfWork, *, message_id: int) -> bool:
    """Try a failed letter again now; False when there is no such failed letter."""
    found = work.session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.status == OutboxStatus.FAILED)
        .values(status=OutboxStatus.WAITING, attempts=0, next_attempt_at=work.now, settled_at=None)
        .returning(OutboxMessage.id)
    ).first()
    return found is not None


def send_again(work: UnitOfWork, *, message_id: int, details_id: uuid.UUID) -> bool:
    """Send a letter once more, to whoever it is for by now; False while it waits anyway.

    It is written anew, from what is true then: one that was overtaken is dropped.
    """
    found = work.session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.status != OutboxStatus.WAITING)
        .values(
            status=OutboxStatus.WAITING,
            details_id=details_id,
            attempts=0,
            next_attempt_at=work.now,
            settled_at=None,
            last_error=None,
        )
        .returning(OutboxMessage.id)
    ).first()
    return found is not None


def forget_dropped(work: UnitOfWork, *, kind: MailKind, before: datetime) -> None:
    """Delete the letters of a kind that were put out before then and that nobody was to read."""
    work.session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.kind == kind,
            OutboxMessage.status == OutboxStatus.DROPPED,
            OutboxMessage.created_at < before,
        )
    )


def _fenced(claimed: Claim) -> Update:
    return update(OutboxMessage).where(
        OutboxMessage.id == claimed.id,
        OutboxMessage.attempts == claimed.attempts,
        OutboxMessage.status == OutboxStatus.WAITING,
    )
