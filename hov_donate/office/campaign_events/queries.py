"""Events as the office reads them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.campaign.events.models import CampaignEvent
from hov_donate.campaign.events.rules import IN_PUBLIC, EventStatus
from hov_donate.office.queries.paging import Page, Place, page_of

# More of one day and country are looked through in the list.
MOST = 20


def events(session: Session, status: EventStatus | None, place: Place) -> Page[CampaignEvent]:
    """Events of a state, or all of them, the newest first."""
    query = select(CampaignEvent)
    if status is not None:
        query = query.where(CampaignEvent.status == status)
    return page_of(session, query, CampaignEvent.id, place)


def of_one_day(session: Session, event: CampaignEvent) -> Sequence[CampaignEvent]:
    """Other events of the day and country of an event that everybody sees: one may be the same."""
    query = select(CampaignEvent).where(
        CampaignEvent.day == event.day,
        CampaignEvent.country == event.country,
        CampaignEvent.id != event.id,
        CampaignEvent.status.in_(IN_PUBLIC),
    )
    return session.scalars(query.order_by(CampaignEvent.town, CampaignEvent.id).limit(MOST)).all()
