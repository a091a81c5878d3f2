"""Who decides about an affiliation's money holds its row, so that two at once take turns.

Whoever needs several takes them here at once; the books are locked after them, never before. What
may follow from their money is held with them, so that taking them again takes nothing more: the
membership that somebody who joined twice had before, which they may become one with, and the givers
to whom gifts count. Gifts of one giver are looked at one after another, and whoever looks at one
that came otherwise locks the books after the giver too.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from hov_donate.affiliations.models import Affiliation, Invoice
from hov_donate.affiliations.queries.addressees import billed_by_each
from hov_donate.contacts.models import Contact, ContactDetails
from hov_donate.core.db import UnitOfWork


def lock_affiliations(work: UnitOfWork, affiliation_ids: Iterable[int]) -> dict[int, Affiliation]:
    """Hold some affiliations until the transaction ends, taken in the order of their ids.

    Raises LookupError when one is not there.
    """
    wanted = set(affiliation_ids)
    rows = work.session.scalars(
        select(Affiliation)
        .where(Affiliation.id.in_(wanted | _before(work, wanted)))
        .order_by(Affiliation.id)
        # Rows that only name an affiliation are let in meanwhile.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    found = {row.id: row for row in rows if row.id in wanted}
    if len(found) < len(wanted):
        raise LookupError(f"no affiliation {sorted(wanted)}")
    _lock_givers(work, rows)
    return found


def lock_affiliation(work: UnitOfWork, affiliation_id: int) -> Affiliation:
    """Hold one affiliation until the transaction ends. Raises LookupError when it is not there."""
    return lock_affiliations(work, [affiliation_id])[affiliation_id]


def _before(work: UnitOfWork, affiliation_ids: Collection[int]) -> set[int]:
    """The earlier memberships of the people whose memberships these are; of most, there is none.

    SQLite has one writer anyway.
    """
    if work.session.get_bind().dialect.name == "sqlite":
        return set()
    later, mine, theirs = aliased(Affiliation), aliased(ContactDetails), aliased(ContactDetails)
    return set(
        work.session.scalars(
            select(Affiliation.id)
            .join(theirs, theirs.id == Affiliation.details_id)
            .join(mine, mine.contact_id == theirs.contact_id)
            .join(later, later.details_id == mine.id)
            .where(
                later.id.in_(affiliation_ids),
                Affiliation.id < later.id,
                Affiliation.kind == later.kind,
            )
        )
    )


def _lock_givers(work: UnitOfWork, affiliations: Collection[Affiliation]) -> None:
    """Whom invoices with gifts went to, and whom the next one goes to: what they give is theirs."""
    if work.session.get_bind().dialect.name == "sqlite":
        return
    invoiced = select(Invoice.details_id).where(
        Invoice.affiliation_id.in_([it.id for it in affiliations]), Invoice.gift_minor > 0
    )
    billed = billed_by_each(work.session, affiliations).values()
    givers = select(ContactDetails.contact_id).where(
        or_(ContactDetails.id.in_(invoiced), ContactDetails.id.in_(billed))
    )
    work.session.execute(
        select(Contact.id)
        .where(Contact.id.in_(givers))
        .order_by(Contact.id)
        .with_for_update(key_share=True)
    )
