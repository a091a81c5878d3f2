"""Looking into the inbox."""

from collections.abc import Collection, Iterable
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


def known_strangers(
    session: Session, object_ids: Iterable[str], *, outcomes: Collection[str]
) -> set[str]:
    """Which of these objects were looked at, and found to be as one of these words says."""
    return set(
        session.scalars(
            select(InboxEvent.object_id).where(
                InboxEvent.object_id.in_(list(object_ids)), InboxEvent.outcome.in_(outcomes)
            )
        )
    )
