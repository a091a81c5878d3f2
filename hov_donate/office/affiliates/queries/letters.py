"""The letters to an affiliate, and what became of them."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Invoice, Officer
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.outbox.models import OutboxMessage

LETTERS_SHOWN = 24


def letters_to(session: Session, affiliation: Affiliation, place: Place) -> Page[OutboxMessage]:
    """A page of the letters to a member, or to whoever speaks or spoke for it; newest first."""
    query = select(OutboxMessage).where(OutboxMessage.details_id.in_(readers(session, affiliation)))
    return page_of(session, query, OutboxMessage.id, place, size=LETTERS_SHOWN)


def is_letter_to(session: Session, affiliation: Affiliation, message_id: int) -> bool:
    """Whether a letter is one of theirs."""
    message = session.get(OutboxMessage, message_id)
    return message is not None and message.details_id in readers(session, affiliation)


def readers(session: Session, affiliation: Affiliation) -> Sequence[uuid.UUID]:
    """All details under which it was ever written to."""
    officers = select(Officer.details_id).where(Officer.affiliation_id == affiliation.id)
    billed = select(Invoice.details_id).where(Invoice.affiliation_id == affiliation.id)
    found = set(session.scalars(officers.union(billed)))
    return sorted(found | ({affiliation.details_id} if affiliation.details_id else set()))
