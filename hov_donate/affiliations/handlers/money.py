"""What follows when money of an affiliation comes, goes, or stays away at Stripe.

Whatever happened, invoices are settled by what is kept of the payment in the end. Each letter is
about one thing at Stripe and put out once, however often and in whatever order we hear of it.
"""

from hov_donate.affiliations.operations.letters import tell_of_payment
from hov_donate.affiliations.operations.settling import settle_from_payment
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.outbox.models import MailKind
from hov_donate.payments.events import (
    FundsReturned,
    FundsWithdrawn,
    PaymentFailed,
    PaymentReversed,
    PaymentSucceeded,
    RefundFailed,
    RefundRecorded,
)

# What the letter about a debit that the bank took back is told by: it happens once.
TAKEN_BACK = "reversed"


def settle_paid(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Money came: it settles its invoice, and the payer has it in writing."""
    assert isinstance(happened, PaymentSucceeded)  # noqa: S101 (the wiring's promise)
    _answer(work, happened.payment_id, MailKind.AFFILIATION_PAID, "", settings)


def tell_failed(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001
    """A debit did not bring the money: the invoice is as open as before."""
    assert isinstance(happened, PaymentFailed)  # noqa: S101
    about = happened.stripe_payment_intent_id
    tell_of_payment(
        work, payment_id=happened.payment_id, kind=MailKind.AFFILIATION_UNPAID, about=about
    )


def settle_reversed(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """The bank took a debit back: what it settled is owed again."""
    assert isinstance(happened, PaymentReversed)  # noqa: S101
    _answer(work, happened.payment_id, MailKind.AFFILIATION_UNPAID, TAKEN_BACK, settings)


def settle_refunded(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Money goes back: credit first, then what it settled."""
    assert isinstance(happened, RefundRecorded)  # noqa: S101
    about = happened.stripe_refund_id
    _answer(work, happened.payment_id, MailKind.AFFILIATION_UNPAID, about, settings)


def settle_refund_failed(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A refund could not be paid out: the money settles what it did before."""
    assert isinstance(happened, RefundFailed)  # noqa: S101
    about = happened.stripe_refund_id
    _answer(work, happened.payment_id, MailKind.AFFILIATION_PAID, about, settings)


def settle_disputed(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A bank took disputed money: what it settled is owed again."""
    assert isinstance(happened, FundsWithdrawn)  # noqa: S101
    about = happened.balance_transaction_id
    _answer(work, happened.payment_id, MailKind.AFFILIATION_UNPAID, about, settings)


def settle_reinstated(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A bank gave disputed money back: it settles what it did before."""
    assert isinstance(happened, FundsReturned)  # noqa: S101
    about = happened.balance_transaction_id
    _answer(work, happened.payment_id, MailKind.AFFILIATION_PAID, about, settings)


def _answer(
    work: UnitOfWork, payment_id: int, kind: MailKind, about: str, settings: Settings
) -> None:
    settle_from_payment(work, payment_id=payment_id, settings=settings)
    tell_of_payment(work, payment_id=payment_id, kind=kind, about=about)
