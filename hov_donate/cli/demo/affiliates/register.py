"""What is done with the demo's affiliations, through the same doors as with real ones."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from sqlalchemy import select

from hov_donate.affiliations.models import (
    Affiliation,
    Invoice,
    InvoiceBalance,
    MoneyMethod,
    MoneyReceived,
    Officer,
    OfficerAnswer,
    OfficerRole,
)
from hov_donate.affiliations.operations import (
    Declared,
    OrganisationFacts,
    OrganisationRequest,
    ReceivedFacts,
    answer_as_officer,
    approve,
    receive_money,
    submit_organisation,
)
from hov_donate.cli.demo.affiliates.bodies import Body
from hov_donate.cli.demo.people import NAMES
from hov_donate.config import Settings
from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.operations import link_to_parent
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money, total
from hov_donate.core.references import new_reference
from hov_donate.ledger.rules import booking_day

# Who sits in the demo's office; their row is made when the demo is there.
STAFF = "staff:1"
EURO = frozenset({"ES", "FR", "DE", "IT", "PT", "GR", "AT", "BE", "NL", "FI"})
ISLANDS = frozenset({"GB", "IE"})
BANDS = {"PT": "middle", "GR": "low", "ES": "middle"}
REGIONAL_OFFICE = "Regional office\n12 Quay Street"
METHODS = (
    MoneyMethod.BANK_TRANSFER,
    MoneyMethod.BANK_TRANSFER,
    MoneyMethod.CHEQUE,
    MoneyMethod.BANK_TRANSFER,
    MoneyMethod.CASH,
)


@dataclass
class Register:
    """Takes applications, asks officers and committee, and takes money."""

    settings: Settings
    seal: IdentitySeal
    ids: dict[Body, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    members: dict[int, date | None] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def today(self, work: UnitOfWork) -> date:
        """The campaign's day."""
        return booking_day(work.now, self.settings.campaign.time_zone)

    def affiliation(self, work: UnitOfWork, body: Body) -> Affiliation:
        """A body's affiliation."""
        return work.session.get_one(Affiliation, self.ids[body])

    def apply(self, work: UnitOfWork, body: Body) -> None:
        """A body sends its form."""
        number = len(self.ids) + 1
        affiliation = submit_organisation(
            work,
            request=OrganisationRequest(
                form=new_reference(),
                organisation=_facts(body),
                renews_id=None,
                declared=declared(body, self.today(work) - timedelta(days=7), number),
                officers=_officers(number, body),
                consents=(),
                language=body.language,
                purchase_order=f"PO-{number:04d}" if number % 9 == 2 else "",
                bill_to="Regional office\n12 Quay Street"
                if body.parent and number % 6 == 1
                else "",
            ),
            settings=self.settings,
            seal=self.seal,
        )
        self.ids[body] = affiliation.id
        organisation_id = affiliation.organisation_id
        if organisation_id is None:
            raise LookupError(f"{affiliation.number} has no organisation")
        self.organisations.setdefault(f"{body.name}|{body.branch}", organisation_id)
        if above := self.organisations.get(f"{body.parent}|"):
            link_to_parent(work, organisation_id=organisation_id, parent_id=above)

    def double_of(self, body: Body) -> int:
        """The organisation that was there already."""
        return self.organisations[f"{body.name}|{body.town} 1"]

    def answer(
        self, work: UnitOfWork, body: Body, answer: OfficerAnswer = OfficerAnswer.CONFIRMED
    ) -> None:
        """Its chair opens the link and answers."""
        chair = select(Officer.id).where(
            Officer.affiliation_id == self.ids[body], Officer.role == OfficerRole.CHAIR
        )
        reason = "" if answer is OfficerAnswer.CONFIRMED else "The meeting has not decided this."
        answer_as_officer(
            work,
            officer_id=work.session.scalars(chair).one(),
            answer=answer,
            settings=self.settings,
            reason=reason,
        )

    def approve(self, work: UnitOfWork, body: Body) -> None:
        """The committee meets and takes it, where the scale asks for one."""
        affiliation = self.affiliation(work, body)
        if affiliation.status.pending:
            approve(
                work,
                affiliation_id=affiliation.id,
                actor=STAFF,
                reason="",
                minute_reference=f"Committee {self.today(work):%Y-%m}, item 4",
                settings=self.settings,
            )

    def newest_invoice(self, work: UnitOfWork, body: Body) -> Invoice:
        """The last one that was issued."""
        newest = select(Invoice).where(Invoice.affiliation_id == self.ids[body])
        return work.session.scalars(newest.order_by(Invoice.id.desc()).limit(1)).one()

    def receive(
        self,
        work: UnitOfWork,
        shares: list[tuple[Invoice, int]],
        *,
        payer: str,
        too_much: int = 0,
        method: MoneyMethod | None = None,
    ) -> MoneyReceived:
        """A sum comes for some invoices of one currency, each with how much of it, in minor units.

        What is too much is the credit of the first one.
        """
        currency = shares[0][0].currency
        parts = [(invoice.id, Money(minor, currency)) for invoice, minor in shares]
        number = next(self.numbers)
        method = method or METHODS[number % len(METHODS)]
        facts = ReceivedFacts(
            form=new_reference(),
            affiliation_id=shares[0][0].affiliation_id,
            method=method,
            amount=total((part for _, part in parts), currency) + Money(too_much, currency),
            received_on=self.today(work),
            payer=payer,
            bank_reference=shares[0][0].reference if method is MoneyMethod.BANK_TRANSFER else "",
            cheque_number=f"{100_200 + number}" if method is MoneyMethod.CHEQUE else "",
        )
        return receive_money(work, facts=facts, shares=parts, actor=STAFF, settings=self.settings)

    def owed(self, work: UnitOfWork) -> list[tuple[Invoice, int]]:
        """Every invoice of which something is owed, and how much, the oldest first."""
        rows = work.session.execute(
            select(Invoice, InvoiceBalance)
            .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
            .where(
                InvoiceBalance.credited_minor + InvoiceBalance.settled_minor
                < InvoiceBalance.amount_minor
            )
            .order_by(Invoice.id)
        )
        return [(invoice, balance.owed_minor) for invoice, balance in rows]


