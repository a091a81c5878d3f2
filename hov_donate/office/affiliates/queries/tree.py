"""Where an organisation stands: what is above it, below it, and what was taken for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation
from hov_donate.contacts.models import Organisation, OrganisationMerge
from hov_donate.contacts.queries import ancestors, keeper, merges_of, one_and_the_same
from hov_donate.contacts.words import organisations_named

# Below a national union there may be thousands: the list of affiliates pages through them.
SHOWN_BELOW = 20


@dataclass(frozen=True)
class Node:
    """An organisation, and its affiliation where it has one."""

    organisation: Organisation
    affiliation: Affiliation | None


@dataclass(frozen=True)
class Tree:
    """An organisation's place. `above` runs from the root down; `more` says that `below` is cut.

    `kept` is what it was merged into; `doubles` what was merged into it, by `mergers` that hold.
    """

    organisation: Organisation
    above: Sequence[Node]
    below: Sequence[Node]
    more: bool
    kept: Node | None
    doubles: Sequence[Node]
    mergers: Sequence[OrganisationMerge]


def tree_of(session: Session, affiliation: Affiliation) -> Tree | None:
    """The tree around an affiliate; None for a person."""
    if affiliation.organisation_id is None:
        return None
    own = session.get_one(Organisation, affiliation.organisation_id)
    below = _below(session, own)
    kept = [keeper(session, own.id).id] if own.merged_into_id else []
    return Tree(
        organisation=own,
        above=_above(session, own),
        below=below[:SHOWN_BELOW],
        more=len(below) > SHOWN_BELOW,
        kept=next(iter(nodes(session, kept)), None),
        doubles=_doubles(session, own),
        mergers=merges_of(session, own.id),
    )


def nodes(session: Session, organisation_ids: Sequence[int]) -> list[Node]:
    """Organisations by their keys, with their affiliations, in the order of the keys."""
    rows = session.execute(
        select(Organisation, Affiliation)
        .outerjoin(Affiliation, Affiliation.organisation_id == Organisation.id)
        .where(Organisation.id.in_(organisation_ids))
    )
    found = {organisation.id: Node(organisation, own) for organisation, own in rows}
    return [found[key] for key in organisation_ids if key in found]


def named_like(session: Session, text: str) -> list[Node]:
    """Organisations in whose name every word of the text begins one; those that were merged not."""
    named = organisations_named(text)
    if named is None:
        return []
    keys = session.scalars(
        select(Organisation.id)
        .where(Organisation.id.in_(named), Organisation.merged_into_id.is_(None))
        .order_by(Organisation.match_key, Organisation.id)
        .limit(SHOWN_BELOW)
    ).all()
    return nodes(session, keys)


def _above(session: Session, organisation: Organisation) -> list[Node]:
    return nodes(session, [each.id for each in ancestors(session, organisation.id)][::-1])


def _below(session: Session, organisation: Organisation) -> list[Node]:
    keys = session.scalars(
        select(Organisation.id)
        .where(
            Organisation.parent_id.in_(one_and_the_same(session, organisation.id)),
            Organisation.merged_into_id.is_(None),
        )
        .order_by(Organisation.id)
        .limit(SHOWN_BELOW + 1)
    ).all()
    return nodes(session, keys)


def _doubles(session: Session, organisation: Organisation) -> list[Node]:
    keys = session.scalars(
        select(Organisation.id)
        .where(Organisation.merged_into_id == organisation.id)
        .order_by(Organisation.id)
        .limit(SHOWN_BELOW)
    ).all()
    return nodes(session, keys)
