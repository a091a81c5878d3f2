"""A person says what money is that matched nothing."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.core.free_references import free_reference
from hov_donate.core.money import Money
from hov_donate.gateway.port import PaidStatus, RemoteDispute, RemotePayment
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.payments.events import UnmatchedPaymentPlaced
from hov_donate.payments.models import ObjectStatusChange, Payment, UnmatchedPayment
from hov_donate.payments.operations.asking import change
from hov_donate.payments.operations.returning import apply_returns, gone_back
from hov_donate.payments.operations.steps import note_object_step, note_step, tell_balance
from hov_donate.payments.operations.syncing import receive
from hov_donate.payments.operations.unmatched import REFUND_ASKED
from hov_donate.payments.queries import unmatched_by_id
from hov_donate.payments.rules import (
    ChangeReason,
    DisputeStatus,
    ObjectKind,
    PaymentPurpose,
    PaymentStatus,
    Resolution,
)
from hov_donate.payments.rules.refunding import RefundFault, RefundRefusedError, needs_another

COME_TO_NOTHING = frozenset(status.value for status in DisputeStatus if status.settled)


class PlacingFault(StrEnum):
    """Why money cannot be placed."""

    SETTLED = "settled"
    GOES_BACK = "goes_back"
    NOT_BOOKED_YET = "not_booked_yet"
    PAID_MEANWHILE = "paid_meanwhile"


class CannotBePlacedError(UserError):
    """Money that cannot be placed; `fault` is what to decide and translate by."""

    def __init__(self, fault: PlacingFault) -> None:
        """The reason, as a code."""
        super().__init__(fault.value)
        self.fault = fault


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
    unmatched = still_open(work, unmatched_id)
    _refuse_touched(remote)
    if not onto.status.payable:
        raise CannotBePlacedError(PlacingFault.PAID_MEANWHILE)
    # It moves from where unmatched money stands: there it has to be first.
    tell_balance(work, remote, None)
    change(work, payment=onto, amount=remote.received, interval=onto.interval)
    onto.version += 1
    receive(work, onto, remote, ChangeReason.MATCHED_BY_STAFF, actor)
    apply_returns(work, onto, remote)
    unmatched.resolved_at = work.now
    unmatched.resolution = resolution
    unmatched.resolved_by = actor
    unmatched.payment_id = onto.id
    work.session.flush()
    work.tell(UnmatchedPaymentPlaced(remote.id, onto.id, remote.received))


def still_open(work: UnitOfWork, unmatched_id: int) -> UnmatchedPayment:
    """Money that waits for a decision, locked. Raises CannotBePlacedError once it is made."""
    unmatched = unmatched_by_id(work.session, unmatched_id, lock=True)
    if unmatched is None or unmatched.resolved_at is not None:
        raise CannotBePlacedError(PlacingFault.SETTLED)
    return unmatched


def _refuse_touched(remote: RemotePayment) -> None:
    whole = remote.status is PaidStatus.PAID and not gone_back(remote.refunds)
    if not whole or not all(map(_came_to_nothing, remote.disputes)):
        raise CannotBePlacedError(PlacingFault.GOES_BACK)
    # A refund that failed may be booked, and not yet that it failed.
    booked: Counter[str] = Counter()
    for each in remote.balance_transactions:
        if each.given is not None:
            booked[each.given.currency] += each.given.minor
    stands = {currency: minor for currency, minor in booked.items() if minor}
    if stands != {remote.received.currency: remote.received.minor}:
        raise CannotBePlacedError(PlacingFault.NOT_BOOKED_YET)


def _came_to_nothing(dispute: RemoteDispute) -> bool:
    returned = len(dispute.withdrawals) == len(dispute.returns)
    return dispute.status in COME_TO_NOTHING and returned


@dataclass(frozen=True)
class WishedBack:
    """Unmatched money that is to go back: how often that was wanted, and whether it may go.

    It waits while another person has to want it too.
    """

    money: UnmatchedPayment
    times: int
    waits: bool


def note_refund_asked(
    work: UnitOfWork,
    *,
    unmatched_id: int,
    actor: str,
    alone_up_to: Mapping[str, Money],
    agreeing: bool = False,
) -> WishedBack:
    """Write down who wants unmatched money to go back, before Stripe hears of it.

    Above the sum of its currency two persons have to; what both wanted once needs no third word
    when a bank returns it. Who only agrees (`agreeing`) does so to what another wanted. Raises
    CannotBePlacedError when it is settled already, and RefundRefusedError when there is nobody else
    to agree with.
    """
    unmatched = still_open(work, unmatched_id)
    intent_id = unmatched.stripe_payment_intent_id
    wanted = asked_back_by(work.session, intent_id)
    if agreeing and not set(wanted) - {actor}:
        raise RefundRefusedError(RefundFault.SAME_PERSON)
    note_object_step(work, ObjectKind.REFUND, intent_id, (None, REFUND_ASKED), actor=actor)
    nothing = Money(0, unmatched.currency)
    two_needed = needs_another(unmatched.amount, nothing, alone_up_to)
    return WishedBack(unmatched, len(wanted) + 1, waits=two_needed and not set(wanted) - {actor})


def asked_back_by(session: Session, intent_id: str) -> Sequence[str]:
    """Who wanted unmatched money to go back, each time that somebody did."""
    return session.scalars(
        select(ObjectStatusChange.actor).where(
            ObjectStatusChange.stripe_id == intent_id, ObjectStatusChange.to_status == REFUND_ASKED
        )
    ).all()


def ask_alike(
    work: UnitOfWork,
    *,
    remote: RemotePayment,
    purpose: PaymentPurpose,
    details_id: uuid.UUID,
    actor: str,
    fund: str = GENERAL_FUND,
) -> Payment:
    """A payment made for money that is here already, for someone who is known."""
    payment = Payment(
        reference=free_reference(work.session, Payment.reference),
        purpose=purpose,
        details_id=details_id,
        amount_minor=remote.received.minor,
        currency=remote.received.currency,
        fund=fund,
        status=PaymentStatus.CREATED,
        created_at=work.now,
        version=0,
    )
    work.session.add(payment)
    work.session.flush()
    note_step(work, payment, None, ChangeReason.MATCHED_BY_STAFF, actor)
    return payment
