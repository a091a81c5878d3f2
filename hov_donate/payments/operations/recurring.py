"""Recurring payments and their instalments, as Stripe states them."""

from hov_donate.core.db import UnitOfWork
from hov_donate.core.free_references import free_reference
from hov_donate.gateway.port import RemoteInvoice, RemoteSubscription
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.payments.events import InstalmentAsked, InstalmentFailed, SubscriptionEnded
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.operations.steps import move_to, note_object_step, note_step
from hov_donate.payments.operations.syncing import OutdatedReadError, apply_to, refuse_outdated
from hov_donate.payments.operations.unmatched import apply_stranger
from hov_donate.payments.queries import (
    installation,
    payment_by_invoice,
    payment_by_reference,
    subscription_by_reference,
    subscription_by_stripe_id,
)
from hov_donate.payments.rules import (
    ChangeReason,
    ObjectKind,
    Outcome,
    PaymentStatus,
    SubscriptionStatus,
    subscription_status,
)

# An invoice in one of these asks for nothing (docs.stripe.com/invoicing/overview#invoice-statuses).
# One that staff marked as paid in the dashboard brought us no money.
NOTHING_DUE = frozenset({"void", "uncollectible", "paid"})


def apply_subscription(
    work: UnitOfWork, *, remote: RemoteSubscription, seen: int | None
) -> Outcome:
    """Bring a recurring payment in step with Stripe. `seen` is its version before the read.

    Raises OutdatedReadError when it has moved on since. One that answers nothing we asked for is
    UNMATCHED: a person has to look at it.
    """
    if remote.installation not in {None, installation(work.session)}:
        return Outcome.FOREIGN
    subscription = ensure_subscription(work, remote)
    if subscription is None:
        return Outcome.UNMATCHED if remote.installation else Outcome.IRRELEVANT
    if subscription.version != (seen or 0):
        raise OutdatedReadError(f"subscription {remote.id} moved on while it was read")
    subscription.version += 1
    _update(work, subscription, remote)
    return Outcome.UPDATED


def ensure_subscription(work: UnitOfWork, remote: RemoteSubscription) -> Subscription | None:
    """The recurring payment, locked; begun when only its first instalment is known.

    Raises OutdatedReadError when someone began it while we waited for the first instalment: who
    holds both locks the recurring payment first, so this one lets go and comes again.
    """
    known = subscription_by_stripe_id(work.session, remote.id, lock=True)
    if known is not None:
        return known
    first = payment_by_reference(work.session, remote.reference, lock=True)
    if first is None or first.interval is None:
        return None
    if subscription_by_stripe_id(work.session, remote.id) is not None:
        raise OutdatedReadError(f"subscription {remote.id} was begun while it was read")
    return None if first.subscription_id is not None else _begin(work, first, remote)


def _begin(work: UnitOfWork, first: Payment, remote: RemoteSubscription) -> Subscription:
    subscription = Subscription(
        reference=first.reference,
        stripe_subscription_id=remote.id,
        stripe_customer_id=remote.customer_id,
        purpose=first.purpose,
        details_id=first.details_id,
        amount_minor=remote.amount.minor,
        currency=remote.amount.currency,
        interval=remote.interval,
        status=SubscriptionStatus.STARTING,
        stripe_status="",
        started_at=remote.started_at,
        version=0,
    )
    work.session.add(subscription)
    work.session.flush()
    first.subscription_id = subscription.id
    return subscription


def _update(work: UnitOfWork, subscription: Subscription, remote: RemoteSubscription) -> None:
    before = subscription.status
    subscription.amount_minor = remote.amount.minor
    subscription.currency = remote.amount.currency
    subscription.interval = remote.interval
    subscription.stripe_status = remote.status
    subscription.next_charge_at = remote.next_charge_at
    subscription.paused_until = remote.paused_until
    subscription.ended_at = remote.ended_at
    subscription.end_reason = remote.end_reason
    over = remote.paused_until is not None and remote.paused_until <= work.now
    paused = remote.paused and not over
    subscription.status = subscription_status(remote.status, paused=paused)
    _note(work, subscription, before)
    if before.alive and not subscription.status.alive:
        work.tell(SubscriptionEnded(subscription.reference))


def _note(work: UnitOfWork, subscription: Subscription, before: SubscriptionStatus) -> None:
    asked = subscription.cancel_asked_by if not subscription.status.alive else None
    note_object_step(
        work,
        ObjectKind.SUBSCRIPTION,
        subscription.stripe_subscription_id,
        (before, subscription.status),
        actor=asked or "stripe",
        reason=subscription.cancel_reason if asked else subscription.end_reason,
    )


