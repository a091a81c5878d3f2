"""What the books do when a payment moves the balance."""

from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.ledger.queries import booked_of
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments.events import (
    BalanceMoved,
    DisputeDecided,
    DisputeOpened,
    FraudWarned,
    UnmatchedPaymentNoticed,
    UnmatchedPaymentPlaced,
)
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import sources_of
from hov_donate.reconciliation.events import PayoutFailed, UnknownCategoryPosted
from hov_donate.reconciliation.operations import post_placing, post_transactions


def book_movement(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Book a payment's movement at once; the nightly pull finds it done."""
    assert isinstance(happened, BalanceMoved)  # noqa: S101 (the wiring's promise)
    transaction, owner = happened.transaction, happened.owner
    if happened.payment_id is not None:
        # Read already: whoever answered that it was paid may have held it.
        owner = work.session.get_one(Payment, happened.payment_id).owner
    post_transactions(
        work,
        transactions=[transaction],
        owners={transaction.payment_id: owner} if transaction.payment_id and owner else {},
        time_zone=settings.campaign.time_zone,
    )


def book_placing(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Money that a person placed is income now."""
    assert isinstance(happened, UnmatchedPaymentPlaced)  # noqa: S101 (the wiring's promise)
    # Read anew: whoever answered that it was paid may have held it.
    payment = work.session.get_one(Payment, happened.payment_id)
    sources = sources_of(work.session, payment)
    post_placing(
        work,
        intent_id=happened.stripe_payment_intent_id,
        owner=payment.owner,
        amount=happened.amount,
        booked=booked_of(work.session, payment.reference, sources),
        time_zone=settings.campaign.time_zone,
    )


def report_dispute(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """The treasurer has until a day to answer."""
    assert isinstance(happened, DisputeOpened)  # noqa: S101 (the wiring's promise)
    _alert(work, happened.stripe_dispute_id, settings, MailKind.DISPUTE_OPENED)


def report_decision(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """The treasurer hears what the bank decided."""
    assert isinstance(happened, DisputeDecided)  # noqa: S101 (the wiring's promise)
    _alert(work, happened.stripe_dispute_id, settings, MailKind.DISPUTE_CLOSED)


def report_fraud_warning(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A refund in time spares the dispute and its fee."""
    assert isinstance(happened, FraudWarned)  # noqa: S101 (the wiring's promise)
    _alert(work, happened.stripe_warning_id, settings, MailKind.FRAUD_WARNING)


def report_failed_payout(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """The bank would not take the money; Stripe needs another account, or tries again."""
    assert isinstance(happened, PayoutFailed)  # noqa: S101 (the wiring's promise)
    _alert(work, happened.stripe_payout_id, settings, MailKind.PAYOUT_FAILED)


def alert_about_category(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Money in suspense needs a person."""
    assert isinstance(happened, UnknownCategoryPosted)  # noqa: S101 (the wiring's promise)
    _alert(work, happened.balance_transaction_id, settings)


def alert_about_payment(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Money that matches nothing needs a person."""
    assert isinstance(happened, UnmatchedPaymentNoticed)  # noqa: S101 (the wiring's promise)
    _alert(work, happened.stripe_payment_intent_id, settings)


def _alert(
    work: UnitOfWork,
    object_id: str,
    settings: Settings,
    kind: MailKind = MailKind.TREASURER_ALERT,
) -> None:
    put_out(
        work,
        kind=kind,
        object_id=object_id,
        details_id=None,
        language=settings.campaign.office_languages[0],
    )
