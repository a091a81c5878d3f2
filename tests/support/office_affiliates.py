"""Affiliates as rows, for rooms that only show them; what is done with them is done for real."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    ChangeKind,
    Declaration,
    FeeScale,
    Invoice,
    Officer,
    OfficerRole,
    ScaleStatus,
    Term,
)
from hov_donate.affiliations.operations import issue_invoice
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.operations import record_details
from hov_donate.contacts.sealing import Identity
from hov_donate.contacts.words import write_words
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from tests.support.life import Life, noon
from tests.support.office import NOON, Desk, Office
from tests.support.words import GBP

FEE = GBP("63.00")
SCALE = """\
[scale]
id = "gb-2026"
currency = "GBP"
effective_from = 2026-01-01
decided_by = "AGM 2025-11-15, motion 7"

[year]
kind = "fixed"
starts = "01-01"
grace_days = 60
reminder_days = [-30, 0, 30, 60]

[[rules]]
when = { kind = ["union_branch", "trades_council"] }
measure = "affiliated_members"
mode = "fixed"
fee = { min = "10.00", steps = [ { rate = "0.18" } ] }
delegates = { max = 10, steps = [ { rate = 1, per = 50, round = "ceil" } ] }
votes = { steps = [ { base = 1 } ] }
rights = ["speak", "vote", "motions"]
approval = "committee"

[[rules]]
fee = { steps = [ { base = "30.00" } ] }

[[arrears]]
after_months = 3
effect = "no_vote"
"""


@dataclass
class Register:
    """Makes affiliates in an office."""

    office: Office
    scale: FeeScale | None = None

    def branch(self, name: str = "Unite", **more: Any) -> Affiliation:
        """An organisation that affiliates; `branch`, `town`, `kind`, `country`, `status` …"""
        with self.office.database.writing() as work:
            organisation = _organisation(work, name, more)
            return _affiliation(work, more, organisation_id=organisation.id)

    def member(self, name: str = "Rosa Quiñones", email: str = "rosa@people.example", **more: Any):
        """A person who joined."""
        with self.office.database.writing() as work:
            details_id = self._details(work, name, email)
            return _affiliation(work, {"kind": "individual", **more}, details_id=details_id)

    def officer(
        self, affiliation: Affiliation, role: OfficerRole, email: str, **more: Any
    ) -> Officer:
        """Somebody who speaks for it."""
        with self.office.database.writing() as work:
            officer = Officer(
                affiliation_id=affiliation.id,
                role=role,
                details_id=self._details(work, more.pop("name", "Ada Lovelace"), email),
                since=NOON,
                **more,
            )
            work.session.add(officer)
        return officer

    def declared(self, affiliation: Affiliation, members: int, **more: Any) -> Declaration:
        """What it affiliates on."""
        with self.office.database.writing() as work:
            row = Declaration(
                affiliation_id=affiliation.id,
                members_affiliated=members,
                actor="public",
                declared_at=NOON,
                **more,
            )
            work.session.add(row)
        return row

    def term(self, affiliation: Affiliation, fee: Money, **more: Any) -> Term:
        """A term of 2026 by the scale of these tests."""
        declared = more.pop("declaration", None) or self.declared(affiliation, 350)
        with self.office.database.writing() as work:
            term = Term(
                affiliation_id=affiliation.id,
                starts_on=more.pop("starts_on", date(2026, 1, 1)),
                ends_on=more.pop("ends_on", date(2026, 12, 31)),
                first=False,
                fee_minor=fee.minor,
                currency=fee.currency,
                scale_id=self.in_force(work).id,
                rule=1,
                declaration_id=declared.id,
                delegates=7,
                votes=1,
                rights="speak vote motions",
                snapshot=more.pop("snapshot", {"explain": []}),
                made_at=NOON,
                **more,
            )
            work.session.add(term)
        return term

    def invoice(self, term: Term, gift: Money | None = None) -> Invoice:
        """What asks for a term's fee; somebody is there to ask."""
        with self.office.database.writing() as work:
            affiliation = work.session.get_one(Affiliation, term.affiliation_id)
            self._somebody(work, affiliation)
            return issue_invoice(
                work,
                affiliation=affiliation,
                term=term,
                gift=gift,
                settings=self.office.parts.settings,
                letter=None,
            )

    def billed(self, name: str = "Unite", fee: Money = FEE, **more: Any) -> Invoice:
        """A branch that was asked for a fee."""
        return self.invoice(self.term(self.branch(name, **more), fee))

    def happened(self, affiliation: Affiliation, kind: ChangeKind, **more: Any) -> None:
        """A row of its history."""
        with self.office.database.writing() as work:
            work.session.add(
                AffiliationChange(
                    affiliation_id=affiliation.id,
                    kind=kind,
                    to_status=affiliation.status,
                    at=NOON,
                    actor="worker",
                    **more,
                )
            )

    def in_force(self, work: UnitOfWork) -> FeeScale:
        """The scale of these tests."""
        if self.scale is None:
            self.scale = FeeScale(
                code="gb-2026",
                version=1,
                status=ScaleStatus.ACTIVE,
                currency="GBP",
                effective_from=date(2026, 1, 1),
                text=SCALE,
                decided_by="AGM 2025-11-15, motion 7",
                created_at=NOON,
                created_by="staff:1",
                activated_at=NOON,
                activated_by="staff:1",
            )
            work.session.add(self.scale)
            work.session.flush()
        return self.scale

    def _somebody(self, work: UnitOfWork, affiliation: Affiliation) -> None:
        if (
            affiliation.details_id
            or work.session.scalars(
                select(Officer).where(Officer.affiliation_id == affiliation.id)
            ).first()
        ):
            return
        email = f"secretary{affiliation.id}@union.example"
        work.session.add(
            Officer(
                affiliation_id=affiliation.id,
                role=OfficerRole.SECRETARY,
                details_id=self._details(work, "Sam Secretary", email),
                since=NOON,
            )
        )
        work.session.flush()

    def _details(self, work: UnitOfWork, name: str, email: str):
        identity, seal = Identity(name, email), self.office.parts.seal
        return record_details(work, identity=identity, consents=(), seal=seal).id


