"""Stripe's events and our letters, as lists."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.office.queries.paging import PER_PAGE, Page, Place, page_of
from hov_donate.outbox.models import OutboxMessage, OutboxStatus

SHORT = 10


def events(
    session: Session, status: InboxStatus | None, place: Place, *, size: int = PER_PAGE
) -> Page[InboxEvent]:
    """A page of events, the last received first."""
    query = select(InboxEvent)
    if status is not None:
        query = query.where(InboxEvent.status == status)
    return page_of(session, query, InboxEvent.id, place, size=size)


def letters(
    session: Session, status: OutboxStatus | None, place: Place, *, size: int = PER_PAGE
) -> Page[OutboxMessage]:
    """A page of letters, the newest first."""
    query = select(OutboxMessage)
    if status is not None:
        query = query.where(OutboxMessage.status == status)
    return page_of(session, query, OutboxMessage.id, place, size=size)
