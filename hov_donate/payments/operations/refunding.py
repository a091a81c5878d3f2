"""Wishes to give money back: written down, agreed to, told to Stripe once. Nothing here commits."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.payments.models import Payment, RefundRequest
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.queries.refunds import given_back_alone, left_to_give_back
from hov_donate.payments.rules.refunding import (
    RefundFault,
    RefundReason,
    RefundRefusedError,
    RefundRequestStatus,
    check_refund,
    needs_another,
)


@dataclass(frozen=True)
class WantedRefund:
    """What staff want to give back; `form` makes pressing twice one wish."""

    form: str
    reference: str
    amount: Money
    reason: RefundReason
    words: str


def ask_for_refund(
    work: UnitOfWork, *, wanted: WantedRefund, alone_up_to: Mapping[str, Money], actor: str
) -> RefundRequest:
    """Write down that money is to go back, before Stripe hears of it.

    Up to the sum of its currency, of one payment in all, it is agreed to with that; above, another
    person has to. Raises RefundRefusedError, also for a page on which something else was wished
    before; LookupError when there is no such payment.
    """
    payment = payment_by_reference(work.session, wanted.reference, lock=True)
    if payment is None:
        raise LookupError(f"no payment {wanted.reference}")
    known = work.session.scalars(
        select(RefundRequest).where(RefundRequest.form == wanted.form)
    ).one_or_none()
    if known is not None:
        return _same(known, payment, wanted)
    check_refund(payment.status, left_to_give_back(work.session, payment), wanted.amount)
    request = _written(work, payment, wanted, actor)
    alone = given_back_alone(work.session, payment)
    request.needs_another = needs_another(wanted.amount, alone, alone_up_to)
    if not request.needs_another:
        _decide(work, request, RefundRequestStatus.APPROVED, actor, "")
    work.session.add(request)
    work.session.flush()
    return request


def agree_to_refund(
    work: UnitOfWork, *, request_id: int, actor: str, words: str = ""
) -> RefundRequest:
    """Another person agrees that money goes back. Raises RefundRefusedError, LookupError."""
    payment = _held_payment(work, request_id)
    request = _waiting(work, request_id)
    if request.asked_by == actor:
        raise RefundRefusedError(RefundFault.SAME_PERSON)
    left = left_to_give_back(work.session, payment) + request.amount
    check_refund(payment.status, left, request.amount)
    _decide(work, request, RefundRequestStatus.APPROVED, actor, words)
    work.session.flush()
    return request


def decline_refund(work: UnitOfWork, *, request_id: int, actor: str, words: str) -> RefundRequest:
    """The money stays. Who asked may take the wish back so, too.

    Raises RefundRefusedError, LookupError.
    """
    request = _waiting(work, request_id)
    _decide(work, request, RefundRequestStatus.DECLINED, actor, words)
    work.session.flush()
    return request


def try_refund_again(work: UnitOfWork, *, request_id: int) -> RefundRequest:
    """Ask Stripe anew after it refused. Raises RefundRefusedError, LookupError."""
    payment = _held_payment(work, request_id)
    request = _found(work, request_id)
    if request.status is not RefundRequestStatus.REFUSED:
        raise RefundRefusedError(RefundFault.DECIDED)
    check_refund(payment.status, left_to_give_back(work.session, payment), request.amount)
    request.status, request.stripe_code = RefundRequestStatus.APPROVED, None
    work.session.flush()
    return request


def note_refund_sent(work: UnitOfWork, *, request_id: int, payment_id: int, refund_id: str) -> None:
    """Stripe has made the refund of a wish; heard from whoever hears it first, and again."""
    request = work.session.get(RefundRequest, request_id, with_for_update=True)
    if request is None or request.payment_id != payment_id or request.stripe_refund_id:
        return
    request.status, request.stripe_refund_id = RefundRequestStatus.SENT, refund_id
    request.stripe_code = None
    work.session.flush()


def note_refund_refused(work: UnitOfWork, *, request_id: int, code: str) -> None:
    """Stripe said no; staff can try again."""
    request = _found(work, request_id)
    if request.status is RefundRequestStatus.APPROVED:
        request.status, request.stripe_code = RefundRequestStatus.REFUSED, code[:60]
        request.refusals += 1
        work.session.flush()


def _written(work: UnitOfWork, payment: Payment, wanted: WantedRefund, actor: str) -> RefundRequest:
    return RefundRequest(
        form=wanted.form,
        payment_id=payment.id,
        amount_minor=wanted.amount.minor,
        currency=wanted.amount.currency,
        reason=wanted.reason,
        words=wanted.words,
        status=RefundRequestStatus.WAITING,
        asked_by=actor,
        asked_at=work.now,
    )


def _decide(
    work: UnitOfWork, request: RefundRequest, status: RefundRequestStatus, actor: str, words: str
) -> None:
    request.status = status
    request.decided_by, request.decided_at, request.decided_words = actor, work.now, words


def _waiting(work: UnitOfWork, request_id: int) -> RefundRequest:
    request = _found(work, request_id)
    if request.status is not RefundRequestStatus.WAITING:
        raise RefundRefusedError(RefundFault.DECIDED)
    return request


def _same(known: RefundRequest, payment: Payment, wanted: WantedRefund) -> RefundRequest:
    """What a page brought the first time; not what was typed into it after going back."""
    meant = (payment.id, wanted.amount, wanted.reason, wanted.words)
    if (known.payment_id, known.amount, known.reason, known.words) != meant:
        raise RefundRefusedError(RefundFault.FORM_USED)
    return known


def _held_payment(work: UnitOfWork, request_id: int) -> Payment:
    """The payment of a wish, locked before the wish, as by whoever hears of it from Stripe."""
    payment_id = work.session.scalar(
        select(RefundRequest.payment_id).where(RefundRequest.id == request_id)
    )
    payment = work.session.get(Payment, payment_id, with_for_update=True) if payment_id else None
    if payment is None:
        raise LookupError(f"no refund request {request_id}")
    return payment


def _found(work: UnitOfWork, request_id: int) -> RefundRequest:
    request = work.session.get(RefundRequest, request_id, with_for_update=True)
    if request is None:
        raise LookupError(f"no refund request {request_id}")
    return request
