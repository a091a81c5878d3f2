"""Who cannot be reached by mail. Details of one contact have one address: they share its marks."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from hov_donate.contacts.models import ContactDetails
from hov_donate.outbox.models import Sending


@dataclass(frozen=True)
class OutOfReach:
    """Letters to an address come back: the last one when, and with which status code."""

    since: datetime
    status_code: str | None


def out_of_reach(
    session: Session, details_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, OutOfReach]:
    """Of some details those whose address letters come back from."""
    alike = aliased(ContactDetails)
    rows = session.execute(
        select(ContactDetails.id, Sending.came_back_at, Sending.status_code)
        .join(alike, alike.contact_id == ContactDetails.contact_id)
        .join(Sending, Sending.details_id == alike.id)
        .where(ContactDetails.id.in_(details_ids), Sending.came_back_at.is_not(None))
        .order_by(Sending.came_back_at)
    )
    return {details_id: OutOfReach(at, code) for details_id, at, code in rows if at}


def all_out_of_reach() -> Select[uuid.UUID]:
    """Every details whose address letters come back from."""
    alike = aliased(ContactDetails)
    back = (
        select(alike.contact_id)
        .join(Sending, Sending.details_id == alike.id)
        .where(Sending.came_back_at.is_not(None))
    )
    return select(ContactDetails.id).where(ContactDetails.contact_id.in_(back))


def with_same_address(session: Session, details_id: uuid.UUID) -> Collection[uuid.UUID]:
    """All details with the address of these, these among them."""
    whose = select(ContactDetails.contact_id).where(ContactDetails.id == details_id)
    alike = select(ContactDetails.id).where(ContactDetails.contact_id.in_(whose))
    return session.scalars(alike).all()
