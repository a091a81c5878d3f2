"""Looking into the inbox."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from hov_donate.inbox.models import InboxEvent, InboxStatus


def left_count(session: Session, *, since: datetime) -> int:
    """How many events failed and wait for another try, or were given up since that moment."""
    tried = and_(InboxEvent.status == InboxStatus.WAITING, InboxEvent.last_error.is_not(None))
    given_up = and_(InboxEvent.status == InboxStatus.FAILED, InboxEvent.settled_at >= since)
    left = select(func.count()).select_from(InboxEvent).where(or_(tried, given_up))
    return session.scalars(left).one()
