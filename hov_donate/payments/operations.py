"""What is done to payments, by people and by what Stripe tells. Nothing here commits."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select, update

from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.core.errors import HovDonateError
from hov_donate.core.money import Money
from hov_donate.gateway.port import (
    CheckoutStatus,
    PaidStatus,
    RemoteCheckout,
    RemotePayment,
    RemoteRefund,
)
from hov_donate.payments.events import BalanceMoved, PaymentSucceeded, UnmatchedPaymentNoticed
from hov_donate.payments.models import (
    CheckoutAttempt,
    Payment,
    PaymentStatusChange,
    Refund,
    UnmatchedPayment,
)
from hov_donate.payments.queries import installation, last_attempt, payment_by_reference
from hov_donate.payments.rules import (
    AttemptStatus,
    ChangeReason,
    Move,
    Owner,
    PaymentPurpose,
    PaymentStatus,
    RefundStatus,
    UnmatchedReason,
    move,
    status_after_refunds,
)


class Outcome(StrEnum):
    """What came of bringing an object up to date."""

    UPDATED = "updated"
    FOREIGN = "foreign"
    UNMATCHED = "unmatched"
    IRRELEVANT = "irrelevant"


class OutdatedReadError(HovDonateError):
    """Someone else brought the payment up to date while we were reading it: read again."""


def ask(
    work: UnitOfWork,
    *,
    reference: str,
    purpose: PaymentPurpose,
    amount: Money,
    details_id: uuid.UUID,
) -> Payment:
    """Ask a contact for a sum."""
    payment = Payment(
        reference=reference,
        purpose=purpose,
        details_id=details_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        status=PaymentStatus.CREATED,
        created_at=work.now,
    )
    work.session.add(payment)
    work.session.flush()
    _note(work, payment, None, ChangeReason.ASKED, "donor")
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
    if attempt is None or attempt.attempt != number or attempt.amount != payment.amount:
        return False
    if attempt.status is AttemptStatus.OPENING:
        attempt.stripe_session_id = checkout.id
        attempt.url = checkout.url
        attempt.expires_at = checkout.expires_at
        attempt.status = AttemptStatus.OPEN
        _move(work, payment, PaymentStatus.PENDING, ChangeReason.CHECKOUT_OPENED, actor="donor")
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


def change_amount(work: UnitOfWork, *, payment: Payment, amount: Money) -> None:
    """Ask for another sum; the database refuses it once the money came."""
    payment.amount_minor = amount.minor
    payment.currency = amount.currency
    work.session.flush()


def apply_checkout(work: UnitOfWork, *, checkout: RemoteCheckout, seen: int | None) -> Outcome:
    """Bring a payment in step with a Checkout Session. `seen` is its version before the read.

    Raises OutdatedReadError when the payment has moved on since.
    """
    if checkout.installation not in {None, installation(work.session)}:
        return Outcome.FOREIGN
    payment = payment_by_reference(work.session, checkout.reference, lock=True)
    if payment is None:
        return _apply_stranger(work, checkout.payment)
    _refuse_outdated(payment, seen)
    _update_attempt(work, payment, checkout)
    outcome = Outcome.UPDATED
    if checkout.payment is not None:
        outcome = _apply_to(work, payment, checkout.payment)
    else:
        payment.version += 1
    # A declined card leaves a PaymentIntent behind, and the page may still close unpaid.
    if checkout.status is CheckoutStatus.EXPIRED and _no_attempt_open(work, payment):
        _move(work, payment, PaymentStatus.EXPIRED, ChangeReason.CHECKOUT_EXPIRED)
    return outcome


def apply_payment(work: UnitOfWork, *, remote: RemotePayment, seen: int | None) -> Outcome:
    """Bring a payment in step with a PaymentIntent. `seen` is its version before the read.

    Raises OutdatedReadError when the payment has moved on since.
    """
    if remote.installation not in {None, installation(work.session)}:
        return Outcome.FOREIGN
    payment = payment_by_reference(work.session, remote.reference, lock=True)
    if payment is None:
        return _apply_stranger(work, remote)
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
        return _note_unmatched(work, remote, mismatch)
    if remote.status is PaidStatus.PAID:
        _receive(work, payment, remote)
        _apply_refunds(work, payment, remote.refunds)
    _tell_balance(work, remote, Owner(payment.purpose, payment.reference))
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
    _move(work, payment, PaymentStatus.PAID, ChangeReason.STRIPE_PAID)
    work.tell(PaymentSucceeded(payment.id))


def _apply_refunds(work: UnitOfWork, payment: Payment, refunds: tuple[RemoteRefund, ...]) -> None:
    for remote in refunds:
        _upsert_refund(work, payment, remote)
    gone = _gone(refunds)
    grew = gone > payment.refunded_minor
    payment.refunded_minor = gone
    reason = ChangeReason.STRIPE_REFUNDED if grew else ChangeReason.REFUND_FAILED
    _move(work, payment, status_after_refunds(payment.amount_minor, gone), reason)


def _upsert_refund(work: UnitOfWork, payment: Payment, remote: RemoteRefund) -> None:
    known = work.session.scalars(
        select(Refund).where(Refund.stripe_refund_id == remote.id)
    ).one_or_none()
    if known is None:
        known = Refund(
            payment_id=payment.id,
            stripe_refund_id=remote.id,
            amount_minor=remote.amount.minor,
            currency=remote.amount.currency,
            created_at=remote.created_at,
        )
        work.session.add(known)
    known.status = _refund_status(remote)


def _refund_status(remote: RemoteRefund) -> RefundStatus:
    known = {status.value for status in RefundStatus}
    return RefundStatus(remote.status) if remote.status in known else RefundStatus.PENDING


def _apply_stranger(work: UnitOfWork, remote: RemotePayment | None) -> Outcome:
    if remote is None or remote.status is not PaidStatus.PAID:
        return Outcome.IRRELEVANT
    if remote.reference is None:
        return _note_unmatched(work, remote, UnmatchedReason.NOT_OURS)
    return _note_unmatched(work, remote, UnmatchedReason.UNKNOWN_REFERENCE)


def _note_unmatched(work: UnitOfWork, remote: RemotePayment, reason: UnmatchedReason) -> Outcome:
    added = work.session.scalars(
        insert_ignoring_twins(work.session, UnmatchedPayment)
        .values(
            stripe_payment_intent_id=remote.id,
            reason=reason,
            reference=remote.reference and remote.reference[:200],
            amount_minor=remote.received.minor,
            currency=remote.received.currency,
            noticed_at=work.now,
        )
        .returning(UnmatchedPayment.id)
    ).first()
    if added is not None:
        work.tell(UnmatchedPaymentNoticed(remote.id))
    if _gone(remote.refunds) >= remote.received.minor:
        _resolve_unmatched(work, remote.id)
    _tell_balance(work, remote, Owner(None, None))
    return Outcome.UNMATCHED


def _gone(refunds: tuple[RemoteRefund, ...]) -> int:
    return sum(refund.amount.minor for refund in refunds if _refund_status(refund).counts)


def _resolve_unmatched(work: UnitOfWork, intent_id: str) -> None:
    """Money that went back whole needs nobody's decision any more."""
    work.session.execute(
        update(UnmatchedPayment)
        .where(
            UnmatchedPayment.stripe_payment_intent_id == intent_id,
            UnmatchedPayment.resolved_at.is_(None),
        )
        .values(resolved_at=work.now)
    )


def _tell_balance(work: UnitOfWork, remote: RemotePayment, owner: Owner) -> None:
    for transaction in remote.balance_transactions:
        work.tell(BalanceMoved(transaction, owner))


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


def _move(
    work: UnitOfWork,
    payment: Payment,
    wanted: PaymentStatus,
    reason: ChangeReason,
    actor: str = "stripe",
) -> None:
    """The one place where a payment's status changes; every change leaves a row."""
    if move(payment.status, wanted) is not Move.MOVES:
        return
    before, payment.status = payment.status, wanted
    _note(work, payment, before, reason, actor)


def _note(
    work: UnitOfWork,
    payment: Payment,
    before: PaymentStatus | None,
    reason: ChangeReason,
    actor: str,
) -> None:
    work.session.add(
        PaymentStatusChange(
            payment_id=payment.id,
            from_status=before,
            to_status=payment.status,
            at=work.now,
            reason=reason,
            actor=actor,
        )
    )
    work.session.flush()
