"""Events as the office reads them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.campaign.events.models import CampaignEvent
from hov_donate.campaign.events.rules import EventStatus
from hov_donate.office.queries.paging import Page, Place, page_of


def events(session: Session, status: EventStatus | None, place: Place) -> Page[CampaignEvent]:
    """Events of a state, or all of them, the newest first."""
    query = select(CampaignEvent)
    if status is not None:
        query = query.where(CampaignEvent.status == status)
    return page_of(session, query, CampaignEvent.id, place)
