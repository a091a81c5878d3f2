"""Affiliations that live: applied for, confirmed, approved, paid, renewed; in people's words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    ChangeKind,
    MoneyMethod,
    Officer,
    OfficerAnswer,
    OfficerRole,
    Term,
)
from hov_donate.affiliations.operations import (
    Declared,
    MemberRequest,
    OrganisationFacts,
    OrganisationRequest,
    ReceivedFacts,
)
from hov_donate.affiliations.queries.affiliations import officers_of, terms_of
from hov_donate.affiliations.queries.money import InvoiceStanding, invoices_of, owed
from hov_donate.config import Settings
from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.wiring.reactions import reactions
from tests.support.example_scale import SCALE
from tests.support.office import office_settings

NEW_YEAR = date(2026, 1, 1)
STAFF = "treasurer@campaign.example"
ROSA = Identity("Rosa Quiñones", "rosa@people.example")
SAM = Identity("Sam Secretary", "sam@branch.example")
CHRIS = Identity("Chris Chair", "chris@branch.example")
LEEDS = OrganisationFacts(
    kind="union_branch",
    name="Example Union",
    branch="Leeds 42",
    parent_name="Example Union, Yorkshire",
    town="Leeds",
    country="GB",
    members=900,
    members_source=MembersSource.ITSELF,
    listed=True,
    listed_town=False,
    listed_members=False,
)


def noon(day: date) -> datetime:
    """The middle of a day."""
    return datetime.combine(day, time(12), UTC)


@dataclass
class Life:
    """Lets affiliations live; every step is a transaction, and what follows from it happens."""

    database: Database
    settings: Settings
    seal: IdentitySeal
    clock: FixedClock
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def today(self) -> date:
        """The day that it is."""
        return self.clock.now().date()

    def on(self, day: date) -> None:
        """It is the noon of another day."""
        self.clock.moment = noon(day)

    def do(self, operation: Any, **arguments: Any) -> Any:
        """One operation in a transaction of its own."""
        with self.database.writing() as work:
            return operation(work, **arguments)

    def scale(self, text: str = SCALE) -> int:
        """A scale that is in force."""
        draft = self.do(operations.draft_scale, text=text, actor=STAFF)
        self.do(
            operations.activate_scale,
            scale_id=draft.id,
            decided_by="AGM 2019, motion 3",
            actor=STAFF,
        )
        found: int = draft.id
        return found

    def request(self, members: int | None = 350, **more: Any) -> OrganisationRequest:
        """What a branch of so many fills in."""
        stated: dict[str, Any] = {
            "form": new_reference(),
            "organisation": LEEDS,
            "renews_id": None,
            "declared": Declared(members_total=900, members_affiliated=members),
            "officers": {OfficerRole.CORRESPONDENCE: SAM, OfficerRole.CHAIR: CHRIS},
            "consents": (),
            "language": "en",
        }
        return OrganisationRequest(**(stated | more))

    def applies(self, members: int | None = 350, **more: Any) -> Affiliation:
        """A branch sends its form."""
        return self.send(self.request(members, **more))

    def send(self, request: OrganisationRequest) -> Affiliation:
        """A form is sent."""
        found: Affiliation = self.do(
            operations.submit_organisation,
            request=request,
            settings=self.settings,
            seal=self.seal,
        )
        return found

    def joins(self, member_class: str | None = "waged", **more: Any) -> Affiliation:
        """Somebody becomes a member."""
        stated: dict[str, Any] = {
            "form": new_reference(),
            "identity": ROSA,
            "member_class": member_class,
            "country": "GB",
            "local_group_id": None,
            "declared": Declared(),
            "consents": (),
            "language": "en",
            "objectives_version": "2026-1",
        }
        found: Affiliation = self.do(
            operations.submit_member,
            request=MemberRequest(**(stated | more)),
            settings=self.settings,
            seal=self.seal,
        )
        return found

    def says(
        self,
        affiliation: Affiliation,
        role: OfficerRole = OfficerRole.CHAIR,
        answer: OfficerAnswer = OfficerAnswer.CONFIRMED,
    ) -> None:
        """An officer answers."""
        self.do(
            operations.answer_as_officer,
            officer_id=self.officers(affiliation)[role].id,
            answer=answer,
            settings=self.settings,
        )

    def approves(self, affiliation: Affiliation) -> None:
        """The committee approves."""
        self.do(
            operations.approve,
            affiliation_id=affiliation.id,
            actor=STAFF,
            reason="",
            minute_reference="EC 2026-01-05, 4",
            settings=self.settings,
        )

    def affiliated(self, members: int | None = 350, **more: Any) -> Affiliation:
        """A branch that was approved and has its first invoice."""
        affiliation = self.applies(members, **more)
        self.approves(affiliation)
        return affiliation

    def pays(self, affiliation: Affiliation, amount: Money | None = None) -> None:
        """Money comes by bank: for all that is owed, or so much of it."""
        shares = [(it.invoice.id, it.owed) for it in self.owed(affiliation)]
        if amount is not None:
            shares = [(shares[0][0], amount)]
        for invoice_id, share in shares:
            facts = ReceivedFacts(
                form=new_reference(),
                affiliation_id=affiliation.id,
                method=MoneyMethod.BANK_TRANSFER,
                amount=share,
                received_on=self.today,
                payer="Example Union",
            )
            self.do(
                operations.receive_money,
                facts=facts,
                shares=[(invoice_id, share)],
                actor=STAFF,
                settings=self.settings,
            )

    def stands(self, affiliation: Affiliation) -> Affiliation:
        """How it stands today."""
        self.do(operations.stand_anew, affiliation_id=affiliation.id, today=self.today)
        return self.now(affiliation)

    def now(self, affiliation: Affiliation) -> Affiliation:
        """As it was written down last."""
        with self.database.reading() as session:
            return session.get_one(Affiliation, affiliation.id)

    def renews(self, affiliation: Affiliation, members: int | None = 350, **more: Any) -> None:
        """A branch sends its form again, by its link."""
        self.applies(members, renews_id=affiliation.id, **more)

    def redeclares(self, affiliation: Affiliation, members: int) -> Term | None:
        """Its number of members is corrected."""
        made: Term | None = self.do(
            operations.redeclare,
            affiliation_id=affiliation.id,
            declared=Declared(members_affiliated=members),
            actor=STAFF,
            settings=self.settings,
        )
        return made

    def terms(self, affiliation: Affiliation) -> list[Term]:
        """Its terms that were not voided."""
        with self.database.reading() as session:
            return terms_of(session, affiliation.id)

    def owed(self, affiliation: Affiliation) -> list[InvoiceStanding]:
        """The invoices of which it owes something."""
        with self.database.reading() as session:
            return owed(session, affiliation.id)

    def invoices(self, affiliation: Affiliation) -> list[InvoiceStanding]:
        """All its invoices."""
        with self.database.reading() as session:
            return invoices_of(session, affiliation.id)

    def officers(self, affiliation: Affiliation) -> dict[OfficerRole, Officer]:
        """Who speaks for it."""
        with self.database.reading() as session:
            return officers_of(session, affiliation.id)

    def history(self, affiliation: Affiliation) -> list[ChangeKind]:
        """What happened to it, in order."""
        query = select(AffiliationChange.kind).where(
            AffiliationChange.affiliation_id == affiliation.id
        )
        with self.database.reading() as session:
            return list(session.scalars(query.order_by(AffiliationChange.id)))

    def letters(self, *kinds: MailKind) -> list[OutboxMessage]:
        """The letters of some kinds, or all, in the order in which they were put out."""
        query = select(OutboxMessage).order_by(OutboxMessage.id)
        if kinds:
            query = query.where(OutboxMessage.kind.in_(kinds))
        with self.database.reading() as session:
            return list(session.scalars(query))


@pytest.fixture
def life(database_url: str) -> Iterator[Life]:
    """Affiliations on an empty database, on each engine, on 5 January 2026."""
    settings = office_settings(database_url)
    clock = FixedClock(noon(date(2026, 1, 5)))
    engine = make_engine(database_url)
    database = Database(engine, clock, reactions(settings))
    yield Life(database, settings, IdentitySeal(settings.identity_keys), clock)
    engine.dispose()
