"""The event that an address names, what it is called, and what is said of its places."""

from collections.abc import Mapping

from flask import abort

from hov_donate.campaign.events.models import CampaignEvent, EventText
from hov_donate.campaign.events.queries import told
from hov_donate.office.affiliates.found import KEY
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = f"/events/{KEY}event_id>"


def found(event_id: int) -> CampaignEvent:
    """The event of this page."""
    return db.session().get(CampaignEvent, event_id) or abort(404)


def words(events: list[CampaignEvent]) -> Mapping[int, EventText]:
    """What some events say in the reader's language, or the next best; some say nothing."""
    languages = (translator().language, parts().settings.campaign.default_language)
    found = told(db.session(), events, languages)
    return {it.event.id: it.text for it in found if it.text.title}


def called(event: CampaignEvent) -> str:
    """What an event is called."""
    text = words([event]).get(event.id)
    return text.title if text else event.town
