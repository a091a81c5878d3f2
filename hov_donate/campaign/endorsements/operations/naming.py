"""People are named in an endorsement with their consent, told so, and removed when they say so."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from hov_donate.campaign.endorsements.models import EndorsementPerson
from hov_donate.campaign.endorsements.operations.moving import held_row, move
from hov_donate.campaign.endorsements.queries import person_of_details
from hov_donate.campaign.endorsements.rules import EndorsementStatus, Part
from hov_donate.campaign.endorsements.told import sealed
from hov_donate.contacts.models import Consent, ContactDetails
from hov_donate.contacts.operations import GivenConsent, forget, record_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out

# Who did it, where the person themselves did.
THEMSELVES = "endorser"
AT_ONCE = 200


@dataclass(frozen=True)
class Named:
    """Somebody in an endorsement, with what they agreed to; an address may be missing."""

    identity: Identity
    role: str
    shown: bool
    consents: Sequence[GivenConsent]
    language: str


def name_person(
    work: UnitOfWork, *, endorsement_id: int, part: Part, named: Named, seal: IdentitySeal
) -> EndorsementPerson:
    """Say who somebody was, in the place of whoever stood there, and write to them.

    The letter has the link by which they remove it; who left no address asks the office.
    """
    held_row(work, endorsement_id)
    before = work.session.get(EndorsementPerson, (endorsement_id, part))
    if before is not None:
        _forget(work, before)
    details = record_details(work, identity=named.identity, consents=named.consents, seal=seal)
    person = EndorsementPerson(
        endorsement_id=endorsement_id,
        part=part,
        details_id=details.id,
        told=sealed(named.role, seal),
        shown=named.shown,
        language=named.language,
        named_at=work.now,
    )
    work.session.add(person)
    work.session.flush()
    if named.identity.email:
        _write_to(work, person)
    return person


def remove_name(work: UnitOfWork, *, endorsement_id: int, part: Part, actor: str) -> bool:
    """Forget who somebody was; with its leader, a leader's endorsement goes.

    Whether there was somebody.
    """
    endorsement = held_row(work, endorsement_id)
    person = work.session.get(EndorsementPerson, (endorsement_id, part))
    if person is None:
        return False
    _forget(work, person)
    if part is Part.LEADER and endorsement.status is not EndorsementStatus.WITHDRAWN:
        move(work, endorsement, EndorsementStatus.WITHDRAWN, actor=actor)
    return True


def remove_own_name(work: UnitOfWork, *, details_id: uuid.UUID) -> bool:
    """Somebody removes their own name. Whether it was there."""
    person = person_of_details(work.session, details_id)
    return person is not None and remove_name(
        work, endorsement_id=person.endorsement_id, part=person.part, actor=THEMSELVES
    )


def follow_erased_names(work: UnitOfWork) -> int:
    """Remove what is left of people who were erased elsewhere; how many there were."""
    query = (
        select(EndorsementPerson)
        .join(ContactDetails, ContactDetails.id == EndorsementPerson.details_id)
        .where(ContactDetails.sealed.is_(None))
        .limit(AT_ONCE)
    )
    gone = work.session.scalars(query).all()
    for person in gone:
        remove_name(work, endorsement_id=person.endorsement_id, part=person.part, actor=THEMSELVES)
    return len(gone)


def _forget(work: UnitOfWork, person: EndorsementPerson) -> None:
    forget(work, details_ids=[person.details_id])
    work.session.execute(
        update(Consent)
        .where(Consent.details_id == person.details_id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=work.now)
    )
    work.session.delete(person)
    work.session.flush()


def _write_to(work: UnitOfWork, person: EndorsementPerson) -> None:
    put_out(
        work,
        kind=MailKind.ENDORSEMENT_NAMED,
        object_id=str(person.details_id),
        details_id=person.details_id,
        language=person.language,
    )
