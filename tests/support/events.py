"""Events on an empty installation: proposed, published, and people who come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from hov_donate.campaign.events.consents import KEEP_PROPOSER, KEEP_SIGN_UP
from hov_donate.campaign.events.models import CampaignEvent
from hov_donate.campaign.events.operations import (
    Proposal,
    SigningUp,
    confirm_proposal,
    confirm_sign_up,
    propose_event,
    publish_event,
    sign_up,
)
from hov_donate.campaign.events.rules import EventFacts, Wording
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import Database
from hov_donate.core.i18n import translator

ROSA = Identity("Rosa Quiñones", "rosa@people.example")
STAFF = "staff:1"
SOON = datetime(2026, 12, 5, 18, 30, tzinfo=UTC)
FACTS = EventFacts(
    organiser="Example Union, Leeds branch",
    starts_at=SOON,
    ends_at=SOON + timedelta(hours=2),
    zone="Europe/London",
    town="Leeds",
    country="GB",
    spoken="English and Spanish",
    access="No steps.",
    takes_sign_ups=True,
    texts={
        "en": Wording("Evening for the rail workers", "Films, and a talk.\n\nAll are welcome."),
        "es": Wording("Velada por el ferrocarril", "Cine y charla."),
    },
)
_forms = count()


def proposed(
    database: Database, seal: IdentitySeal, facts: EventFacts = FACTS, *, confirmed: bool = True
) -> int:
    """Somebody proposes an event and confirms it; its number."""
    given = [KEEP_PROPOSER.given(translator("en"), "C")]
    proposal = Proposal(f"proposal-{next(_forms)}", ROSA, given, "en", facts)
    with database.writing() as work:
        event_id = propose_event(work, proposal=proposal, seal=seal).id
    if confirmed:
        with database.writing() as work:
            assert confirm_proposal(work, event_id=event_id)
    return event_id


def published(database: Database, seal: IdentitySeal, **changes: object) -> int:
    """An event that everybody sees, with some of its facts changed; its number."""
    facts = replace(FACTS, **changes)  # type: ignore[arg-type]
    event_id = proposed(database, seal, facts)
    with database.writing() as work:
        publish_event(work, event_id=event_id, actor=STAFF)
    return event_id


def signs_up(database: Database, seal: IdentitySeal, event_id: int, email: str) -> int:
    """Somebody sends the form; the number of the sign-up."""
    signing = SigningUp(
        form=f"coming-{next(_forms)}",
        event_id=event_id,
        identity=Identity("", email),
        consents=[KEEP_SIGN_UP.given(translator("en"), "C")],
        language="en",
    )
    with database.writing() as work:
        return sign_up(work, signing=signing, seal=seal).id


def comes(database: Database, seal: IdentitySeal, event_id: int, email: str) -> int:
    """Somebody signs up and confirms it; the number of the sign-up."""
    sign_up_id = signs_up(database, seal, event_id, email)
    with database.writing() as work:
        confirm_sign_up(work, sign_up_id=sign_up_id)
    return sign_up_id


def one(database: Database, event_id: int) -> CampaignEvent:
    """An event as it stands."""
    with database.reading() as session:
        return session.get_one(CampaignEvent, event_id)
