"""What is done with letters: put out, claimed, settled, tried again."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, delete, exists, select, update

from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus, Sending

# A claimed letter comes back after this long, should the worker that claimed it die.
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 14
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True)
class Claim:
    """A letter that one worker may send; `attempts` is the fence against a slower one.

    `token` names this sending of it, and nobody can guess it.
    """

    id: int
    attempts: int
    kind: MailKind
    object_id: str
    details_id: uuid.UUID | None
    language: str
    token: str

    @property
    def key(self) -> str:
        """What the Message-ID is made of: the same however often this sending is tried."""
        return self.token


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
                begin_sending(work, letter=letter),
            )
        )
    work.session.flush()
    return claims


def begin_sending(work: UnitOfWork, *, letter: OutboxMessage) -> str:
    """What names a letter's sending: the same until a person has the letter sent again."""
    if letter.token is None:
        letter.token = secrets.token_hex(16)
        work.session.add(
            Sending(
                token=letter.token,
                message_id=letter.id,
                details_id=letter.details_id,
                begun_at=work.now,
            )
        )
    return letter.token


def settle(work: UnitOfWork, *, claimed: Claim, status: OutboxStatus, error: str | None) -> None:
    """Note how a letter ended: sent, dropped because nobody is there to read it, or refused.

    It may have come back before we are here.
    """
    work.session.execute(
        _fenced(claimed).values(status=status, last_error=error, settled_at=work.now)
    )
    came_back = exists().where(Sending.token == claimed.token, Sending.came_back_at.is_not(None))
    work.session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == claimed.id,
            OutboxMessage.token == claimed.token,
            OutboxMessage.status == OutboxStatus.SENT,
            came_back,
        )
        .values(status=OutboxStatus.CAME_BACK)
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

    It is written anew, from what is true then: one that was overtaken is dropped. As another
    sending it has a Message-ID of its own, or mail servers would take it for the first one.
    """
    found = work.session.scalars(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.status != OutboxStatus.WAITING)
        .values(
            status=OutboxStatus.WAITING,
            details_id=details_id,
            token=None,
            attempts=0,
            next_attempt_at=work.now,
            settled_at=None,
            last_error=None,
        )
        .returning(OutboxMessage.id)
    ).first()
    return found is not None


def withdraw_waiting(work: UnitOfWork, *, kind: MailKind) -> None:
    """Take the letters of a kind out again that nobody has begun to send: another tells more."""
    work.session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.kind == kind,
            OutboxMessage.status == OutboxStatus.WAITING,
            OutboxMessage.token.is_(None),
        )
    )


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