def ask_for_end(work: UnitOfWork, *, reference: str, actor: str, reason: str) -> None:
    """Write down who wants a recurring payment to end, and why, before Stripe hears of it.

    Raises LookupError when there is none.
    """
    subscription = subscription_by_reference(work.session, reference, lock=True)
    if subscription is None:
        raise LookupError(f"no recurring payment {reference}")
    if subscription.status.alive and subscription.cancel_asked_at is None:
        subscription.cancel_asked_at = work.now
        subscription.cancel_asked_by = actor
        subscription.cancel_reason = reason
        work.session.flush()


def apply_invoice(
    work: UnitOfWork,
    *,
    invoice: RemoteInvoice,
    subscription: RemoteSubscription | None,
    seen: int | None,
) -> Outcome:
    """Bring an instalment in step with its invoice. `seen` is its version before the read.

    `subscription` begins a recurring payment that is not known yet. Raises OutdatedReadError when
    the instalment has moved on since.
    """
    if invoice.installation not in {None, installation(work.session)}:
        return Outcome.FOREIGN
    if invoice.status == "draft" or not invoice.due.minor:
        return Outcome.IRRELEVANT
    standing = _standing(work, invoice, subscription)
    if standing is None:
        return apply_stranger(work, invoice.payment)
    payment = _instalment(work, standing, invoice)
    refuse_outdated(payment, seen)
    payment.hosted_url = invoice.hosted_url
    payment.next_attempt_at = invoice.next_attempt_at
    outcome = Outcome.UPDATED
    if invoice.payment is not None:
        outcome = apply_to(work, payment, invoice.payment)
    else:
        payment.version += 1
    _settle_unpaid(work, payment, invoice)
    return outcome


def _standing(
    work: UnitOfWork, invoice: RemoteInvoice, remote: RemoteSubscription | None
) -> Subscription | None:
    if invoice.subscription_id is None:
        return None
    known = subscription_by_stripe_id(work.session, invoice.subscription_id, lock=True)
    if known is not None or remote is None:
        return known
    begun = ensure_subscription(work, remote)
    if begun is not None and begun.version == 0:
        begun.version += 1
        _update(work, begun, remote)
    return begun


def _instalment(work: UnitOfWork, standing: Subscription, invoice: RemoteInvoice) -> Payment:
    known = payment_by_invoice(work.session, invoice.id, lock=True)
    if known is not None:
        return known
    first = payment_by_reference(work.session, standing.reference, lock=True)
    if invoice.first and first is not None and first.stripe_invoice_id is None:
        first.stripe_invoice_id = invoice.id
        first.subscription_id = standing.id
        return first
    return _ask_again(work, standing, invoice, first)


def _ask_again(
    work: UnitOfWork, standing: Subscription, invoice: RemoteInvoice, first: Payment | None
) -> Payment:
    """Stripe asks for another instalment: a payment of its own, with its own receipt."""
    payment = Payment(
        reference=free_reference(work.session, Payment.reference),
        purpose=standing.purpose,
        details_id=standing.details_id,
        amount_minor=invoice.due.minor,
        currency=invoice.due.currency,
        subscription_id=standing.id,
        fund=first.fund if first else GENERAL_FUND,
        stripe_invoice_id=invoice.id,
        status=PaymentStatus.CREATED,
        created_at=invoice.created_at,
        version=0,
    )
    work.session.add(payment)
    work.session.flush()
    note_step(work, payment, None, ChangeReason.INSTALMENT_DUE, "stripe")
    work.tell(InstalmentAsked(payment.id, standing.reference))
    return payment


def _settle_unpaid(work: UnitOfWork, payment: Payment, invoice: RemoteInvoice) -> None:
    """What a payer has to know although no money came; a first one is settled on its page."""
    if invoice.failures > 0 and not invoice.first:
        work.tell(InstalmentFailed(payment.id))
    if not payment.status.payable:
        return
    if invoice.status in NOTHING_DUE or not invoice.collecting:
        move_to(work, payment, PaymentStatus.EXPIRED, ChangeReason.NO_LONGER_DUE)
    elif invoice.failures > 0:
        move_to(work, payment, PaymentStatus.FAILED, ChangeReason.STRIPE_FAILED)
