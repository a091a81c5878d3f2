"""Reading affiliations: what was declared, who speaks for them, which terms they have."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer

from hov_donate.affiliations.models import (
    Affiliation,
    Declaration,
    Officer,
    OfficerAnswer,
    OfficerRole,
    Term,
)
from hov_donate.affiliations.rules.facts import Facts
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import one_and_the_same

# Who is written to about everything but money, the first that there is.
SPEAKERS = (OfficerRole.CORRESPONDENCE, OfficerRole.SECRETARY, OfficerRole.CHAIR)


# Who may say that the organisation means it: not the one who filled in the form, nor who only pays.
SECOND_OFFICERS = (OfficerRole.SECRETARY, OfficerRole.CHAIR)


def newest_declaration(session: Session, affiliation_id: int) -> Declaration:
    """The figures that were declared last. Raises LookupError."""
    found = newest_declarations(session, [affiliation_id])
    if affiliation_id not in found:
        raise LookupError(f"nothing was declared for affiliation {affiliation_id}")
    return found[affiliation_id]


def newest_declarations(
    session: Session, affiliation_ids: Collection[int]
) -> dict[int, Declaration]:
    """The figures that were declared last, for many at once."""
    rows = session.scalars(
        select(Declaration)
        .where(Declaration.affiliation_id.in_(affiliation_ids))
        .order_by(Declaration.id)
    )
    return {row.affiliation_id: row for row in rows}


def facts_of(affiliation: Affiliation, declaration: Declaration) -> Facts:
    """What a scale is asked with."""
    return Facts(
        kind=affiliation.kind,
        affiliated_members=declaration.members_affiliated,
        total_members=declaration.members_total,
        member_class=affiliation.member_class,
        country=affiliation.country,
        income_band=declaration.income_band,
        overseas=declaration.overseas,
        measures=declaration.measures,
        declared=declaration.declared,
    )


def terms_of(session: Session, affiliation_id: int) -> list[Term]:
    """The terms that were not voided, in order."""
    query = select(Term).where(Term.affiliation_id == affiliation_id, Term.voided_at.is_(None))
    return list(session.scalars(query.order_by(Term.starts_on)))


def held_terms(session: Session, affiliation_ids: Collection[int]) -> dict[int, list[Term]]:
    """The terms that were not voided, in order, for many at once; snapshots stay where they are."""
    found: dict[int, list[Term]] = {each: [] for each in affiliation_ids}
    rows = session.scalars(
        select(Term)
        .where(Term.affiliation_id.in_(affiliation_ids), Term.voided_at.is_(None))
        .order_by(Term.starts_on)
        .options(defer(Term.snapshot))
    )
    for term in rows:
        found[term.affiliation_id].append(term)
    return found


def officers_of(session: Session, affiliation_id: int) -> dict[OfficerRole, Officer]:
    """Who speaks for an affiliation now."""
    rows = session.scalars(
        select(Officer)
        .where(Officer.affiliation_id == affiliation_id, Officer.ended_at.is_(None))
        .order_by(Officer.id)
    )
    return {row.role: row for row in rows}


def spoken_for(session: Session, affiliation: Affiliation) -> uuid.UUID | None:
    """The details of whoever is written to about an affiliation: the member, or an officer.

    None when nobody speaks for an organisation any more.
    """
    if affiliation.details_id is not None:
        return affiliation.details_id
    officers = officers_of(session, affiliation.id)
    return next((officers[role].details_id for role in SPEAKERS if role in officers), None)


def second_officers(session: Session, affiliation_id: int) -> list[Officer]:
    """Those whose word confirms: secretary and chair with another address than the form's."""
    officers = officers_of(session, affiliation_id)
    whose = contacts_of(session, [officer.details_id for officer in officers.values()])
    first = officers.get(OfficerRole.CORRESPONDENCE)
    author = whose.get(first.details_id) if first else None
    return [
        officers[role]
        for role in SECOND_OFFICERS
        if role in officers and whose[officers[role].details_id] != author
    ]


def contacts_of(session: Session, details_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Details → whose they are: two of one contact have one e-mail address."""
    rows = session.execute(
        select(ContactDetails.id, ContactDetails.contact_id).where(
            ContactDetails.id.in_(details_ids)
        )
    )
    return {row.id: row.contact_id for row in rows}


def objected(officers: Collection[Officer]) -> bool:
    """Whether one of the officers rejects the affiliation."""
    return any(officer.answer is OfficerAnswer.REJECTED for officer in officers)


def affiliations_of_organisation(session: Session, organisation_id: int) -> Sequence[Affiliation]:
    """The affiliations of an organisation and of those merged into it, the living one first."""
    same = one_and_the_same(session, organisation_id)
    found = session.scalars(select(Affiliation).where(Affiliation.organisation_id.in_(same))).all()
    ended = {AffiliationStatus.LAPSED, AffiliationStatus.RESIGNED, AffiliationStatus.REJECTED}
    return sorted(found, key=lambda it: (not it.status.living, it.status in ended, -it.id))


def affiliation_of_organisation(session: Session, organisation_id: int) -> Affiliation | None:
    """The affiliation by which an organisation is known now, whichever of its rows is named."""
    found = affiliations_of_organisation(session, organisation_id)
    return found[0] if found else None


def affiliations_of_contact(session: Session, contact_id: uuid.UUID) -> list[Affiliation]:
    """The affiliations of a person, and of the organisations that they speak for, by number.

    Those that were resigned or turned down only where there is no other.
    """
    theirs = select(ContactDetails.id).where(ContactDetails.contact_id == contact_id)
    spoken = select(Officer.affiliation_id).where(
        Officer.details_id.in_(theirs), Officer.ended_at.is_(None)
    )
    found = session.scalars(
        select(Affiliation)
        .where(or_(Affiliation.details_id.in_(theirs), Affiliation.id.in_(spoken)))
        .order_by(Affiliation.id)
    ).all()
    over = {AffiliationStatus.RESIGNED, AffiliationStatus.REJECTED}
    return [each for each in found if each.status not in over] or list(found)
