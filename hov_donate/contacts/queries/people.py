"""Finding and reading people."""

import uuid
from collections.abc import Iterable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Consent, ConsentPurpose, Contact, ContactDetails
from hov_donate.contacts.sealing import Identity, IdentitySeal


def contact_by_email(session: Session, seal: IdentitySeal, email: str) -> Contact | None:
    """The contact that last gave this address, if it was neither erased nor corrected."""
    return session.scalars(
        select(Contact)
        .join(ContactDetails, ContactDetails.contact_id == Contact.id)
        .where(*_given_with(seal, email))
        .order_by(ContactDetails.recorded_at.desc())
        .limit(1)
    ).first()


def newest_details(session: Session, seal: IdentitySeal, email: str) -> ContactDetails | None:
    """What was told last with this address, if it was neither erased nor corrected."""
    return session.scalars(
        select(ContactDetails)
        .where(*_given_with(seal, email))
        .order_by(ContactDetails.recorded_at.desc())
        .limit(1)
    ).first()


def _given_with(seal: IdentitySeal, email: str) -> tuple[ColumnElement[bool], ...]:
    """Details with an address that stand: a mistyped one may be a stranger's."""
    digests = seal.digests(email)
    return ContactDetails.email_digest.in_(digests), ContactDetails.replaced_by_id.is_(None)


def details_alike(session: Session, seal: IdentitySeal, details_id: uuid.UUID) -> list[uuid.UUID]:
    """These details, and whatever else of the same contact says exactly the same and stands.

    Nothing, for details that are not there or were erased.
    """
    whose = select(ContactDetails.contact_id).where(ContactDetails.id == details_id)
    standing = session.scalars(
        select(ContactDetails.id).where(
            ContactDetails.contact_id == whose.scalar_subquery(),
            ContactDetails.replaced_by_id.is_(None),
        )
    )
    known = identities(session, seal, standing)
    return [each for each, someone in known.items() if someone == known.get(details_id)]


def contact_ids_by_email(session: Session, seal: IdentitySeal, email: str) -> list[uuid.UUID]:
    """Every contact that ever gave exactly this address."""
    rows = session.scalars(
        select(ContactDetails.contact_id)
        .where(ContactDetails.email_digest.in_(seal.digests(email)))
        .distinct()
    )
    return list(rows)


def identities(
    session: Session, seal: IdentitySeal, details_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, Identity]:
    """The readable identities of some details; erased ones are left out."""
    rows = session.execute(
        select(ContactDetails.id, ContactDetails.sealed).where(
            ContactDetails.id.in_(list(details_ids)), ContactDetails.sealed.is_not(None)
        )
    )
    return {row.id: seal.open(row.sealed) for row in rows if row.sealed is not None}


def identity(session: Session, seal: IdentitySeal, details_id: uuid.UUID) -> Identity | None:
    """One readable identity, or None once it was erased."""
    return identities(session, seal, [details_id]).get(details_id)


def consented_with(session: Session, details_id: uuid.UUID) -> set[ConsentPurpose]:
    """The boxes that were ticked on the form that brought these details."""
    return set(session.scalars(select(Consent.purpose).where(Consent.details_id == details_id)))
