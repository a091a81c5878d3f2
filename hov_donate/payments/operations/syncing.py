"""Bringing a payment in step with what Stripe says now."""

from sqlalchemy import or_, update

from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import HovDonateError
from hov_donate.gateway.port import PaidStatus, RemoteCheckout, RemotePayment
from hov_donate.payments.events import (
    CardDeclined,
    PaymentFailed,
    PaymentOnItsWay,
    PaymentSucceeded,
)
from hov_donate.payments.models import CheckoutAttempt, Payment
from hov_donate.payments.operations.returning import apply_returns
from hov_donate.payments.operations.steps import move_to, tell_balance
from hov_donate.payments.operations.unmatched import apply_stranger, note_unmatched
from hov_donate.payments.queries import (
    awaits_staff,
    installation,
    last_attempt,
    payment_by_intent,
    payment_by_reference,
)
from hov_donate.payments.rules import (
    AttemptStatus,
    ChangeReason,
    Outcome,
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
    refuse_outdated(payment, seen)
    _update_attempt(work, payment, checkout)
    outcome = Outcome.UPDATED
    if checkout.payment is not None:
        outcome = apply_to(work, payment, checkout.payment)
    else:
        payment.version += 1
    _settle_unpaid(work, payment)
    return outcome


# How a payment stands that neither came nor is on its way, by the newest of its pages. When that
# was completed, the payment itself tells.
UNPAID_AFTER = {
    AttemptStatus.OPENING: (PaymentStatus.PENDING, ChangeReason.CHECKOUT_OPENED),
    AttemptStatus.OPEN: (PaymentStatus.PENDING, ChangeReason.CHECKOUT_OPENED),
    AttemptStatus.EXPIRED: (PaymentStatus.EXPIRED, ChangeReason.CHECKOUT_EXPIRED),
}
FAILED = (PaymentStatus.FAILED, ChangeReason.STRIPE_FAILED)
Step = tuple[PaymentStatus, ChangeReason]


def _settle_unpaid(work: UnitOfWork, payment: Payment, otherwise: Step | None = None) -> None:
    """Whatever the order in which its pages are heard of, an unpaid payment stands the same."""
    last = last_attempt(work.session, payment.id)
    step = UNPAID_AFTER.get(last.status, otherwise) if last else otherwise
    if step is not None and payment.status.payable:
        move_to(work, payment, *step)


def apply_payment(work: UnitOfWork, *, remote: RemotePayment, seen: int | None) -> Outcome:
    """Bring a payment in step with a PaymentIntent. `seen` is its version before the read.

    Raises OutdatedReadError when the payment has moved on since.
    """
    if remote.installation not in {None, installation(work.session)}:
        return Outcome.FOREIGN
    # Money that staff placed is known by itself alone, and carries another stamp or none.
    payment = payment_by_intent(work.session, remote.id, lock=True)
    if payment is None:
        payment = payment_by_reference(work.session, remote.reference, lock=True)
    if payment is None:
        return apply_stranger(work, remote)
    refuse_outdated(payment, seen)
    return apply_to(work, payment, remote)


def refuse_outdated(payment: Payment, seen: int | None) -> None:
    """Raise OutdatedReadError unless a payment stands as it did before it was read."""
    # Unknown before the read: only a payment that was never brought up to date is safe to write.
    if payment.version != (seen or 0):
        raise OutdatedReadError(f"payment {payment.reference} moved on while it was read")


def apply_to(work: UnitOfWork, payment: Payment, remote: RemotePayment) -> Outcome:
    """Bring a payment, locked and as it was before the read, in step with its PaymentIntent."""
    payment.version += 1
    if _is_anothers(work, payment, remote):
        return Outcome.UPDATED
    mismatch = _mismatch(work, payment, remote)
    if mismatch:
        return note_unmatched(work, remote, mismatch)
    _note_failure(work, payment, remote)
    if remote.delayed and not payment.is_later_instalment:
        work.tell(PaymentOnItsWay(payment.id, remote.id))
    match remote.status:
        case PaidStatus.PAID | PaidStatus.REVERSED:
            receive(work, payment, remote, ChangeReason.STRIPE_PAID)
            apply_returns(work, payment, remote)
        case PaidStatus.ON_ITS_WAY:
            _await_debit(work, payment, remote)
        case PaidStatus.FAILED:
            _fail_debit(work, payment, remote)
        case PaidStatus.UNPAID:
            pass
    tell_balance(work, remote, payment)
    return Outcome.UPDATED


def _is_anothers(work: UnitOfWork, payment: Payment, remote: RemotePayment) -> bool:
    """Whether staff placed this money elsewhere: it is brought in step there, by itself alone."""
    if payment.stripe_payment_intent_id == remote.id:
        return False
    return payment_by_intent(work.session, remote.id) not in {None, payment}


def _mismatch(work: UnitOfWork, payment: Payment, remote: RemotePayment) -> UnmatchedReason | None:
    if remote.status not in {PaidStatus.PAID, PaidStatus.REVERSED}:
        return None
    if payment.stripe_payment_intent_id not in {None, remote.id}:
        return UnmatchedReason.PAID_TWICE
    if remote.received != payment.amount:
        return UnmatchedReason.AMOUNT_DIFFERS
    # The sum that was asked has been changed to the one that came: still a person decides.
    known = payment.stripe_payment_intent_id is None and awaits_staff(work.session, remote.id)
    return UnmatchedReason.AMOUNT_DIFFERS if known else None


def _note_failure(work: UnitOfWork, payment: Payment, remote: RemotePayment) -> None:
    declined = remote.status is PaidStatus.UNPAID and remote.failure is not None
    # Nobody tries cards out by later instalments: Stripe takes those by itself.
    by_someone = declined and not payment.is_later_instalment
    if by_someone and remote.charge_id != payment.stripe_charge_id:
        work.tell(CardDeclined(payment.id))
    if not payment.status.received:
        payment.stripe_charge_id = remote.charge_id
        payment.method = remote.method
    payment.last_failure = remote.failure and remote.failure[:60]


def receive(
    work: UnitOfWork,
    payment: Payment,
    remote: RemotePayment,
    reason: ChangeReason,
    actor: str = "stripe",
) -> None:
    """Note that the money of a payment is here; once, however often it is heard."""
    payment.stripe_payment_intent_id = remote.id
    payment.stripe_charge_id = remote.charge_id
    payment.method = remote.method
    payment.country = remote.country or payment.country
    if payment.status.received:
        return
    payment.paid_at = remote.paid_at or work.now
    move_to(work, payment, PaymentStatus.PAID, reason, actor)
    work.tell(PaymentSucceeded(payment.id))


def _await_debit(work: UnitOfWork, payment: Payment, remote: RemotePayment) -> None:
    if payment.status.received:
        return
    payment.stripe_payment_intent_id = remote.id
    payment.method = remote.method
    move_to(work, payment, PaymentStatus.PROCESSING, ChangeReason.STRIPE_PROCESSING)


def _fail_debit(work: UnitOfWork, payment: Payment, remote: RemotePayment) -> None:
    """Another debit may follow, or a card: the failed one stands in nobody's way."""
    if not payment.is_later_instalment:
        work.tell(PaymentFailed(payment.id, remote.id))
    if payment.status.received or payment.stripe_payment_intent_id not in {None, remote.id}:
        return
    if payment.status is PaymentStatus.PROCESSING:
        payment.stripe_payment_intent_id = None
        move_to(work, payment, *FAILED)
    _settle_unpaid(work, payment, FAILED)


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
