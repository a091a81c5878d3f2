"""Who is named in endorsements; names are opened for those alone who agreed to be read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from hov_donate.campaign.endorsements.models import Endorsement, EndorsementPerson
from hov_donate.campaign.endorsements.rules import EndorsementStatus, Part
from hov_donate.campaign.endorsements.told import role_of
from hov_donate.contacts.models import ContactDetails, Organisation
from hov_donate.contacts.queries import identities, keepers
from hov_donate.contacts.sealing import IdentitySeal

PER_PAGE = 50


@dataclass(frozen=True)
class NamedPerson:
    """Somebody as they may be read."""

    part: Part
    name: str
    role: str


@dataclass(frozen=True)
class Leader:
    """A leader who endorses for themselves; the organisation only says who they are.

    It has no name where it did not agree to be listed.
    """

    key: int
    name: str
    role: str
    organisation: str
    country: str


@dataclass(frozen=True)
class Leaders:
    """Some leaders, the newest first, and the key that leads on; None where the list ends."""

    rows: Sequence[Leader]
    older: int | None


def people_of(session: Session, endorsement_id: int) -> Sequence[EndorsementPerson]:
    """Who is named in an endorsement."""
    query = select(EndorsementPerson).where(EndorsementPerson.endorsement_id == endorsement_id)
    return session.scalars(query.order_by(EndorsementPerson.part)).all()


def person_of_details(session: Session, details_id: uuid.UUID) -> EndorsementPerson | None:
    """Who was named with these details; None once they are not any more."""
    query = select(EndorsementPerson).where(EndorsementPerson.details_id == details_id)
    return session.scalars(query).one_or_none()


def held_for_endorsements() -> ColumnElement[bool]:
    """Whether details are those of somebody who is named, which needs their consent."""
    return exists().where(EndorsementPerson.details_id == ContactDetails.id)


def shown_people(
    session: Session, seal: IdentitySeal, endorsement_ids: Sequence[int]
) -> dict[int, list[NamedPerson]]:
    """Of some endorsements who agreed to be read, by endorsement."""
    rows = session.scalars(
        select(EndorsementPerson)
        .where(EndorsementPerson.endorsement_id.in_(endorsement_ids), EndorsementPerson.shown)
        .order_by(EndorsementPerson.endorsement_id, EndorsementPerson.part)
    ).all()
    known = identities(session, seal, [it.details_id for it in rows])
    found: dict[int, list[NamedPerson]] = {}
    for it in rows:
        if it.details_id in known:
            person = NamedPerson(it.part, known[it.details_id].name, role_of(it, seal))
            found.setdefault(it.endorsement_id, []).append(person)
    return found


def leaders_in_public(
    session: Session, seal: IdentitySeal, before: int | None, hidden: frozenset[str]
) -> Leaders:
    """Leaders who endorse for themselves and agreed to be read, the newest first.

    Nobody is shown whose organisation is of a country that is `hidden`.
    """
    query = (
        select(Endorsement)
        .join(EndorsementPerson, EndorsementPerson.endorsement_id == Endorsement.id)
        .where(
            EndorsementPerson.part == Part.LEADER,
            EndorsementPerson.shown,
            Endorsement.status == EndorsementStatus.PUBLISHED,
        )
    )
    if before is not None:
        query = query.where(Endorsement.id < before)
    rows = session.scalars(query.order_by(Endorsement.id.desc()).limit(PER_PAGE + 1)).all()
    kept = rows[:PER_PAGE]
    people = shown_people(session, seal, [it.id for it in kept])
    named = {it.organisation_id for it in kept}
    bodies = keepers(session, named)
    own = session.scalars(select(Organisation).where(Organisation.id.in_(named)))
    listed = {it.id for it in own if it.listed}
    found = [
        _leader(it, person, bodies[it.organisation_id], listed=it.organisation_id in listed)
        for it in kept
        if bodies[it.organisation_id].country not in hidden
        for person in people.get(it.id, [])
    ]
    return Leaders(found, kept[-1].id if len(rows) > PER_PAGE else None)


def _leader(it: Endorsement, person: NamedPerson, body: Organisation, *, listed: bool) -> Leader:
    """Of an organisation that was merged, the row and the kept one must agree to be named."""
    name = body.full_name if listed and body.listed else ""
    return Leader(it.id, person.name, person.role, name, body.country)
