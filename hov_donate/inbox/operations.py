"""What is done with events: taken in, claimed, settled, tried again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, select, tuple_, update

from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.core.events import EventHint
from hov_donate.inbox.models import InboxEvent, InboxStatus

# A claimed event comes back after this long, should the worker that claimed it die.
LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Claim:
    """An event that one worker may settle; `attempts` is the fence against a slower one."""

    id: int
    attempts: int
    object_type: str
    object_id: str


def receive(connection: Connection, hint: EventHint, now: datetime) -> bool:
    """Keep an event, once; whether it is new. The caller commits and only then answers 200."""
    kept = connection.execute(
        insert_ignoring_twins(connection, InboxEvent.__table__),
        {
            "stripe_event_id": hint.id,
            "type": hint.type,
            "object_type": hint.object_type,
            "object_id": hint.object_id,
            "api_version": hint.api_version,
            "created_at": hint.created_at,
            "received_at": now,
            "status": InboxStatus.WAITING,
            "attempts": 0,
            "next_attempt_at": now,
        },
        execution_options={"preserve_rowcount": True},
    )
    return kept.rowcount > 0


def claim(work: UnitOfWork, *, limit: int) -> list[Claim]:
    """Take some due events; nobody else gets them until the lease ends."""
    due = (
        select(InboxEvent)
        .where(InboxEvent.status == InboxStatus.WAITING, InboxEvent.next_attempt_at <= work.now)
        .order_by(InboxEvent.next_attempt_at, InboxEvent.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claims = []
    for event in work.session.scalars(due):
        event.attempts += 1
        event.next_attempt_at = work.now + LEASE
        claims.append(Claim(event.id, event.attempts, event.object_type, event.object_id))
    work.session.flush()
    return claims


def settle(work: UnitOfWork, *, claims: Sequence[Claim], status: InboxStatus, outcome: str) -> None:
    """Note that claimed events need nothing more."""
    still_ours = tuple_(InboxEvent.id, InboxEvent.attempts).in_(
        [(claimed.id, claimed.attempts) for claimed in claims]
    )
    work.session.execute(
        update(InboxEvent)
        .where(still_ours, InboxEvent.status == InboxStatus.WAITING)
        .values(status=status, outcome=outcome, last_error=None, settled_at=work.now),
        execution_options={"synchronize_session": False},
    )


def postpone(work: UnitOfWork, *, claims: Sequence[Claim], error: str, final: bool = False) -> None:
    """Keep why it failed; try again later, or leave it to a person after many times."""
    for claimed in claims:
        gives_up = final or claimed.attempts >= MOST_ATTEMPTS
        work.session.execute(
            _fenced(claimed).values(
                status=InboxStatus.FAILED if gives_up else InboxStatus.WAITING,
                last_error=error[:2000],
                next_attempt_at=work.now + wait_after(claimed.attempts),
                settled_at=work.now if gives_up else None,
            )
        )


def take_note(work: UnitOfWork, *, objects: Iterable[tuple[str, str]], why: str) -> int:
    """Have objects (type and Stripe's id) brought up to date although no event named them.

    `why` and the object together are noted once; how many were new.
    """
    noted = 0
    for object_type, object_id in objects:
        row = {
            "stripe_event_id": f"{why}:{object_id}",
            "type": why,
            "object_type": object_type,
            "object_id": object_id,
            "api_version": "",
            "created_at": work.now,
            "received_at": work.now,
            "status": InboxStatus.WAITING,
            "attempts": 0,
            "next_attempt_at": work.now,
        }
        added = insert_ignoring_twins(work.session, InboxEvent).values(**row)
        noted += work.session.scalars(added.returning(InboxEvent.id)).first() is not None
    return noted


def hurry(work: UnitOfWork, *, most_attempts: int) -> int:
    """Let what waits for another try be tried now, but for what failed often; how many.

    What a worker that died had claimed is among it.
    """
    hurried = work.session.scalars(
        update(InboxEvent)
        .where(
            InboxEvent.status == InboxStatus.WAITING,
            InboxEvent.attempts < most_attempts,
            InboxEvent.next_attempt_at > work.now,
        )
        .values(next_attempt_at=work.now)
        .returning(InboxEvent.id)
    ).all()
    return len(hurried)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: doubling, an hour at the most."""
    doublings = max(0, min(attempts - 1, 20))
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def retry(work: UnitOfWork, *, event_id: int) -> bool:
    """Try a failed event again now; False when there is no such failed event."""
    found = work.session.scalars(
        update(InboxEvent)
        .where(InboxEvent.id == event_id, InboxEvent.status == InboxStatus.FAILED)
        .values(status=InboxStatus.WAITING, attempts=0, next_attempt_at=work.now, settled_at=None)
        .returning(InboxEvent.id)
    ).first()
    return found is not None


def _fenced(claimed: Claim) -> Update:
    return update(InboxEvent).where(
        InboxEvent.id == claimed.id,
        InboxEvent.attempts == claimed.attempts,
        InboxEvent.status == InboxStatus.WAITING,
    )
