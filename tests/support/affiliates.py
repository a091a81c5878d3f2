"""Affiliations with terms and invoices, for tests that are about money and nothing else."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    Declaration,
    FeeScale,
    Invoice,
    InvoicePayment,
    MoneyMethod,
    MoneyReceived,
    Officer,
    OfficerRole,
    ScaleStatus,
    Term,
)
from hov_donate.affiliations.operations import ReceivedFacts
from hov_donate.affiliations.queries.money import credit_of, standing_of
from hov_donate.affiliations.rules.keeping import kept
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.config import Settings
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.operations import record_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, UnitOfWork, make_engine
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus
from tests.support.example_scale import SCALE
from tests.support.office import office_settings
from tests.support.words import GBP, NOON

TODAY = NOON.date()
A_YEAR = timedelta(days=365)
TREASURER = "treasurer@campaign.example"
FIFTY = GBP("50.00")


@dataclass
class Affiliates:
    """Makes affiliations and moves their money, each step in a transaction of its own."""

    database: Database
    settings: Settings
    seal: IdentitySeal
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def person(self, name: str = "Rosa Quiñones") -> uuid.UUID:
        """Someone's details."""
        with self.database.writing() as work:
            identity = Identity(name, f"{next(self.numbers)}@people.example")
            return record_details(work, identity=identity, consents=(), seal=self.seal).id

    def branch(self, name: str = "Example Union", **more: str) -> Affiliation:
        """A branch whose secretary is written to."""
        secretary = self.person("Sam Secretary")
        with self.database.writing() as work:
            body = Organisation(
                kind="union_branch",
                name=name,
                branch=f"branch {next(self.numbers)}",
                country="GB",
                town="Leeds",
                language="en",
                match_key=name.lower(),
                created_at=NOON,
            )
            work.session.add(body)
            work.session.flush()
            branch = self._affiliation(work, kind="union_branch", **more)
            branch.organisation_id = body.id
            work.session.add(branch)
            work.session.flush()
            work.session.add(
                Officer(
                    affiliation_id=branch.id,
                    role=OfficerRole.CORRESPONDENCE,
                    details_id=secretary,
                    since=NOON,
                )
            )
        return branch

    def member(self, **more: str) -> Affiliation:
        """A person who belongs."""
        details_id = self.person()
        with self.database.writing() as work:
            member = self._affiliation(work, kind="individual", **more)
            member.details_id = details_id
            work.session.add(member)
        return member

    def _affiliation(self, work: UnitOfWork, **stated: str) -> Affiliation:
        return Affiliation(
            **{"country": "GB", "language": "en", **stated},
            status=AffiliationStatus.APPROVED,
            created_at=work.now,
        )

    def term(self, affiliation: Affiliation, fee: Money = FIFTY) -> Term:
        """The affiliation's next year."""
        with self.database.writing() as work:
            last = work.session.scalars(
                select(Term.ends_on)
                .where(Term.affiliation_id == affiliation.id)
                .order_by(Term.ends_on.desc())
            ).first()
            declaration = Declaration(
                affiliation_id=affiliation.id,
                members_affiliated=350,
                actor="officer",
                declared_at=work.now,
            )
            work.session.add(declaration)
            work.session.flush()
            starts_on = last + timedelta(days=1) if last else date(2026, 1, 1)
            term = Term(
                affiliation_id=affiliation.id,
                starts_on=starts_on,
                ends_on=starts_on + A_YEAR - timedelta(days=1),
                first=last is None,
                fee_minor=fee.minor,
                currency=fee.currency,
                scale_id=self._scale(work, fee.currency).id,
                rule=1,
                declaration_id=declaration.id,
                delegates=2,
                votes=1,
                rights="speak vote",
                snapshot={"explain": [kept(Sentence("Rule 1, for everybody"))]},
                made_at=work.now,
            )
            work.session.add(term)
        return term

    def _scale(self, work: UnitOfWork, currency: str) -> FeeScale:
        found = work.session.scalars(select(FeeScale).where(FeeScale.currency == currency)).first()
        if found is None:
            found = FeeScale(
                code=f"of-{currency}",
                version=1,
                status=ScaleStatus.DRAFT,
                currency=currency,
                effective_from=date(2026, 1, 1),
                text=SCALE.replace("GBP", currency),
                created_at=work.now,
                created_by=TREASURER,
            )
            work.session.add(found)
            work.session.flush()
        return found

    def invoice(
        self, affiliation: Affiliation, fee: Money = FIFTY, gift: Money | None = None
    ) -> Invoice:
        """The invoice of the affiliation's next year."""
        term = self.term(affiliation, fee)
        with self.database.writing() as work:
            return operations.issue_invoice(
                work, affiliation=affiliation, term=term, gift=gift, settings=self.settings
            )

    def receive(
        self,
        affiliation: Affiliation,
        amount: Money,
        *shares: tuple[Invoice, Money],
        method: MoneyMethod = MoneyMethod.BANK_TRANSFER,
        form: str = "",
        received_on: date = TODAY,
    ) -> MoneyReceived:
        """A sum by bank, cheque or in cash, for some invoices."""
        form = form or f"form-{next(self.numbers)}"
        facts = ReceivedFacts(form, affiliation.id, method, amount, received_on, "A branch")
        with self.database.writing() as work:
            return operations.receive_money(
                work,
                facts=facts,
                shares=[(invoice.id, share) for invoice, share in shares],
                actor=TREASURER,
                settings=self.settings,
            )

    def card(self, invoice: Invoice, amount: Money, **more: int) -> Payment:
        """A payment at Stripe that came for an invoice."""
        number = next(self.numbers)
        payment = Payment(
            reference=new_reference(),
            purpose=PaymentPurpose.AFFILIATION,
            details_id=invoice.details_id,
            amount_minor=amount.minor,
            currency=amount.currency,
            status=PaymentStatus.PAID,
            created_at=NOON,
            paid_at=NOON,
            stripe_payment_intent_id=f"pi_{number}",
            **more,
        )
        with self.database.writing() as work:
            work.session.add(payment)
            work.session.flush()
            work.session.add(
                InvoicePayment(
                    payment_id=payment.id,
                    invoice_id=invoice.id,
                    affiliation_id=invoice.affiliation_id,
                )
            )
            work.session.flush()
            operations.settle_from_payment(work, payment_id=payment.id, settings=self.settings)
        return payment

    def went_back(self, payment: Payment, amount: Money) -> None:
        """So much of a payment is gone by now, all in all."""
        with self.database.writing() as work:
            stored = work.session.get_one(Payment, payment.id)
            stored.refunded_minor = amount.minor
            work.session.flush()
            operations.settle_from_payment(work, payment_id=payment.id, settings=self.settings)

    def owes(self, invoice: Invoice) -> Money:
        """What is still owed of an invoice."""
        with self.database.reading() as session:
            return standing_of(session, invoice.id).owed

    def credit(self, affiliation: Affiliation) -> dict[str, Money]:
        """What is an affiliation's credit."""
        with self.database.reading() as session:
            return credit_of(session, affiliation.id)

    def books(self, account: Account) -> dict[str, Money]:
        """What stands on an account; nothing where it is nothing."""
        with self.database.reading() as session:
            found = balances(session, account)
        return {currency: amount for currency, amount in found.items() if amount.minor}


@pytest.fixture
def affiliates(database_url: str) -> Iterator[Affiliates]:
    """Nobody yet, on each engine."""
    engine = make_engine(database_url)
    settings = office_settings(database_url)
    seal = IdentitySeal(settings.identity_keys)
    yield Affiliates(Database(engine, FixedClock(NOON), lambda _: None), settings, seal)
    engine.dispose()
