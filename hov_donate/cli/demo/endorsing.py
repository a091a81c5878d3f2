"""Who stands by the campaign of the demo: unions that decided it, and leaders by themselves."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from hov_donate.campaign.endorsements.consents import KEEP_ENDORSER, SHOW_ENDORSER
from hov_donate.campaign.endorsements.operations import (
    Named,
    enter_endorsement,
    name_person,
    publish_endorsement,
    withdraw_endorsement,
)
from hov_donate.campaign.endorsements.rules import Basis, EndorsementFacts, Part
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.operations import (
    OrganisationFacts,
    link_to_parent,
    note_members,
    record_organisation,
)
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import translator
from hov_donate.ledger.rules import booking_day
from hov_donate.web.parts import Parts

FILE = Path(__file__).with_name("endorsements.toml")
STAFF = "demo"
# Figures of members are those of the end of last year.
MEMBERS_DAYS_AGO = 330

Body = Mapping[str, Any]


def tell_endorsements(parts: Parts) -> None:
    """Invent who endorses, one transaction each, and publish the campaign's figures.

    To be told last: the figures are those of all that was told before.
    """
    numbers: dict[str, int] = {}
    for body in _bodies():
        with parts.database.writing() as work:
            numbers[body["key"]] = _written_down(work, body, numbers.get(body.get("above", "")))
            _endorse(parts, work, numbers[body["key"]], body)
    with parts.database.writing() as work:
        today = booking_day(work.now, parts.settings.campaign.time_zone)
        publish_figures(work, today=today, actor=STAFF)


def _bodies() -> Iterator[Body]:
    yield from tomllib.loads(FILE.read_text("utf-8"))["bodies"]


def _written_down(work: UnitOfWork, body: Body, above: int | None) -> int:
    facts = OrganisationFacts(
        kind=body["kind"],
        name=body["name"],
        branch="",
        parent_name="",
        town=body["town"],
        country=body["country"],
        members=None,
        members_source=None,
        listed=body.get("listed", True),
        listed_town=body.get("listed", True),
        listed_members=body.get("listed", True),
    )
    today = work.now.date()
    row = record_organisation(work, facts=facts, language=body["language"], today=today)
    link_to_parent(work, organisation_id=row.id, parent_id=above)
    if "members" in body:
        note_members(
            work,
            organisation_id=row.id,
            members=body["members"],
            as_at=today - timedelta(days=MEMBERS_DAYS_AGO),
            source=MembersSource(body["source"]),
        )
    return row.id


def _endorse(parts: Parts, work: UnitOfWork, organisation_id: int, body: Body) -> None:
    endorsement = enter_endorsement(
        work,
        form=f"demo-endorsement-{body['key']}",
        organisation_id=organisation_id,
        facts=_facts(work, body),
        actor=STAFF,
    )
    for part in Part:
        if part.value in body:
            named = _named(parts, body, body[part.value])
            name_person(
                work, endorsement_id=endorsement.id, part=part, named=named, seal=parts.seal
            )
    publish_endorsement(work, endorsement_id=endorsement.id, actor=STAFF)
    if reason := body.get("withdrawn"):
        withdraw_endorsement(work, endorsement_id=endorsement.id, reason=reason, actor=STAFF)


def _facts(work: UnitOfWork, body: Body) -> EndorsementFacts:
    personal = "leader" in body
    return EndorsementFacts(
        basis=Basis.PERSONAL if personal else Basis.ORGANISATION,
        deciding_body=body.get("decided_by", ""),
        decided_on=work.now.date() - timedelta(days=body.get("days_ago", 20)),
        meeting=body.get("meeting", ""),
        attendance=body.get("attendance"),
        language=body["language"],
        title=body.get("title", ""),
        body=body.get("motion", "").strip(),
        link="",
    )


def _named(parts: Parts, body: Body, name: str) -> Named:
    campaign = parts.settings.campaign
    speak, shown = translator(campaign.default_language), body.get("shown", True)
    texts = [KEEP_ENDORSER, SHOW_ENDORSER] if shown else [KEEP_ENDORSER]
    consents = [it.given(speak, campaign.name) for it in texts]
    someone = Identity(name, f"{body['key']}@people.example")
    return Named(someone, body.get("role", ""), shown, consents, campaign.default_language)
