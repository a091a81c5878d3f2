"""Rows that are one organisation, read together. Merging copies nothing, so each keeps its own."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Organisation


def families(session: Session, kept_ids: Collection[int]) -> dict[int, list[Organisation]]:
    """Every row of some organisations, by the kept one, which is the first of them."""
    rows = select(Organisation).order_by(Organisation.id)
    found: dict[int, list[Organisation]] = {}
    layer = session.scalars(rows.where(Organisation.id.in_(kept_ids))).all()
    kept_as = {row.id: row.id for row in layer}
    while layer:
        for row in layer:
            kept_as[row.id] = kept_as.get(row.merged_into_id or row.id, row.id)
            found.setdefault(kept_as[row.id], []).append(row)
        here = [row.id for row in layer]
        layer = session.scalars(rows.where(Organisation.merged_into_id.in_(here))).all()
    return found


def who_told_members(family: Sequence[Organisation]) -> Organisation | None:
    """The row with the newest number of members of one organisation; None where none has any."""
    told = [it for it in family if it.members_as_at is not None]
    return max(told, key=lambda it: (it.members_as_at, it is family[0]), default=None)


def shows_members(family: Sequence[Organisation]) -> bool:
    """Whether an organisation is shown with its members: each row that told them agreed to it."""
    told = [it for it in family if it is family[0] or it.members is not None]
    return all(it.listed and it.listed_members for it in told)
