"""An installation that hears nothing by webhook: its stories say what it looks up."""

from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import select

from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.documents.queries import documents_of
from hov_donate.donations.operations import GiftRequest
from hov_donate.gateway.port import GatewayRefusedError, Interval, RemoteInvoice, RemotePayment
from hov_donate.gateway.reading.balance import listed_balance_transaction
from hov_donate.ledger.models import LedgerEntry
from hov_donate.payments import processes as payments
from hov_donate.payments.models import Payment, PaymentStatusChange, Subscription
from hov_donate.payments.queries import (
    installation,
    last_attempt,
    owners,
    payment_by_invoice,
    payment_by_reference,
    subscription_by_stripe_id,
)
from hov_donate.payments.rules import Outcome
from hov_donate.reconciliation.models import SweepStep
from hov_donate.reconciliation.operations import post_transactions
from hov_donate.web.parts import Parts
from tests.sandbox.drivers import Asked, Driver, movements, until

# A sandbox may be shared: its lists hold what others did as well, but not without end.
MOST_PAGES = 200


@dataclass
class Installation:
    """What a story may do and look at; every page it opened is closed at its end."""

    parts: Parts
    driver: Driver
    pages: list[str] = field(default_factory=list)

    def ask(self, amount: Money, interval: Interval | None = None) -> Asked:
        """Ask for a gift, and open Stripe's page for it."""
        reference = new_reference()
        donor = Identity("Rosa Quiñones", "rosa@people.example")
        self.parts.giving.give(GiftRequest(reference, amount, donor, (), "en", interval))
        with self.parts.database.reading() as session:
            payment = payment_by_reference(session, reference)
            assert payment is not None
            attempt = last_attempt(session, payment.id)
            assert attempt is not None
            assert attempt.stripe_session_id is not None
            self.pages.append(attempt.stripe_session_id)
            return Asked(reference, installation(session), amount, attempt.stripe_session_id)

    def booked(self, intent_id: str, count: int = 1) -> RemotePayment:
        """A payment at Stripe, once it has moved the balance so many times."""
        return until(
            self.driver,
            lambda: self.parts.gateway.read_payment(intent_id),
            lambda read: len(read.balance_transactions) >= count,
        )

    def booked_invoice(self, invoice_id: str) -> RemoteInvoice:
        """An invoice at Stripe, once its payment has moved the balance."""
        return until(
            self.driver,
            lambda: self.parts.gateway.read_invoice(invoice_id),
            lambda read: read.payment and read.payment.balance_transactions,
        )

    def look_up(self, intent_id: str) -> None:
        """Bring a payment in step with Stripe."""
        found = payments.sync_payment(self.parts.database, self.parts.gateway, intent_id)
        assert found is Outcome.UPDATED

    def look_up_invoice(self, invoice_id: str) -> Payment:
        """Bring an instalment in step with Stripe; the instalment."""
        payments.sync_invoice(self.parts.database, self.parts.gateway, invoice_id)
        with self.parts.database.reading() as session:
            found = payment_by_invoice(session, invoice_id)
        assert found is not None
        return found

    def look_up_subscription(self, subscription_id: str) -> Subscription:
        """Bring a recurring gift in step with Stripe; how it stands."""
        payments.sync_subscription(self.parts.database, self.parts.gateway, subscription_id)
        with self.parts.database.reading() as session:
            found = subscription_by_stripe_id(session, subscription_id)
        assert found is not None
        return found

    def sweep_lists(self) -> None:
        """Sweep through Stripe's lists, up to our open matters.

        The balance, which comes last, would bring every movement since the account began, and most
        are not of these stories; `books_say_what_stripe_says` compares theirs.
        """
        for _ in range(MOST_PAGES):
            if self.parts.sweeper.step().step is SweepStep.OPEN_MATTERS:
                return
        raise AssertionError("the sweep did not come to its end")

    def payment(self, reference: str) -> Payment:
        """A payment as it stands here."""
        with self.parts.database.reading() as session:
            found = payment_by_reference(session, reference)
        assert found is not None
        return found

    def steps(self, reference: str) -> list[str]:
        """Where a payment has been, in order."""
        asked = select(PaymentStatusChange.to_status).order_by(PaymentStatusChange.id)
        mine = asked.where(PaymentStatusChange.payment_id == self.payment(reference).id)
        with self.parts.database.reading() as session:
            return [str(each) for each in session.scalars(mine)]

    def documents(self, reference: str) -> list[tuple[str, str, int]]:
        """What was issued about a payment: kind, what it is about, how much."""
        with self.parts.database.reading() as session:
            issued = documents_of(session, reference)
        return [(str(each.kind), each.subject, each.amount_minor) for each in issued]

    def books_say_what_stripe_says(self, reference: str) -> None:
        """Every movement of a payment is in the books as Stripe tells it, and no other is.

        Reconciling exactly these finds nothing left to book.
        """
        intent_id = self.payment(reference).stripe_payment_intent_id
        assert intent_id is not None
        told = movements(self.driver, intent_id)
        assert told
        with self.parts.database.reading() as session:
            asked = select(LedgerEntry).where(LedgerEntry.payment_reference == reference)
            entries = session.scalars(asked).all()
        assert {
            each.stripe_balance_transaction_id: (each.gross_minor, each.fee_minor, each.net_minor)
            for each in entries
        } == {each["id"]: (each["amount"], each["fee"], each["net"]) for each in told}
        assert {each.currency for each in entries} == {each["currency"].upper() for each in told}
        with self.parts.database.writing() as work:
            left = post_transactions(
                work,
                transactions=[listed_balance_transaction(each) for each in told],
                owners=owners(work.session, [intent_id]),
                time_zone=self.parts.settings.campaign.time_zone,
            )
        assert left == 0

    def close_pages(self) -> None:
        """Leave no page open on which someone could still pay."""
        for page in self.pages:
            # One that was paid or closed is not closed again.
            with suppress(GatewayRefusedError):
                self.parts.gateway.expire_checkout(page)
