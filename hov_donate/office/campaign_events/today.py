"""Events that somebody proposed, as a line of the first room."""

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.campaign.events.models import CampaignEvent
from hov_donate.campaign.events.rules import EventStatus
from hov_donate.core.i18n import N_
from hov_donate.office.queries.paging import counted
from hov_donate.office.tasks import Task


def event_tasks(session: Session) -> list[Task]:
    """Proposed events, which nobody sees before they are published."""
    proposed = select(CampaignEvent.id).where(CampaignEvent.status == EventStatus.PROPOSED)
    return [
        Task(
            counted(session, proposed),
            N_("Proposed events"),
            N_("Nobody sees them before they are published. Publish, ask or refuse."),
            url_for("office.campaign_events", status=EventStatus.PROPOSED.value),
        )
    ]
