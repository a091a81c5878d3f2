"""Who decides about an affiliation's money holds its row, so that two at once take turns.

Whoever needs several takes them here at once; the books are locked after them, never before.
"""

from collections.abc import Iterable

from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation
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
    return found


def lock_affiliation(work: UnitOfWork, affiliation_id: int) -> Affiliation:
    """Hold one affiliation until the transaction ends. Raises LookupError when it is not there."""
    return lock_affiliations(work, [affiliation_id])[affiliation_id]