def _paid_by_region(number: int, body: Body) -> bool:
    return bool(body.parent) and number % 3 == 1


def _facts(body: Body) -> OrganisationFacts:
    return OrganisationFacts(
        kind=body.kind,
        name=body.name,
        branch=body.branch,
        parent_name=body.parent,
        town=body.town,
        country=body.country,
        members=body.members,
        members_source=MembersSource.ITSELF,
        listed=body.members % 3 != 0,
        listed_town=body.members % 2 == 0,
        listed_members=body.members % 5 != 0,
    )


def declared(body: Body, decided_on: date, number: int) -> Declared:
    """The figures that a body's scale asks for."""
    euro = body.country in EURO
    full = body.affiliated
    return Declared(
        members_total=body.members,
        members_affiliated=full if body.country in ISLANDS else None,
        measures={"women": full // 2} if euro else {},
        declared={"full": full, "associate": full // 10, "retired": full // 20} if euro else {},
        income_band=BANDS.get(body.country, "high") if euro else None,
        deciding_body="Branch meeting" if body.branch else "Executive committee",
        decided_on=decided_on,
        minute_reference=f"{decided_on:%Y}/{number % 12 + 1}",
    )


def _officers(number: int, body: Body) -> dict[OfficerRole, Identity]:
    """Somebody for each role; the one for correspondence may be the secretary too."""
    named = [name for name in NAMES if name]

    def someone(role: str, step: int) -> Identity:
        return Identity(named[(number * step) % len(named)], f"{role}{number}@bodies.example")

    officers = {
        OfficerRole.CORRESPONDENCE: someone("letters", 1),
        OfficerRole.CHAIR: someone("chair", 3),
    }
    if number % 2:
        officers[OfficerRole.SECRETARY] = someone("secretary", 5)
    if _paid_by_region(number, body):
        officers[OfficerRole.PAYER] = someone("regional-office", 7)
    return officers
