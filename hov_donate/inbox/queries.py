"""Looking into the inbox."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.inbox.models import InboxEvent, InboxStatus


def waiting_count(session: Session) -> int:
    """How many events wait to be applied."""
    waiting = select(func.count()).select_from(InboxEvent)
    return session.scalars(waiting.where(InboxEvent.status == InboxStatus.WAITING)).one()
