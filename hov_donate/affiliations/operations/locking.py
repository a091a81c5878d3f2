"""Who decides about an affiliation's money holds its row, so that two at once take turns.

Whoever needs several takes them here at once; the books are locked after them, never before. The
contacts to whom gifts on their invoices count are held with them: gifts of one giver are looked at
one after another, and whoever looks at one that came otherwise locks the books after the giver too.
"""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation, Invoice
from hov_donate.contacts.models import Contact, ContactDetails
from hov_donate.core.db import UnitOfWork


def lock_affiliations(work: UnitOfWork, affiliation_ids: Iterable[int]) -> dict[int, Affiliation]:
    """Hold some affiliations until the transaction ends, taken in the order of their ids.

    Raises LookupError when one is not there.
    """
    wanted = sorted(set(affiliation_ids))
    rows = work.session.scalars(
        select(Affiliation)
        .where(Affiliation.id.in_(wanted))
        .order_by(Affiliation.id)
        # Rows that only name an affiliation are let in meanwhile.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows}
    if len(found) < len(wanted):
        raise LookupError(f"no affiliation {wanted}")
    _lock_givers(work, wanted)
    return found


def lock_giver(work: UnitOfWork, details_id: uuid.UUID | None) -> None:
    """Hold whom some details are about, likewise, before anything is booked of what they give."""
    if work.session.get_bind().dialect.name == "sqlite":
        return
    whose = select(ContactDetails.contact_id).where(ContactDetails.id == details_id)
    work.session.execute(
        select(Contact.id).where(Contact.id.in_(whose)).with_for_update(key_share=True)
    )


def _lock_givers(work: UnitOfWork, affiliation_ids: list[int]) -> None:
    """SQLite has one writer anyway."""
    if work.session.get_bind().dialect.name == "sqlite":
        return
    givers = (
        select(ContactDetails.contact_id)
        .join(Invoice, Invoice.details_id == ContactDetails.id)
        .where(Invoice.affiliation_id.in_(affiliation_ids), Invoice.gift_minor > 0)
    )
    work.session.execute(
        select(Contact.id)
        .where(Contact.id.in_(givers))
        .order_by(Contact.id)
        .with_for_update(key_share=True)
    )


def lock_affiliation(work: UnitOfWork, affiliation_id: int) -> Affiliation:
    """Hold one affiliation until the transaction ends. Raises LookupError when it is not there."""
    return lock_affiliations(work, [affiliation_id])[affiliation_id]
