"""Reading organisations. One that was merged is read through the one that was kept."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Organisation, OrganisationMerge


def keeper(session: Session, organisation_id: int) -> Organisation:
    """The organisation, or the one that it was merged into. Raises NoResultFound."""
    found = session.get_one(Organisation, organisation_id)
    while found.merged_into_id is not None:
        found = session.get_one(Organisation, found.merged_into_id)
    return found


def keepers(session: Session, organisation_ids: Collection[int]) -> dict[int, Organisation]:
    """As `keeper`, for many at once, by the id that was asked for."""
    rows = _by_id(session, organisation_ids)
    while missing := {
        row.merged_into_id
        for row in rows.values()
        if row.merged_into_id is not None and row.merged_into_id not in rows
    }:
        rows |= _by_id(session, missing)
    return {asked: _kept(rows, asked) for asked in organisation_ids if asked in rows}


def _by_id(session: Session, organisation_ids: Collection[int]) -> dict[int, Organisation]:
    query = select(Organisation).where(Organisation.id.in_(organisation_ids))
    return {row.id: row for row in session.scalars(query)}


def _kept(rows: dict[int, Organisation], organisation_id: int) -> Organisation:
    found = rows[organisation_id]
    while found.merged_into_id is not None:
        found = rows[found.merged_into_id]
    return found


def one_and_the_same(session: Session, organisation_id: int) -> list[int]:
    """Every row of one organisation, whichever of them is asked for: the kept one first."""
    same = layer = [keeper(session, organisation_id).id]
    while layer:
        query = select(Organisation.id).where(Organisation.merged_into_id.in_(layer))
        layer = list(session.scalars(query.order_by(Organisation.id)))
        same = same + layer
    return same


def merges_of(session: Session, organisation_id: int) -> list[OrganisationMerge]:
    """The mergers of an organisation that hold now, the latest first."""
    same = one_and_the_same(session, organisation_id)
    query = select(OrganisationMerge).where(
        OrganisationMerge.gone_id.in_(same), OrganisationMerge.undone_at.is_(None)
    )
    return list(session.scalars(query.order_by(OrganisationMerge.id.desc())))


def ancestors(session: Session, organisation_id: int) -> list[Organisation]:
    """The bodies above an organisation, the nearest first."""
    return list(_upwards(session, organisation_id))


def _upwards(session: Session, organisation_id: int) -> Iterator[Organisation]:
    parent_id = keeper(session, organisation_id).parent_id
    while parent_id is not None:
        parent = keeper(session, parent_id)
        yield parent
        parent_id = parent.parent_id


def children(session: Session, organisation_id: int) -> list[Organisation]:
    """The bodies right below an organisation, by name."""
    query = select(Organisation).where(
        Organisation.parent_id.in_(one_and_the_same(session, organisation_id)),
        Organisation.merged_into_id.is_(None),
    )
    return list(session.scalars(query.order_by(Organisation.match_key, Organisation.id)))
