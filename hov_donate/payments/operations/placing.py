"""A person says what money is that matched nothing."""

import uuid

from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.core.references import new_reference
from hov_donate.gateway.port import PaidStatus, RemotePayment
from hov_donate.payments.events import UnmatchedPaymentPlaced
from hov_donate.payments.models import Payment, UnmatchedPayment
from hov_donate.payments.operations.asking import ask, change
from hov_donate.payments.operations.returning import apply_returns, gone_back
from hov_donate.payments.operations.syncing import receive
from hov_donate.payments.queries import unmatched_by_id
from hov_donate.payments.rules import (
    ChangeReason,
    Owner,
    PaymentPurpose,
    Resolution,
)


class CannotBePlacedError(UserError):
    """The money is settled already, or some of it went back: the office tells why."""


def place(
    work: UnitOfWork,
    *,
    unmatched_id: int,
    remote: RemotePayment,
    onto: Payment,
    resolution: Resolution,
    actor: str,
) -> None:
    """Let money that matched nothing be that of a payment. `remote` is how it stands at Stripe.

    An unpaid payment takes the sum that came; for one that is paid, make a new one like it first
    (`ask_alike`). Raises CannotBePlacedError.
    """
    unmatched = _still_open(work, unmatched_id, remote)
    if not onto.status.payable:
        raise CannotBePlacedError("the gift is paid already, or its money is on its way")
    change(work, payment=onto, amount=remote.received, interval=onto.interval)
    onto.version += 1
    receive(work, onto, remote, ChangeReason.MATCHED_BY_STAFF, actor)
    apply_returns(work, onto, remote)
    unmatched.resolved_at = work.now
    unmatched.resolution = resolution
    unmatched.resolved_by = actor
    unmatched.payment_id = onto.id
    work.session.flush()
    owner = Owner(onto.purpose, onto.reference)
    work.tell(UnmatchedPaymentPlaced(remote.id, owner, remote.received))


def _still_open(work: UnitOfWork, unmatched_id: int, remote: RemotePayment) -> UnmatchedPayment:
    unmatched = unmatched_by_id(work.session, unmatched_id, lock=True)
    if unmatched is None or unmatched.resolved_at is not None:
        raise CannotBePlacedError("this money is settled already")
    untouched = remote.status is PaidStatus.PAID and not gone_back(remote.refunds)
    if not untouched or remote.disputes:
        raise CannotBePlacedError("some of this money went back or is disputed")
    return unmatched


def ask_alike(
    work: UnitOfWork, *, remote: RemotePayment, purpose: PaymentPurpose, details_id: uuid.UUID
) -> Payment:
    """A payment made for money that is here already, for someone who is known."""
    return ask(
        work,
        reference=new_reference(),
        purpose=purpose,
        amount=remote.received,
        interval=None,
        details_id=details_id,
    )
