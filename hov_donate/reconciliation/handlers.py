"""What the books do when a payment moves the balance."""

from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments.events import BalanceMoved, UnmatchedPaymentNoticed
from hov_donate.reconciliation.events import UnknownCategoryPosted
from hov_donate.reconciliation.operations import post_transactions


def book_movement(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Book a payment's movement at once; the nightly pull finds it done."""
    assert isinstance(happened, BalanceMoved)  # noqa: S101 (the wiring's promise)
    transaction, owner = happened.transaction, happened.owner
    post_transactions(
        work,
        transactions=[transaction],
        owners={transaction.payment_id: owner} if transaction.payment_id and owner else {},
        time_zone=settings.campaign.time_zone,
    )


def alert_about_category(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Money in suspense needs a person."""
    assert isinstance(happened, UnknownCategoryPosted)  # noqa: S101 (the wiring's promise)
    _alert(work, happened.balance_transaction_id, settings)


def alert_about_payment(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Money that matches nothing needs a person."""
    assert isinstance(happened, UnmatchedPaymentNoticed)  # noqa: S101 (the wiring's promise)
    _alert(work, happened.stripe_payment_intent_id, settings)


def _alert(work: UnitOfWork, object_id: str, settings: Settings) -> None:
    put_out(
        work,
        kind=MailKind.TREASURER_ALERT,
        object_id=object_id,
        details_id=None,
        language=settings.campaign.default_language,
    )
