"""Letters that came back, as they are shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hov_donate.outbox.models import OutboxMessage, OutboxStatus, Sending

# For so long a letter that came back is somebody's task; an old one helps nobody any more.
LATELY = timedelta(days=30)


def returned(session: Session, letters: Sequence[OutboxMessage]) -> dict[int, Sending]:
    """Of some letters those that came back, by the letter's key: when, and why."""
    tokens = [it.token for it in letters if it.status is OutboxStatus.CAME_BACK]
    rows = session.scalars(select(Sending).where(Sending.token.in_(tokens)))
    return {sending.message_id: sending for sending in rows}


def back_lately(now: datetime) -> Select[int]:
    """The letters that came back in the last thirty days and were not sent again."""
    return (
        select(OutboxMessage.id)
        .join(Sending, Sending.token == OutboxMessage.token)
        .where(OutboxMessage.status == OutboxStatus.CAME_BACK, Sending.came_back_at >= now - LATELY)
    )
