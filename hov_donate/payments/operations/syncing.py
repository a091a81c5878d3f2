"""Bringing a payment in step with what Stripe says now."""

from sqlalchemy import or_, select, update

from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import HovDonateError
from hov_donate.gateway.port import CheckoutStatus, PaidStatus, RemoteCheckout, RemotePayment
from hov_donate.payments.events import PaymentSucceeded
from hov_donate.payments.models import CheckoutAttempt, Payment
from hov_donate.payments.operations.refunding import apply_refunds
from hov_donate.payments.operations.steps import move_to, tell_balance
from hov_donate.payments.operations.unmatched import apply_stranger, note_unmatched
from hov_donate.payments.queries import installation, payment_by_reference
from hov_donate.payments.rules import (
    AttemptStatus,
    ChangeReason,
    Outcome,
    Owner,
    PaymentStatus,
    UnmatchedReason,
)


class OutdatedReadError(HovDonateError):
    """Someone else brought the payment up to date while we were reading it: read again."""


def apply_checkout(work: UnitOfWork, *, checkout: RemoteCheckout, seen: int | None) -> Outcome:
    """Bring a payment in step with a Checkout Session. `seen` is its version before the read.

    Raises OutdatedReadError when the payment has moved on since.
    """
    if checkout.installation not in {None, installation(work.session)}:
        return Outcome.FOREIGN
    payment = payment_by_reference(work.session, checkout.reference, lock=True)
    if payment is None:
        return apply_stranger(work, checkout.payment)
    _refuse_outdated(payment, seen)
    _update_attempt(work, payment, checkout)
    outcome = Outcome.UPDATED
    if checkout.payment is not None:
        outcome = _apply_to(work, payment, checkout.payment)
    else:
        payment.version += 1
    # A declined card leaves a PaymentIntent behind, and the page may still close unpaid.
    if checkout.status is CheckoutStatus.EXPIRED and _no_attempt_open(work, payment):
        move_to(work, payment, PaymentStatus.EXPIRED, ChangeReason.CHECKOUT_EXPIRED)
    return outcome


def apply_payment(work: UnitOfWork, *, remote: RemotePayment, seen: int | None) -> Outcome:
    """Bring a payment in step with a PaymentIntent. `seen` is its version before the read.

    Raises OutdatedReadError when the payment has moved on since.
    """
    if remote.installation not in {None, installation(work.session)}:
        return Outcome.FOREIGN
    payment = payment_by_reference(work.session, remote.reference, lock=True)
    if payment is None:
        return apply_stranger(work, remote)
    _refuse_outdated(payment, seen)
    return _apply_to(work, payment, remote)


def _refuse_outdated(payment: Payment, seen: int | None) -> None:
    # Unknown before the read: only a payment that was never brought up to date is safe to write.
    if payment.version != (seen or 0):
        raise OutdatedReadError(f"payment {payment.reference} moved on while it was read")


def _apply_to(work: UnitOfWork, payment: Payment, remote: RemotePayment) -> Outcome:
    payment.version += 1
    payment.last_failure = remote.failure
    mismatch = _mismatch(payment, remote)
    if mismatch:
        return note_unmatched(work, remote, mismatch)
    if remote.status is PaidStatus.PAID:
        _receive(work, payment, remote)
        apply_refunds(work, payment, remote.refunds)
    tell_balance(work, remote, Owner(payment.purpose, payment.reference))
    return Outcome.UPDATED


def _mismatch(payment: Payment, remote: RemotePayment) -> UnmatchedReason | None:
    if remote.status is not PaidStatus.PAID:
        return None
    if payment.stripe_payment_intent_id not in {None, remote.id}:
        return UnmatchedReason.PAID_TWICE
    if remote.received != payment.amount:
        return UnmatchedReason.AMOUNT_DIFFERS
    return None


def _receive(work: UnitOfWork, payment: Payment, remote: RemotePayment) -> None:
    payment.stripe_payment_intent_id = remote.id
    payment.stripe_charge_id = remote.charge_id
    payment.method = remote.method
    if payment.status.received:
        return
    payment.paid_at = remote.paid_at or work.now
    move_to(work, payment, PaymentStatus.PAID, ChangeReason.STRIPE_PAID)
    work.tell(PaymentSucceeded(payment.id))


def _update_attempt(work: UnitOfWork, payment: Payment, checkout: RemoteCheckout) -> None:
    """Note how an attempt's page stands, also of one whose opening we did not live to note."""
    status = AttemptStatus(checkout.status.value)
    is_open = status is AttemptStatus.OPEN
    work.session.execute(
        update(CheckoutAttempt)
        .where(
            CheckoutAttempt.payment_id == payment.id,
            CheckoutAttempt.attempt == checkout.attempt,
            or_(
                CheckoutAttempt.stripe_session_id.is_(None),
                CheckoutAttempt.stripe_session_id == checkout.id,
            ),
        )
        .values(
            stripe_session_id=checkout.id,
            status=status,
            url=checkout.url if is_open else CheckoutAttempt.url,
        )
    )


def _no_attempt_open(work: UnitOfWork, payment: Payment) -> bool:
    still = select(CheckoutAttempt.id).where(
        CheckoutAttempt.payment_id == payment.id,
        CheckoutAttempt.status.in_([AttemptStatus.OPENING, AttemptStatus.OPEN]),
    )
    return work.session.scalars(still.limit(1)).first() is None
