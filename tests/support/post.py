"""A desk that writes letters from books of its own: gifts in every state, without Stripe."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.queries.addressees import billed
from hov_donate.app import build_parts
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.operations import forget, record_details
from hov_donate.contacts.sealing import Identity
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import UnitOfWork, make_engine
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.documents.models import Document
from hov_donate.documents.operations import (
    CorrectionFacts,
    ReceiptFacts,
    issue_correction,
    issue_receipt,
    issue_reinstatement,
)
from hov_donate.documents.queries import receipt_of
from hov_donate.donations.models import Donation
from hov_donate.donations.offline.queries import given_by_reference
from hov_donate.gateway.port import Interval
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import Claim
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus, SubscriptionStatus
from hov_donate.web.parts import Parts
from hov_donate.wiring.letters import TO_AFFILIATES, letters
from tests.support.office import office_settings
from tests.support.words import GBP, NOON

TWENTY, TODAY = GBP("20.00"), NOON.date()
ROSA = Identity("Rosa Quiñones", "rosa@people.example")


@dataclass
class Post:
    """Writes letters, and makes the books that they are written from."""

    parts: Parts
    clock: FixedClock
    numbers: Iterator[int]

    def write(self, kind: MailKind, object_id: str, language: str = "en") -> EmailMessage | None:
        """The letter of a kind about an object, as it would be sent now."""
        claim = Claim(1, 1, kind, object_id, self._whose(kind, object_id), language, "0" * 32)
        return letters(self.parts.settings, self.parts.giving)(claim)

    def _whose(self, kind: MailKind, object_id: str) -> uuid.UUID | None:
        name, _, more = object_id.partition("/")
        if kind in {
            *(MailKind.MY_GIVING_LINK, MailKind.AFFILIATION_LINK),
            MailKind.SIGNATURE_LINK,
        }:
            return uuid.UUID(name)
        if kind is MailKind.APPLICATION_RESUME:
            return uuid.UUID(more)
        if kind in TO_AFFILIATES and name.isdecimal():
            return self._who_pays(int(name))
        about = select(Document.details_id).where(Document.subject == object_id).limit(1)
        with self.parts.database.reading() as session:
            payment = payment_by_reference(session, name)
            if payment is not None:
                return payment.details_id
            given = given_by_reference(session, name)
            return given.gift.details_id if given else session.scalars(about).first()

    def _who_pays(self, affiliation_id: int) -> uuid.UUID | None:
        with self.parts.database.reading() as session:
            return billed(session, session.get_one(Affiliation, affiliation_id))

    def donor(self, identity: Identity = ROSA) -> uuid.UUID:
        """Someone's details, as a form brought them."""
        with self.parts.database.writing() as work:
            seal = self.parts.seal
            return record_details(work, identity=identity, consents=(), seal=seal).id

    def gift(
        self,
        status: PaymentStatus = PaymentStatus.PAID,
        amount: Money = TWENTY,
        day: date = TODAY,
        details_id: uuid.UUID | None = None,
        **more: Any,
    ) -> Payment:
        """A gift in a state; one that was received has its receipt of that day."""
        details_id = details_id or self.donor()
        number = next(self.numbers)
        stated: dict[str, Any] = {
            "reference": new_reference(),
            "purpose": PaymentPurpose.DONATION,
            "details_id": details_id,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "status": status,
            "created_at": NOON,
        }
        if status.received or status is PaymentStatus.PROCESSING:
            stated |= {"paid_at": NOON, "stripe_payment_intent_id": f"pi_{number}"}
        payment = Payment(**(stated | more))
        with self.parts.database.writing() as work:
            work.session.add(payment)
            work.session.flush()
            work.session.add(Donation(payment_id=payment.id, language="en", created_at=NOON))
            if status.received:
                issue_receipt(work, facts=self._receipt_facts(payment, day))
        return payment

    def _receipt_facts(self, payment: Payment, day: date) -> ReceiptFacts:
        campaign = self.parts.settings.campaign
        issuer = json.dumps([campaign.legal_name, *campaign.address])
        return ReceiptFacts(
            payment.reference,
            payment.details_id,
            payment.amount,
            day,
            "en",
            issuer,
            campaign.tax_note["en"],
        )

    def corrected(
        self, payment: Payment, subject: str, amount: Money, day: date = TODAY
    ) -> Document:
        """A correction of a gift's receipt."""
        with self.parts.database.writing() as work:
            facts = CorrectionFacts(subject, amount, day)
            return issue_correction(work, receipt=_receipt(work, payment), facts=facts)

    def reinstated(
        self, payment: Payment, subject: str, amount: Money, day: date = TODAY
    ) -> Document:
        """A correction that was taken back."""
        with self.parts.database.writing() as work:
            facts = CorrectionFacts(subject, amount, day)
            return issue_reinstatement(work, receipt=_receipt(work, payment), facts=facts)

    def recurring(
        self,
        status: SubscriptionStatus = SubscriptionStatus.ACTIVE,
        interval: Interval = Interval.MONTH,
        next_charge_at: datetime = NOON + timedelta(days=10),
        **more: Any,
    ) -> Subscription:
        """A gift that comes again, with its first instalment."""
        first = self.gift(interval=interval)
        subscription = Subscription(
            reference=first.reference,
            stripe_subscription_id=f"sub_{next(self.numbers)}",
            stripe_customer_id="cus_1",
            purpose=first.purpose,
            details_id=first.details_id,
            amount_minor=first.amount_minor,
            currency=first.currency,
            interval=interval,
            status=status,
            stripe_status=status.value,
            next_charge_at=next_charge_at,
            **({"started_at": NOON} | more),
        )
        self.add(subscription)
        self.change(Payment, first.id, subscription_id=subscription.id)
        return subscription

    def instalment(self, subscription: Subscription, status: PaymentStatus) -> Payment:
        """A later instalment, with a page to settle it by hand."""
        return self.gift(
            status,
            details_id=subscription.details_id,
            subscription_id=subscription.id,
            stripe_invoice_id=f"in_{next(self.numbers)}",
            hosted_url="https://invoice.stripe.com/i/one",
            next_attempt_at=NOON + timedelta(days=3),
        )

    def add(self, *rows: Any) -> None:
        """Write rows down."""
        with self.parts.database.writing() as work:
            work.session.add_all(rows)

    def change(self, table: type[Any], row_id: int, **values: Any) -> None:
        """Change a row."""
        with self.parts.database.writing() as work:
            row = work.session.get_one(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    def forget_everybody(self) -> None:
        """Erase who all donors are."""
        with self.parts.database.writing() as work:
            everybody = work.session.scalars(select(ContactDetails.id)).all()
            forget(work, details_ids=everybody)


def _receipt(work: UnitOfWork, payment: Payment) -> Document:
    found = receipt_of(work.session, payment.reference)
    assert found is not None
    return found


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    """A desk on an empty database, on each engine."""
    clock = FixedClock(NOON)
    engine = make_engine(database_url)
    yield Post(build_parts(office_settings(database_url), engine, clock), clock, count(1))
    engine.dispose()
