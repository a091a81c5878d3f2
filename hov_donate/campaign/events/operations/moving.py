"""The one place where an event goes from one state to another, and where people are forgotten."""

import uuid
from collections.abc import Sequence

from sqlalchemy import update

from hov_donate.campaign.events.models import CampaignEvent
from hov_donate.campaign.events.rules import EventStatus, may_move
from hov_donate.contacts.models import Consent
from hov_donate.contacts.operations import forget
from hov_donate.core.db import UnitOfWork


def move(
    work: UnitOfWork, event: CampaignEvent, after: EventStatus, *, actor: str | None = None
) -> bool:
    """Let an event stand differently. Whether it may. The caller holds its row."""
    if not may_move(event.status, after):
        return False
    event.status, event.changed_at = after, work.now
    event.revision += 1
    if after is EventStatus.PUBLISHED and event.published_at is None:
        event.published_at = work.now
    if actor is not None:
        event.settled_at, event.settled_by = work.now, actor
    work.session.flush()
    return True


def forget_people(work: UnitOfWork, details_ids: Sequence[uuid.UUID]) -> None:
    """Remove who somebody was, and note that they agree to nothing any more."""
    forget(work, details_ids=details_ids)
    work.session.execute(
        update(Consent)
        .where(Consent.details_id.in_(details_ids), Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=work.now)
    )


def held_row(work: UnitOfWork, event_id: int) -> CampaignEvent | None:
    """An event that nobody else changes before the commit."""
    return work.session.get(CampaignEvent, event_id, with_for_update=True, populate_existing=True)
