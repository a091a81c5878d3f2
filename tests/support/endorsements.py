"""Organisations, and what they or their leaders say for the campaign, on an empty installation."""

from dataclasses import replace
from datetime import date
from itertools import count

from hov_donate.campaign.endorsements.consents import KEEP_ENDORSER, SHOW_ENDORSER
from hov_donate.campaign.endorsements.operations import (
    Named,
    enter_endorsement,
    name_person,
    publish_endorsement,
)
from hov_donate.campaign.endorsements.rules import Basis, EndorsementFacts, Part
from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.operations import OrganisationFacts, link_to_parent, record_organisation
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import Database
from hov_donate.core.i18n import translator

STAFF = "staff:1"
TODAY = date(2026, 11, 1)
MOTION = EndorsementFacts(
    basis=Basis.ORGANISATION,
    deciding_body="National executive",
    decided_on=date(2026, 5, 2),
    meeting="Annual conference",
    attendance=200,
    language="en",
    title="For the rail workers",
    body="This conference stands by the rail workers.\n\nIt asks all branches to do the same.",
    link="https://union.example/motions/12",
)
PERSONALLY = replace(MOTION, basis=Basis.PERSONAL, deciding_body="", meeting="", attendance=None)
ELENA = Identity("Elena Papadaki", "elena@union.example")
_forms = count()


def body(
    database: Database,
    name: str,
    *,
    members: int | None = None,
    below: int | None = None,
    country: str = "GB",
    kind: str = "national_union",
    listed: bool = True,
    listed_members: bool = True,
) -> int:
    """An organisation, below another one or by itself; its number."""
    facts = OrganisationFacts(
        kind=kind,
        name=name,
        branch="",
        parent_name="",
        town="Leeds",
        country=country,
        members=members,
        members_source=MembersSource.REPORT if members else None,
        listed=listed,
        listed_town=False,
        listed_members=listed and listed_members,
    )
    with database.writing() as work:
        own = record_organisation(work, facts=facts, language="en", today=TODAY)
        link_to_parent(work, organisation_id=own.id, parent_id=below)
        return own.id


def entered(database: Database, organisation_id: int, facts: EndorsementFacts = MOTION) -> int:
    """An endorsement that waits to be published; its number."""
    form = f"endorsement-{next(_forms)}"
    with database.writing() as work:
        return enter_endorsement(
            work, form=form, organisation_id=organisation_id, facts=facts, actor=STAFF
        ).id


def endorses(database: Database, organisation_id: int, facts: EndorsementFacts = MOTION) -> int:
    """An organisation's endorsement that counts; its number."""
    endorsement_id = entered(database, organisation_id, facts)
    with database.writing() as work:
        publish_endorsement(work, endorsement_id=endorsement_id, actor=STAFF)
    return endorsement_id


def names(
    database: Database,
    seal: IdentitySeal,
    endorsement_id: int,
    part: Part = Part.MOVER,
    *,
    who: Identity = ELENA,
    shown: bool = True,
) -> str:
    """Somebody is named with their consent; the number of their details."""
    speak = translator("en")
    texts = [KEEP_ENDORSER, SHOW_ENDORSER] if shown else [KEEP_ENDORSER]
    consents = [it.given(speak, "C") for it in texts]
    named = Named(who, "General secretary", shown, consents, "en")
    with database.writing() as work:
        person = name_person(work, endorsement_id=endorsement_id, part=part, named=named, seal=seal)
        return str(person.details_id)


def leader_endorses(database: Database, seal: IdentitySeal, organisation_id: int) -> int:
    """A leader endorses for themselves, and is named; the endorsement's number."""
    endorsement_id = entered(database, organisation_id, PERSONALLY)
    names(database, seal, endorsement_id, Part.LEADER)
    with database.writing() as work:
        publish_endorsement(work, endorsement_id=endorsement_id, actor=STAFF)
    return endorsement_id
