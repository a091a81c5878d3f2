"""Wishes to give money back, and what giving back undoes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Allocation, Invoice
from hov_donate.core.money import Money
from hov_donate.documents.models import Document
from hov_donate.documents.queries import receipt_of
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.payments.models import Payment, Refund, RefundRequest, Subscription
from hov_donate.payments.queries.refunds import left_to_give_back
from hov_donate.payments.rules import PaymentPurpose
from hov_donate.payments.rules.refunding import RefundRequestStatus


@dataclass(frozen=True)
class Wish:
    """A wish to give money back, the payment, and Stripe's refund once there is one."""

    request: RefundRequest
    payment: Payment
    refund: Refund | None


@dataclass(frozen=True)
class Undone:
    """What giving a payment back undoes; `settles` is which invoices it pays, and how much of each.

    `left` is what can still be given back.
    """

    payment: Payment
    left: Money
    receipt: Document | None
    subscription: Subscription | None
    settles: Sequence[tuple[Invoice, Affiliation, Money]]
    wishes: Sequence[Wish]

    @property
    def for_invoices(self) -> bool:
        """Whether it is an affiliate's fee rather than a gift."""
        return self.payment.purpose is PaymentPurpose.AFFILIATION


def undone(session: Session, reference: str) -> Undone | None:
    """What hangs on the payment with this reference; None if there is none."""
    payment = session.scalars(select(Payment).where(Payment.reference == reference)).one_or_none()
    if payment is None:
        return None
    rows = session.execute(_wishes().where(RefundRequest.payment_id == payment.id)).all()
    return Undone(
        payment=payment,
        left=left_to_give_back(session, payment),
        receipt=receipt_of(session, reference),
        subscription=session.get(Subscription, payment.subscription_id)
        if payment.subscription_id
        else None,
        settles=_settles(session, payment),
        wishes=[_wish(row) for row in rows],
    )


def wishes(session: Session, status: RefundRequestStatus | None, place: Place) -> Page[Wish]:
    """Wishes to give money back, the last first; or those of one status."""
    query = select(RefundRequest.id)
    if status is not None:
        query = query.where(RefundRequest.status == status)
    keys = page_of(session, query, RefundRequest.id, place)
    rows = session.execute(
        _wishes().where(RefundRequest.id.in_(keys.rows)).order_by(RefundRequest.id.desc())
    ).all()
    return Page([_wish(row) for row in rows], older=keys.older, newer=keys.newer)


def wish(session: Session, request_id: int) -> Wish | None:
    """One wish to give money back."""
    row = session.execute(_wishes().where(RefundRequest.id == request_id)).one_or_none()
    return None if row is None else _wish(row)


def _wishes() -> Select[*tuple[RefundRequest, Payment, Refund | None]]:
    return (
        select(RefundRequest, Payment, Refund)
        .join(Payment, Payment.id == RefundRequest.payment_id)
        .outerjoin(Refund, Refund.stripe_refund_id == RefundRequest.stripe_refund_id)
    )


def _wish(row: Row[RefundRequest, Payment, Refund | None]) -> Wish:
    request, payment, refund = row
    return Wish(request, payment, refund)


def _settles(session: Session, payment: Payment) -> list[tuple[Invoice, Affiliation, Money]]:
    part = func.sum(Allocation.amount_minor)
    rows = session.execute(
        select(Invoice, Affiliation, part)
        .join(Allocation, Allocation.invoice_id == Invoice.id)
        .join(Affiliation, Affiliation.id == Invoice.affiliation_id)
        .where(Allocation.payment_id == payment.id)
        .group_by(Invoice.id, Affiliation.id)
        .having(part > 0)
        .order_by(Invoice.id)
    )
    return [(invoice, it, Money(int(minor), invoice.currency)) for invoice, it, minor in rows]
