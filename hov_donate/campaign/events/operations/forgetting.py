"""What the schedule forgets of events, some at a time."""

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select

from hov_donate.campaign.events.models import CampaignEvent, EventSignUp, EventText
from hov_donate.campaign.events.operations.moving import forget_people
from hov_donate.campaign.events.operations.writing import empty_words
from hov_donate.campaign.events.rules import (
    KNOWN_AFTER,
    UNCONFIRMED_FOR,
    EventStatus,
    SignUpStatus,
)
from hov_donate.contacts.models import ContactDetails
from hov_donate.core.db import UnitOfWork

AT_ONCE = 500


def forget_unconfirmed_events(work: UnitOfWork) -> int:
    """Remove proposals that nobody confirmed in time, and whose they were; how many."""
    found = work.session.scalars(
        select(CampaignEvent)
        .where(
            CampaignEvent.status == EventStatus.UNCONFIRMED,
            CampaignEvent.created_at < work.now - UNCONFIRMED_FOR,
        )
        .order_by(CampaignEvent.id)
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    ids = [event.id for event in found]
    forget_people(work, [it.details_id for it in found if it.details_id is not None])
    work.session.execute(delete(EventText).where(EventText.event_id.in_(ids)))
    work.session.execute(delete(CampaignEvent).where(CampaignEvent.id.in_(ids)))
    return len(found)


def forget_unconfirmed_sign_ups(work: UnitOfWork) -> int:
    """Remove sign-ups that nobody confirmed in time, and whose they were; how many."""
    found = work.session.scalars(
        select(EventSignUp)
        .where(
            EventSignUp.status == SignUpStatus.UNCONFIRMED,
            EventSignUp.signed_up_at < work.now - UNCONFIRMED_FOR,
        )
        .order_by(EventSignUp.id)
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    forget_people(work, [it.details_id for it in found])
    ids = [it.id for it in found]
    work.session.execute(delete(EventSignUp).where(EventSignUp.id.in_(ids)))
    return len(found)


def forget_who_came(work: UnitOfWork) -> int:
    """Remove who signed up for events that are long over; they still count, as nobody."""
    past = CampaignEvent.starts_at < work.now - KNOWN_AFTER
    found = work.session.scalars(
        select(EventSignUp)
        .join(CampaignEvent, CampaignEvent.id == EventSignUp.event_id)
        .where(past, EventSignUp.person.is_not(None))
        .order_by(EventSignUp.id)
        .limit(AT_ONCE)
        .with_for_update(of=EventSignUp)
    ).all()
    for row in found:
        row.person = None
    forget_people(work, [it.details_id for it in found])
    work.session.flush()
    return len(found)


def forget_proposers(work: UnitOfWork) -> int:
    """Remove who proposed events that are long over; how many."""
    found = work.session.scalars(
        select(CampaignEvent)
        .where(
            CampaignEvent.starts_at < work.now - KNOWN_AFTER,
            _proposer_named(),
        )
        .order_by(CampaignEvent.id)
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    forget_people(work, [it.details_id for it in found if it.details_id is not None])
    work.session.flush()
    return len(found)


def forget_words(work: UnitOfWork) -> int:
    """Empty proposals that were taken back, and refused ones that are long over; how many."""
    refused = and_(
        CampaignEvent.status == EventStatus.REFUSED,
        CampaignEvent.starts_at < work.now - KNOWN_AFTER,
    )
    found = work.session.scalars(
        select(CampaignEvent)
        .where(
            or_(CampaignEvent.status == EventStatus.WITHDRAWN, refused),
            CampaignEvent.organiser != "",
        )
        .order_by(CampaignEvent.id)
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    for event in found:
        empty_words(work, event)
    return len(found)


def _proposer_named() -> ColumnElement[bool]:
    return exists().where(
        ContactDetails.id == CampaignEvent.details_id, ContactDetails.sealed.is_not(None)
    )
