"""Two years of a campaign's money, quickly: what every report has to tell something of."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest

from hov_donate.contacts.models import ConsentPurpose
from hov_donate.contacts.operations import GivenConsent, record_details
from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.gateway.port import Interval, RemoteBalanceTransaction
from hov_donate.ledger.funds import TransferFacts, open_fund, transfer
from hov_donate.payments.models import Dispute, Payment, Refund, RefundRequest, Subscription
from hov_donate.payments.operations.steps import note_object_step
from hov_donate.payments.rules import (
    DisputeStatus,
    ObjectKind,
    Owner,
    PaymentStatus,
    RefundStatus,
    SubscriptionStatus,
)
from hov_donate.payments.rules.refunding import RefundReason, RefundRequestStatus
from hov_donate.reconciliation.models import Payout
from hov_donate.reconciliation.operations import post_transactions
from tests.support.affiliates import Affiliates
from tests.support.office import Office
from tests.support.post import Post
from tests.support.words import EUR, GBP, JPY

NEWS = GivenConsent(ConsentPurpose.NEWS, "Send me news.", "news-1", "en")
DELEGATION = {"en": "Delegation to Caracas", "es": "Delegación a Caracas"}


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    """A moment, by UTC."""
    return datetime(year, month, day, hour, 30, tzinfo=UTC)


@dataclass
class TwoYears:
    """Lets money come and go at Stripe, with the rows and the entries that it leaves."""

    office: Office
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def post(self) -> Post:
        """Makes rows of gifts."""
        return Post(self.office.parts, self.office.clock, self.numbers)

    def giver(self, *consents: GivenConsent) -> uuid.UUID:
        """Somebody who ticked some boxes."""
        identity = Identity("Rosa Quiñones", f"{next(self.numbers)}@people.example")
        with self.office.database.writing() as work:
            seal = self.office.parts.seal
            return record_details(work, identity=identity, consents=consents, seal=seal).id

    def gift(
        self, when: datetime, amount: Money, settled: Money | None = None, **more: Any
    ) -> Payment:
        """A gift that came, and what it settled as."""
        payment = self.post.gift(amount=amount, paid_at=when, created_at=when, **more)
        self.came(payment, when, settled or amount)
        return payment

    def came(self, payment: Payment, when: datetime, settled: Money) -> None:
        """Stripe takes what was asked for, less its fee."""
        self.moves("charge", f"ch_{payment.id}", when, settled, 20, payment, payment.amount)

    def monthly(self, began: datetime, amount: Money, **more: Any) -> Subscription:
        """A gift that comes every month."""
        first = self.gift(began, amount, interval=Interval.MONTH, **more)
        subscription = Subscription(
            reference=first.reference,
            stripe_subscription_id=f"sub_{next(self.numbers)}",
            stripe_customer_id="cus_1",
            purpose=first.purpose,
            details_id=first.details_id,
            amount_minor=first.amount_minor,
            currency=first.currency,
            interval=Interval.MONTH,
            status=SubscriptionStatus.ACTIVE,
            stripe_status="active",
            started_at=began,
        )
        self.post.add(subscription)
        return subscription

    def refund(self, when: datetime, payment: Payment, given: Money, settled: Money) -> None:
        """Some of it goes back."""
        stripe_id = f"re_{next(self.numbers)}"
        self.refund_asked(when, payment, given, stripe_id, RefundStatus.SUCCEEDED)
        self.moves("refund", stripe_id, when, -settled, 0, payment, -given)
        whole = given == payment.amount
        status = PaymentStatus.REFUNDED if whole else PaymentStatus.PARTLY_REFUNDED
        self.post.change(Payment, payment.id, refunded_minor=given.minor, status=status)

    def refund_asked(
        self, when: datetime, payment: Payment, given: Money, stripe_id: str, status: RefundStatus
    ) -> None:
        """Somebody asks for a refund; the books hear of it when Stripe moves the money."""
        row = Refund(
            payment_id=payment.id,
            stripe_refund_id=stripe_id,
            amount_minor=given.minor,
            currency=given.currency,
            status=status,
            created_at=when,
        )
        self.post.add(row)
        with self.office.database.writing() as work:
            steps = (None, status.value)
            note_object_step(work, ObjectKind.REFUND, stripe_id, steps, actor="stripe")

    def wish(self, payment: Payment, status: RefundRequestStatus, refund_id: str | None) -> None:
        """Somebody in the office wants it to go back, and somebody else decides."""
        row = RefundRequest(
            form=f"form-{next(self.numbers)}",
            payment_id=payment.id,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            reason=RefundReason.GIVEN_TWICE,
            words="Rosa Quiñones rang.",
            status=status,
            needs_another=True,
            asked_by="staff:1",
            asked_at=at(2026, 6, 7),
            decided_by="staff:2",
            decided_at=at(2026, 6, 8),
            stripe_refund_id=refund_id,
        )
        self.post.add(row)

    def dispute(self, when: datetime, payment: Payment, settled: Money, *, taken: bool) -> Dispute:
        """A payer objects at their bank, which may take the money at once."""
        row = Dispute(
            stripe_dispute_id=f"dp_{next(self.numbers)}",
            payment_id=payment.id,
            stripe_payment_intent_id=payment.stripe_payment_intent_id or "",
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            withdrawn_minor=payment.amount_minor if taken else 0,
            status=DisputeStatus.NEEDS_RESPONSE,
            reason="fraudulent",
            opened_at=when,
            evidence_due_by=at(2026, 12, 10),
        )
        self.post.add(row)
        if taken:
            amount = -payment.amount
            self.moves("dispute", row.stripe_dispute_id, when, -settled, 1500, payment, amount)
        return row

    def payout(self, when: datetime, amount: Money, *, failed: bool = False) -> str:
        """Stripe sends money to the bank, which may refuse it."""
        payout_id = f"po_{next(self.numbers)}"
        self.moves("payout", payout_id, when, -amount, 0)
        if failed:
            self.moves("payout_reversal", payout_id, when, amount, 0)
        row = Payout(
            stripe_payout_id=payout_id,
            amount_minor=amount.minor,
            currency=amount.currency,
            status="failed" if failed else "paid",
            arrival_date=when.date(),
            created_at=when,
            items=3,
            items_minor=amount.minor,
        )
        self.post.add(row)
        return payout_id

    def moves(
        self,
        category: str,
        source_id: str,
        when: datetime,
        settled: Money,
        fee: int,
        payment: Payment | None = None,
        given: Money | None = None,
    ) -> None:
        """A balance transaction is booked."""
        intent = payment.stripe_payment_intent_id if payment else None
        owners: dict[str, Owner] = {intent: payment.owner} if payment and intent else {}
        transaction = RemoteBalanceTransaction(
            id=f"txn_{next(self.numbers)}",
            reporting_category=category,
            source_id=source_id,
            payment_id=intent,
            created_at=when,
            available_on=when.date(),
            currency=settled.currency,
            gross_minor=settled.minor,
            fee_minor=fee,
            net_minor=settled.minor - fee,
            given=given,
            exchange_rate=None,
        )
        zone = self.office.parts.settings.campaign.time_zone
        with self.office.database.writing() as work:
            post_transactions(work, transactions=[transaction], owners=owners, time_zone=zone)

    def fund(self) -> None:
        """A fund for a delegation alone, and the meeting that adds to it."""
        with self.office.database.writing() as work:
            open_fund(work, code="delegation", names=DELEGATION, restricted=True)

    def transfer(self, on: date, amount: Money) -> None:
        """A meeting moves money to the delegation."""
        facts = TransferFacts(
            "form-1", "general", "delegation", amount, "EC 2026-03-02, item 4", "", on
        )
        with self.office.database.writing() as work:
            transfer(work, facts=facts, actor="staff:1")

    def affiliates(self) -> None:
        """A branch that paid some, and owes some; a member with credit; a branch in euros."""
        money = Affiliates(self.office.database, self.office.parts.settings, self.office.parts.seal)
        branch, member, other = money.branch("Example Union"), money.member(), money.branch("Unión")
        invoice = money.invoice(branch, GBP(63), GBP(7))
        money.receive(branch, GBP(40), (invoice, GBP(40)))
        fee = money.invoice(member, GBP(20))
        money.receive(member, GBP(25), (fee, GBP(20)))
        money.invoice(other, EUR(80))
        paid = money.card(fee, GBP(5))
        self.came(paid, at(2026, 11, 24), GBP(5))


def tell(story: TwoYears) -> None:
    """All that happens, up to 24 November 2026."""
    story.fund()
    story.gift(at(2025, 3, 1), GBP(30))
    story.gift(at(2025, 5, 5), EUR(50), GBP(43))
    # A quarter past midnight in London's summer is the day before by UTC; in winter it is not.
    story.gift(at(2025, 12, 31, 23), GBP(11))
    story.gift(at(2026, 1, 1, 0), GBP(12))
    thanked = story.giver(NEWS)
    story.gift(at(2026, 2, 2), GBP(600), details_id=thanked)
    story.gift(at(2026, 2, 3), GBP(700), details_id=story.giver())
    story.monthly(at(2025, 2, 10), GBP(5), details_id=story.giver(NEWS))
    story.gift(at(2026, 3, 3), JPY(1000), GBP("5.30"))
    given = story.gift(at(2026, 4, 4), EUR(40), GBP("34.40"), fund="delegation")
    story.refund(at(2026, 4, 20), given, EUR(10), GBP("8.60"))
    twice = story.gift(at(2026, 5, 5), GBP(20))
    story.refund(at(2026, 5, 6), twice, GBP(20), GBP(20))
    asked = story.gift(at(2026, 6, 6), GBP(15))
    story.refund_asked(at(2026, 6, 7), asked, GBP(15), "re_pending", RefundStatus.PENDING)
    story.wish(asked, RefundRequestStatus.SENT, "re_pending")
    story.wish(asked, RefundRequestStatus.DECLINED, None)
    disputed = story.gift(at(2026, 7, 7), GBP(25))
    story.dispute(at(2026, 7, 20), disputed, GBP(25), taken=True)
    story.dispute(at(2026, 8, 1), asked, GBP(15), taken=False)
    story.payout(at(2026, 2, 10), GBP(500))
    story.payout(at(2026, 3, 10), GBP(70), failed=True)
    story.affiliates()
    story.transfer(date(2026, 3, 2), GBP(100))


@pytest.fixture
def two_years(office: Office) -> TwoYears:
    """The books of two years, on each engine."""
    story = TwoYears(office)
    tell(story)
    return story
