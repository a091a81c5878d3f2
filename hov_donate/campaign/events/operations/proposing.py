"""Somebody proposes an event, confirms it from their mailbox, and may take it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hov_donate.campaign.events.models import CampaignEvent
from hov_donate.campaign.events.operations.moving import forget_people, held_row, move
from hov_donate.campaign.events.operations.writing import begun, empty_words
from hov_donate.campaign.events.rules import EventFacts, EventStatus
from hov_donate.contacts.operations import GivenConsent, record_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out


@dataclass(frozen=True)
class Proposal:
    """What somebody sent who proposes an event; `form` makes pressing twice one proposal."""

    form: str
    identity: Identity
    consents: Sequence[GivenConsent]
    language: str
    facts: EventFacts


def propose_event(work: UnitOfWork, *, proposal: Proposal, seal: IdentitySeal) -> CampaignEvent:
    """Write a proposal down and send the letter that asks to confirm it; nobody sees it before."""
    form = proposal.form
    known = work.session.scalars(select(CampaignEvent).where(CampaignEvent.form == form)).first()
    if known is not None:
        return known
    details = record_details(
        work, identity=proposal.identity, consents=proposal.consents, seal=seal
    )
    event = begun(
        work,
        form=form,
        status=EventStatus.UNCONFIRMED,
        language=proposal.language,
        facts=proposal.facts,
    )
    event.details_id = details.id
    put_out(
        work,
        kind=MailKind.EVENT_TO_CONFIRM,
        object_id=str(event.id),
        details_id=details.id,
        language=proposal.language,
    )
    work.session.flush()
    return event


def confirm_proposal(work: UnitOfWork, *, event_id: int) -> bool:
    """Whoever has the mailbox says that it was they; then staff look at it.

    Whether it is there now, or was already.
    """
    event = held_row(work, event_id)
    if event is None or event.status is EventStatus.WITHDRAWN:
        return False
    move(work, event, EventStatus.PROPOSED)
    return True


def withdraw_proposal(work: UnitOfWork, *, event_id: int) -> bool:
    """Take a proposal back before it is published, and forget whose it was. Whether it went.

    Nothing stays of its words either: they may tell who it was.
    """
    event = held_row(work, event_id)
    if event is None or not move(work, event, EventStatus.WITHDRAWN):
        return False
    empty_words(work, event)
    if event.details_id is not None:
        forget_people(work, [event.details_id])
    return True