def _organisation(work: UnitOfWork, name: str, more: dict[str, Any]) -> Organisation:
    kept = {
        key: more.pop(key) for key in ("branch", "town", "parent_id", "parent_name") if key in more
    }
    organisation = Organisation(
        name=name,
        kind=more.get("kind", "union_branch"),
        country=more.get("country", "GB"),
        language="en",
        match_key=f"{name} {kept.get('branch', '')}".lower(),
        created_at=NOON,
        **kept,
    )
    work.session.add(organisation)
    work.session.flush()
    write_words(work, organisation=organisation)
    return organisation


def _affiliation(work: UnitOfWork, more: dict[str, Any], **whose: Any) -> Affiliation:
    row = Affiliation(
        **{
            "kind": "union_branch",
            "country": "GB",
            "language": "en",
            "status": AffiliationStatus.ACTIVE,
            "created_at": NOON,
            **whose,
            **more,
        }
    )
    work.session.add(row)
    work.session.flush()
    return row


@pytest.fixture
def register(office: Office) -> Register:
    """Affiliates of an empty office, on each engine."""
    return Register(office)


@pytest.fixture
def branches(office: Office) -> Life:
    """Affiliations that live, in an office on 5 January 2026, with a scale in force."""
    office.clock.moment = noon(date(2026, 1, 5))
    life = Life(office.database, office.parts.settings, office.parts.seal, office.clock)
    life.scale()
    return life


def fields_of(page: str) -> dict[str, str]:
    """Every input of a page with its name, as it would be sent."""
    inputs = re.findall(r"<input[^>]*>", page)
    named = [(re.search(r'name="([^"]+)"', it), re.search(r'value="([^"]*)"', it)) for it in inputs]
    return {name[1]: value[1] if value else "" for name, value in named if name}


def press(desk: Desk, room: str, **fields: str) -> TestResponse:
    """Open a page, fill in its form, and press the button; what it carries goes along."""
    page = desk.get(room)
    assert page.status_code == 200, page.status_code
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)
    carried = {"seen": seen[1]} if seen else {}
    return desk.post(room, **{**carried, **fields})
