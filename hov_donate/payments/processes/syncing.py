"""Bringing what we know in step with Stripe: read with no transaction open, then write."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from hov_donate.core.db import Database, UnitOfWork
from hov_donate.gateway.port import (
    PaymentGateway,
    RemoteCheckout,
    RemoteInvoice,
    RemotePayment,
    RemoteSubscription,
)
from hov_donate.payments import operations, queries
from hov_donate.payments.operations import OutdatedReadError
from hov_donate.payments.rules import Outcome

READS = 8
# Invoices that Stripe announces a week before it makes them; nobody can read these
# (docs.stripe.com/api/events/types#event_types-invoice.upcoming).
ANNOUNCED = "upcoming_"
Remote = TypeVar("Remote")


def sync_checkout(database: Database, gateway: PaymentGateway, session_id: str) -> Outcome:
    """Bring the payment of a Checkout Session in step with Stripe."""

    def read() -> RemoteCheckout:
        return gateway.read_checkout(session_id)

    def apply(work: UnitOfWork, remote: RemoteCheckout, seen: int | None) -> Outcome:
        return operations.apply_checkout(work, checkout=remote, seen=seen)

    def known(session: Session) -> int | None:
        return queries.version_by_session(session, session_id)

    def known_now(session: Session, remote: RemoteCheckout) -> int | None:
        return queries.version_by_reference(session, remote.reference)

    outcome, remote = _converge(database, known, read, apply, known_now)
    if remote.subscription is None or outcome is not Outcome.UPDATED:
        return outcome
    sync_subscription(database, gateway, remote.subscription.id)
    return sync_invoice(database, gateway, remote.invoice.id) if remote.invoice else outcome


def sync_payment(database: Database, gateway: PaymentGateway, intent_id: str) -> Outcome:
    """Bring the payment of a PaymentIntent in step with Stripe; an instalment, by its invoice."""

    def read() -> RemotePayment:
        return gateway.read_payment(intent_id)

    def apply(work: UnitOfWork, remote: RemotePayment, seen: int | None) -> Outcome:
        if remote.invoice_id is not None and not queries.is_placed(work.session, intent_id):
            return Outcome.IRRELEVANT
        return operations.apply_payment(work, remote=remote, seen=seen)

    def known(session: Session) -> int | None:
        return queries.version_by_intent(session, intent_id)

    def known_now(session: Session, remote: RemotePayment) -> int | None:
        by_intent = queries.version_by_intent(session, intent_id)
        if by_intent is not None:
            return by_intent
        return queries.version_by_reference(session, remote.reference)

    outcome, remote = _converge(database, known, read, apply, known_now)
    if remote.invoice_id is None or outcome is not Outcome.IRRELEVANT:
        return outcome
    return sync_invoice(database, gateway, remote.invoice_id)


def sync_invoice(database: Database, gateway: PaymentGateway, invoice_id: str) -> Outcome:
    """Bring an instalment in step with Stripe, and begin its recurring payment if need be."""
    if invoice_id.startswith(ANNOUNCED):
        return Outcome.IRRELEVANT

    def read() -> tuple[RemoteInvoice, RemoteSubscription | None]:
        invoice = gateway.read_invoice(invoice_id)
        return invoice, _unknown_subscription(database, gateway, invoice)

    def apply(
        work: UnitOfWork,
        remote: tuple[RemoteInvoice, RemoteSubscription | None],
        seen: int | None,
    ) -> Outcome:
        invoice, subscription = remote
        return operations.apply_invoice(work, invoice=invoice, subscription=subscription, seen=seen)

    def known(session: Session) -> int | None:
        return queries.version_by_invoice(session, invoice_id)

    def known_now(
        session: Session, remote: tuple[RemoteInvoice, RemoteSubscription | None]
    ) -> int | None:
        by_invoice = queries.version_by_invoice(session, invoice_id)
        if by_invoice is not None:
            return by_invoice
        first = remote[0].reference if remote[0].first else None
        return queries.version_by_reference(session, first)

    return _converge(database, known, read, apply, known_now)[0]


def _unknown_subscription(
    database: Database, gateway: PaymentGateway, invoice: RemoteInvoice
) -> RemoteSubscription | None:
    """The subscription of an invoice, read only when we have not met it."""
    if invoice.subscription_id is None:
        return None
    with database.reading() as session:
        known = queries.version_of_subscription(session, invoice.subscription_id)
        ours = queries.installation(session)
    if known is not None or invoice.installation != ours:
        return None
    return gateway.read_subscription(invoice.subscription_id)


def sync_subscription(database: Database, gateway: PaymentGateway, subscription_id: str) -> Outcome:
    """Bring a recurring payment in step with Stripe; once it ended, what of it was still due."""

    def read() -> RemoteSubscription:
        return gateway.read_subscription(subscription_id)

    def apply(work: UnitOfWork, remote: RemoteSubscription, seen: int | None) -> Outcome:
        return operations.apply_subscription(work, remote=remote, seen=seen)

    def known(session: Session) -> int | None:
        return queries.version_of_subscription(session, subscription_id)

    def known_now(session: Session, _: RemoteSubscription) -> int | None:
        return known(session)

    outcome, remote = _converge(database, known, read, apply, known_now)
    if remote.ended_at is not None:
        with database.reading() as session:
            unpaid = queries.unpaid_instalments(session, subscription_id)
        for invoice_id in unpaid:
            sync_invoice(database, gateway, invoice_id)
    return outcome


def sync_by_reference(database: Database, gateway: PaymentGateway, reference: str) -> None:
    """Bring a payment in step with whatever of it is known at Stripe, if anything is.

    Raises GatewayError.
    """
    with database.reading() as session:
        payment = queries.payment_by_reference(session, reference)
        last = queries.last_attempt(session, payment.id) if payment else None
    if payment is None:
        return
    if payment.stripe_invoice_id:
        sync_invoice(database, gateway, payment.stripe_invoice_id)
    elif payment.stripe_payment_intent_id:
        sync_payment(database, gateway, payment.stripe_payment_intent_id)
    elif last is not None and last.stripe_session_id:
        sync_checkout(database, gateway, last.stripe_session_id)


def sync_charge(database: Database, gateway: PaymentGateway, charge_id: str) -> Outcome:
    """Bring the payment that a charge belongs to in step with Stripe."""
    return _sync_found(database, gateway, gateway.payment_of_charge(charge_id))


def sync_refund(database: Database, gateway: PaymentGateway, refund_id: str) -> Outcome:
    """Bring the payment that a refund belongs to in step with Stripe."""
    return _sync_found(database, gateway, gateway.payment_of_refund(refund_id))


def sync_dispute(database: Database, gateway: PaymentGateway, dispute_id: str) -> Outcome:
    """Bring the payment that a dispute is about in step with Stripe."""
    return _sync_found(database, gateway, gateway.payment_of_dispute(dispute_id))


def _sync_found(database: Database, gateway: PaymentGateway, intent_id: str | None) -> Outcome:
    return sync_payment(database, gateway, intent_id) if intent_id else Outcome.IRRELEVANT


def sync_invoice_payment(database: Database, gateway: PaymentGateway, object_id: str) -> Outcome:
    """Bring the instalment that a payment of an invoice belongs to in step with Stripe."""
    invoice_id = gateway.invoice_of_invoice_payment(object_id)
    return sync_invoice(database, gateway, invoice_id) if invoice_id else Outcome.IRRELEVANT


def sync_fraud_warning(database: Database, gateway: PaymentGateway, warning_id: str) -> Outcome:
    """Keep a card network's warning, and bring the payment that it is about in step."""
    remote = gateway.read_fraud_warning(warning_id)
    outcome = _sync_found(database, gateway, remote.payment_id)
    with database.writing() as work:
        operations.record_fraud_warning(work, remote=remote, ours=outcome is not Outcome.FOREIGN)
    return outcome


def _converge(
    database: Database,
    known: Callable[[Session], int | None],
    read: Callable[[], Remote],
    apply: Callable[[UnitOfWork, Remote, int | None], Outcome],
    known_now: Callable[[Session, Remote], int | None],
) -> tuple[Outcome, Remote]:
    """Read, then write unless someone else wrote meanwhile; then read again.

    So a slow old answer never overwrites a newer one, and no lock is held while Stripe is asked.
    `known` is the version before the first read, `known_now` that before another.
    """
    with database.reading() as session:
        seen = known(session)
    for _ in range(READS):
        remote = read()
        try:
            with database.writing() as work:
                return apply(work, remote, seen), remote
        except OutdatedReadError:
            with database.reading() as session:
                seen = known_now(session, remote)
    raise OutdatedReadError("the payment kept moving while it was read; it will be tried again")
