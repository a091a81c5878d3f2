"""One affiliate with everything that is known about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    Declaration,
    FeeScale,
    Officer,
    Promise,
    Term,
)
from hov_donate.contacts.models import Organisation
from hov_donate.office.affiliates.queries.tree import Tree, tree_of
from hov_donate.payments.models import Subscription

# More than any affiliate has in a lifetime; a page stays readable whatever happens.
MOST_ROWS = 200

_Row = TypeVar("_Row", AffiliationChange, Declaration, Officer, Promise)


@dataclass(frozen=True)
class PricedTerm:
    """A term and the scale by which its fee was found."""

    term: Term
    scale: FeeScale


@dataclass(frozen=True)
class Whole:
    """An affiliate, and all that happened to it, the newest first. Persons have no tree."""

    affiliation: Affiliation
    tree: Tree | None
    group: Organisation | None
    card: Subscription | None
    officers: Sequence[Officer]
    declarations: Sequence[Declaration]
    terms: Sequence[PricedTerm]
    promises: Sequence[Promise]
    changes: Sequence[AffiliationChange]

    @property
    def declared(self) -> Declaration | None:
        """Its figures as they are now."""
        return next(iter(self.declarations), None)

    @property
    def in_office(self) -> list[Officer]:
        """Who speaks for it now."""
        return [officer for officer in self.officers if officer.ended_at is None]

    @property
    def former(self) -> list[Officer]:
        """Who spoke for it before."""
        return [officer for officer in self.officers if officer.ended_at is not None]


def whole(session: Session, affiliation: Affiliation) -> Whole:
    """Everything about an affiliate but its money and letters."""
    group, card = affiliation.local_group_id, affiliation.subscription_id
    return Whole(
        affiliation=affiliation,
        tree=tree_of(session, affiliation),
        group=session.get(Organisation, group) if group else None,
        card=session.get(Subscription, card) if card else None,
        officers=_of(session, Officer, affiliation),
        declarations=_of(session, Declaration, affiliation),
        terms=terms_of(session, affiliation.id),
        promises=_of(session, Promise, affiliation),
        changes=_of(session, AffiliationChange, affiliation),
    )


def terms_of(session: Session, affiliation_id: int) -> list[PricedTerm]:
    """The terms of an affiliate, the last first; those that were voided too."""
    rows = session.execute(
        select(Term, FeeScale)
        .join(FeeScale, FeeScale.id == Term.scale_id)
        .where(Term.affiliation_id == affiliation_id)
        .order_by(Term.starts_on.desc(), Term.id.desc())
        .limit(MOST_ROWS)
    )
    return [PricedTerm(term, scale) for term, scale in rows]


def _of(session: Session, model: type[_Row], affiliation: Affiliation) -> Sequence[_Row]:
    return session.scalars(
        select(model)
        .where(model.affiliation_id == affiliation.id)
        .order_by(model.id.desc())
        .limit(MOST_ROWS)
    ).all()
