"""Affiliates with terms, money and steps of chosen days, for what looks back at them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import pytest

from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    Allocation,
    ChangeKind,
    Conference,
    Declaration,
    FeeScale,
    Invoice,
    MoneyMethod,
    MoneyReceived,
    MoneyReversal,
    Officer,
    OfficerRole,
    ReversalReason,
    ScaleStatus,
    Term,
)
from hov_donate.affiliations.operations import (
    ConferenceFacts,
    name_delegates,
    open_conference,
    take_credentials,
)
from hov_donate.affiliations.queries.conferences import Entry, Hall
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.operations import record_details
from hov_donate.contacts.sealing import Identity
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.core.references import new_reference
from hov_donate.web.parts import Parts
from tests.support.office import Office

SCALE = """
[scale]
id = "hall"
currency = "GBP"
effective_from = 2020-01-01
decided_by = "AGM 2019"
[year]
kind = "fixed"
starts = "01-01"
[[rules]]
fee = { steps = [ { base = "63.00" } ] }
[[arrears]]
after_months = 3
effect = "no_vote"
[[arrears]]
after_months = 6
effect = "no_voice"
"""
PAID_UP_BY, CUT_OFF, MEETING = date(2026, 8, 15), date(2026, 10, 31), date(2026, 11, 28)
FEE = 6300
SECRETARY = Identity("Nia Pritchard", "nia@branch.example")
_NEVER = date(1, 1, 1)


def noon(day: date) -> datetime:
    """The middle of a day."""
    return datetime.combine(day, time(12), tzinfo=UTC)


@dataclass
class Assembly:
    """Writes affiliates into the books as they would have come there."""

    office: Office
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    scale_id: int = 0

    @property
    def parts(self) -> Parts:
        """What the installation is made of."""
        return self.office.parts

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        return self.office.database

    def on(self, day: date) -> "Assembly":
        """Let it be noon of a day."""
        clock: FixedClock = self.office.clock
        clock.advance(noon(day) - clock.now())
        return self

    def branch(
        self,
        name: str = "Example Union",
        *,
        branch: str = "Dock 7",
        status: AffiliationStatus = AffiliationStatus.ACTIVE,
        joined: date = date(2024, 1, 1),
        language: str = "en",
        officers: Sequence[Identity] = (SECRETARY,),
    ) -> int:
        """A body that has been affiliated since a day; its affiliation's id."""
        with self.database.writing() as work:
            organisation = Organisation(
                kind="union_branch",
                name=name,
                branch=branch,
                country="GB",
                language=language,
                match_key=f"{name} {branch}".casefold(),
                created_at=noon(joined),
            )
            work.session.add(organisation)
            work.session.flush()
            affiliation = self._affiliation(work, joined, language, "union_branch", status)
            affiliation.organisation_id = organisation.id
            work.session.add(affiliation)
            work.session.flush()
            self._step(work, affiliation.id, status, joined)
            for officer in officers:
                self._officer(work, affiliation.id, officer)
            return affiliation.id

    def member(self, identity: Identity, joined: date = date(2024, 1, 1)) -> int:
        """A person who joined; their affiliation's id."""
        with self.database.writing() as work:
            affiliation = self._affiliation(
                work, joined, "en", "individual", AffiliationStatus.ACTIVE
            )
            affiliation.details_id = record_details(
                work, identity=identity, consents=(), seal=self.parts.seal
            ).id
            work.session.add(affiliation)
            work.session.flush()
            self._step(work, affiliation.id, AffiliationStatus.ACTIVE, joined)
            return affiliation.id

    def moved(self, affiliation_id: int, status: AffiliationStatus, day: date) -> None:
        """Its status changes on a day."""
        with self.database.writing() as work:
            self._step(work, affiliation_id, status, day)
            work.session.get_one(Affiliation, affiliation_id).status = status

    def term(
        self,
        affiliation_id: int,
        year: int = 2026,
        *,
        delegates: int = 3,
        votes: int = 2,
        rights: str = "speak vote motions",
        paid: date | None = _NEVER,
        made: date | None = None,
    ) -> int:
        """A year's term and its invoice, paid on its first day, or not; the invoice's id."""
        first = date(year, 1, 1)
        with self.database.writing() as work:
            term = Term(
                affiliation_id=affiliation_id,
                starts_on=first,
                ends_on=date(year, 12, 31),
                first=False,
                fee_minor=FEE,
                currency="GBP",
                scale_id=self._scale(work),
                rule=1,
                declaration_id=self._declaration(work, affiliation_id, first),
                delegates=delegates,
                votes=votes,
                rights=rights,
                snapshot={},
                made_at=noon(made or first),
            )
            work.session.add(term)
            work.session.flush()
            invoice_id = self._invoice(work, term).id
        if paid is not None:
            self.pay(invoice_id, first if paid == _NEVER else paid)
        return invoice_id

    def void(self, affiliation_id: int, year: int, day: date) -> None:
        """A term turns out to be wrong on a day."""
        with self.database.writing() as work:
            terms = work.session.query(Term).filter_by(affiliation_id=affiliation_id)
            term = terms.filter_by(starts_on=date(year, 1, 1)).one()
            term.voided_at = noon(day)

    def pay(
        self, invoice_id: int, day: date, amount: int = FEE, *, recorded: date | None = None
    ) -> int:
        """Money by bank, which settles an invoice; maybe written down later."""
        with self.database.writing() as work:
            invoice = work.session.get_one(Invoice, invoice_id)
            received = MoneyReceived(
                form=new_reference(),
                affiliation_id=invoice.affiliation_id,
                method=MoneyMethod.BANK_TRANSFER,
                amount_minor=amount,
                currency="GBP",
                received_on=day,
                payer="the branch",
                recorded_by="staff:1",
                recorded_at=noon(recorded or day),
            )
            work.session.add(received)
            work.session.flush()
            work.session.add(
                Allocation(
                    invoice_id=invoice_id,
                    received_id=received.id,
                    amount_minor=amount,
                    currency="GBP",
                    at=noon(recorded or day),
                    actor="staff:1",
                )
            )
            return received.id

    def bounce(self, received_id: int, day: date) -> None:
        """Money that was recorded turns out not to be there; heard of on a day."""
        with self.database.writing() as work:
            was = work.session.query(Allocation).filter_by(received_id=received_id).one()
            off = {
                "invoice_id": was.invoice_id,
                "amount_minor": -was.amount_minor,
                "currency": was.currency,
                "actor": "staff:1",
            }
            work.session.add(Allocation(received_id=received_id, at=noon(day), **off))
            work.session.flush()
            work.session.add(
                MoneyReversal(
                    received_id=received_id,
                    reason=ReversalReason.BOUNCED,
                    reversed_on=day,
                    words="",
                    actor="staff:1",
                    at=noon(day),
                )
            )

    def conference(
        self,
        *,
        paid_up_by: date = PAID_UP_BY,
        cut_off: date = CUT_OFF,
        meeting: date = MEETING,
    ) -> int:
        """A conference is called; its id."""
        facts = ConferenceFacts("Annual conference 2026", "Cardiff", meeting, cut_off, paid_up_by)
        with self.database.writing() as work:
            return open_conference(work, facts=facts, actor="staff:1").id

    def freeze(self, conference_id: int) -> None:
        """The credentials are taken."""
        with self.database.writing() as work:
            settings = self.parts.settings
            take_credentials(work, conference_id=conference_id, actor="staff:1", settings=settings)

    def names(self, conference_id: int, affiliation_id: int, *delegates: Identity) -> None:
        """An affiliation names its delegates."""
        with self.database.writing() as work:
            name_delegates(
                work,
                conference_id=conference_id,
                affiliation_id=affiliation_id,
                names=delegates,
                actor="officer",
                settings=self.parts.settings,
                seal=self.parts.seal,
            )

    def entry(self, conference_id: int, affiliation_id: int) -> Entry:
        """What an affiliation has there."""
        with self.database.reading() as session:
            conference = session.get_one(Conference, conference_id)
            zone = self.parts.settings.campaign.time_zone
            found = Hall.at(session, conference, self.office.clock.now(), zone).of(affiliation_id)
        assert found is not None
        return found

    def _affiliation(
        self,
        work: UnitOfWork,
        joined: date,
        language: str,
        kind: str,
        status: AffiliationStatus,
    ) -> Affiliation:
        return Affiliation(
            kind=kind,
            country="GB",
            language=language,
            status=status,
            joined_on=joined,
            created_at=noon(joined),
        )

    def _step(
        self, work: UnitOfWork, affiliation_id: int, status: AffiliationStatus, day: date
    ) -> None:
        work.session.add(
            AffiliationChange(
                affiliation_id=affiliation_id,
                kind=ChangeKind.STOOD_ANEW,
                to_status=status,
                at=noon(day),
                actor="worker",
            )
        )
        work.session.flush()

    def _officer(self, work: UnitOfWork, affiliation_id: int, officer: Identity) -> None:
        details = record_details(work, identity=officer, consents=(), seal=self.parts.seal)
        work.session.add(
            Officer(
                affiliation_id=affiliation_id,
                role=OfficerRole.CORRESPONDENCE,
                details_id=details.id,
                since=work.now,
            )
        )
        work.session.flush()

    def _scale(self, work: UnitOfWork) -> int:
        if not self.scale_id:
            scale = FeeScale(
                code="hall",
                version=1,
                status=ScaleStatus.ACTIVE,
                currency="GBP",
                effective_from=date(2020, 1, 1),
                text=SCALE,
                decided_by="AGM 2019",
                created_at=work.now,
                created_by="staff:1",
                activated_at=work.now,
                activated_by="staff:1",
            )
            work.session.add(scale)
            work.session.flush()
            self.scale_id = scale.id
        return self.scale_id

    def _declaration(self, work: UnitOfWork, affiliation_id: int, day: date) -> int:
        declaration = Declaration(
            affiliation_id=affiliation_id, actor="officer", declared_at=noon(day)
        )
        work.session.add(declaration)
        work.session.flush()
        return declaration.id

    def _invoice(self, work: UnitOfWork, term: Term) -> Invoice:
        details = record_details(work, identity=SECRETARY, consents=(), seal=self.parts.seal)
        issued = min(term.made_at.date(), term.starts_on)
        invoice = Invoice(
            year=issued.year,
            number=next(self.numbers),
            reference=new_reference(),
            affiliation_id=term.affiliation_id,
            term_id=term.id,
            details_id=details.id,
            fee_minor=term.fee_minor,
            gift_minor=0,
            amount_minor=term.fee_minor,
            currency=term.currency,
            issued_on=issued,
            due_on=issued + timedelta(days=30),
            language="en",
            purchase_order="",
            bill_to="",
            issuer='["The Campaign"]',
            snapshot={
                "number": "A-00001",
                "organisation": ["Example Union", "Leeds", "GB"],
                "term": [term.starts_on.isoformat(), term.ends_on.isoformat()],
                "quote": {},
                "override": None,
                "banks": [],
                "email": "treasurer@campaign.example",
                "pay_at": "https://give.example/en/pay",
            },
            template="invoice-2",
            issued_at=term.made_at,
        )
        work.session.add(invoice)
        work.session.flush()
        return invoice


@pytest.fixture
def assembly(office: Office) -> Assembly:
    """An office without affiliates, on each engine, a month before the meeting."""
    return Assembly(office).on(date(2026, 11, 2))
