"""Asking for a sum, and opening pages on which it can be paid."""

import uuid
from datetime import datetime

from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.gateway.port import Interval, RemoteCheckout
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.payments.models import CheckoutAttempt, Payment
from hov_donate.payments.operations.steps import move_to, note_step
from hov_donate.payments.queries import last_attempt
from hov_donate.payments.rules import AttemptStatus, ChangeReason, PaymentPurpose, PaymentStatus


def ask(  # noqa: PLR0913 (what is asked, of whom, how often, for what)
    work: UnitOfWork,
    *,
    reference: str,
    purpose: PaymentPurpose,
    amount: Money,
    interval: Interval | None,
    details_id: uuid.UUID,
    fund: str = GENERAL_FUND,
) -> Payment:
    """Ask a contact for a sum, once or as the first of many, for one of the funds."""
    payment = Payment(
        reference=reference,
        purpose=purpose,
        details_id=details_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        interval=interval,
        fund=fund,
        status=PaymentStatus.CREATED,
        created_at=work.now,
    )
    work.session.add(payment)
    work.session.flush()
    note_step(work, payment, None, ChangeReason.ASKED, "donor")
    return payment


def begin_attempt(work: UnitOfWork, *, payment: Payment, expires_at: datetime) -> CheckoutAttempt:
    """Write down that a Checkout Session is about to be opened, before Stripe hears of it."""
    previous = last_attempt(work.session, payment.id)
    if previous is not None and previous.status is AttemptStatus.OPENING:
        previous.status = AttemptStatus.EXPIRED
    attempt = CheckoutAttempt(
        payment_id=payment.id,
        attempt=previous.attempt + 1 if previous else 1,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        interval=payment.interval,
        status=AttemptStatus.OPENING,
        created_at=work.now,
        expires_at=expires_at,
    )
    work.session.add(attempt)
    work.session.flush()
    return attempt


def record_opened(
    work: UnitOfWork, *, payment: Payment, number: int, checkout: RemoteCheckout
) -> bool:
    """Note the page that Stripe opened for an attempt; whether it is still the one to use.

    It is not when the donor changed the gift while Stripe was opening it.
    """
    attempt = last_attempt(work.session, payment.id)
    if attempt is None or attempt.attempt != number or not attempt.asks_for(payment):
        return False
    if attempt.status is AttemptStatus.OPENING:
        attempt.stripe_session_id = checkout.id
        attempt.url = checkout.url
        attempt.expires_at = checkout.expires_at
        attempt.status = AttemptStatus.OPEN
        move_to(work, payment, PaymentStatus.PENDING, ChangeReason.CHECKOUT_OPENED, actor="donor")
    return True


def give_up_attempt(work: UnitOfWork, *, payment: Payment, number: int) -> None:
    """Stripe would not open this page: the next try is a new attempt."""
    attempt = last_attempt(work.session, payment.id)
    if attempt is not None and (attempt.attempt, attempt.status) == (number, AttemptStatus.OPENING):
        attempt.status = AttemptStatus.EXPIRED
        work.session.flush()


def abandon_opening(work: UnitOfWork, *, payment: Payment) -> None:
    """What the page would say has changed: a key that Stripe may know must not be used again."""
    attempt = last_attempt(work.session, payment.id)
    if attempt is not None:
        give_up_attempt(work, payment=payment, number=attempt.attempt)


def change(work: UnitOfWork, *, payment: Payment, amount: Money, interval: Interval | None) -> None:
    """Ask for another sum, or how often; the database refuses another sum once it came."""
    payment.amount_minor = amount.minor
    payment.currency = amount.currency
    payment.interval = interval
    work.session.flush()
