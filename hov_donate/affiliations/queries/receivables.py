"""What all affiliations together owe, less their credit: what the books must say as well."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Allocation,
    CreditUse,
    Invoice,
    InvoiceBalance,
    InvoicePayment,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.core.money import Money
from hov_donate.ledger.models import LedgerEntry
from hov_donate.payments.models import Payment, Refund
from hov_donate.payments.rules import RECEIVED, PaymentStatus, RefundStatus

GONE = Payment.refunded_minor + Payment.disputed_minor + Payment.lost_minor
HERE = [status for status in RECEIVED if status is not PaymentStatus.REVERSED]


@dataclass(frozen=True)
class Receivables:
    """All that is owed in a currency, and all that is credit.

    `overdrawn` is what payers got back beyond what they had paid: a refund, and a dispute too; or
    out of a recorded sum that was not there after all. They owe it without an invoice.
    `under_way` goes back, but Stripe has not moved it yet, so that the books have not either.
    """

    currency: str
    owed: int
    credit: int
    overdrawn: int = 0
    under_way: int = 0

    @property
    def expected(self) -> Money:
        """What must stand on the account `receivables`."""
        return Money(self.owed - self.credit + self.overdrawn - self.under_way, self.currency)


def receivables(session: Session) -> list[Receivables]:
    """How all invoices and all money for them stand, by currency; reads every affiliation's."""
    owed = _sums(session, _owed())
    credit = _sums(session, _kept(), _recorded())
    credit.subtract(_sums(session, _total(Allocation), _total(CreditUse)))
    of_recorded = _sums(session, _sent_back_of_nothing())
    credit.update(of_recorded)
    overdrawn = _sums(session, _overdrawn()) + of_recorded
    under_way = _sums(session, _under_way())
    return [
        Receivables(it, owed[it], credit[it], overdrawn[it], under_way[it])
        for it in sorted({*owed, *credit, *overdrawn, *under_way})
    ]


Sums = Select[str, int]


def _sums(session: Session, *queries: Sums) -> Counter[str]:
    found: Counter[str] = Counter()
    for query in queries:
        for currency, minor in session.execute(query):
            if minor:
                found[currency] += int(minor)
    return found


def _owed() -> Sums:
    gone = InvoiceBalance.credited_minor + InvoiceBalance.settled_minor
    return (
        select(Invoice.currency, func.sum(InvoiceBalance.amount_minor - gone))
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(gone < InvoiceBalance.amount_minor)
        .group_by(Invoice.currency)
    )


def _kept() -> Sums:
    """What is here of payments at Stripe; see `Payment.kept`."""
    return _of_payments(Payment.amount_minor - GONE)


def _overdrawn() -> Sums:
    return _of_payments(GONE - Payment.amount_minor)


def _of_payments(amount: ColumnElement[int]) -> Sums:
    """An amount, where it is one, of payments that are here.

    What counts is chosen while adding up. As a condition it would lead a database that knows little
    of its tables to read every payment that was ever received, which are gifts, all but a few.
    """
    counted = and_(Payment.status.in_(HERE), amount > 0)
    return (
        select(Payment.currency, func.sum(case((counted, amount), else_=0)))
        .where(Payment.id.in_(select(InvoicePayment.payment_id)))
        .group_by(Payment.currency)
    )


def _recorded() -> Sums:
    gone = exists().where(MoneyReversal.received_id == MoneyReceived.id)
    return _total(MoneyReceived).where(~gone)


def _sent_back_of_nothing() -> Sums:
    """What went back out of sums that are not there, as far as no other credit bears it."""
    gone = exists().where(MoneyReversal.received_id == CreditUse.received_id)
    return _total(CreditUse).where(gone)


def _under_way() -> Sums:
    booked = exists().where(LedgerEntry.source_id == Refund.stripe_refund_id)
    return (
        _total(Refund)
        .join(InvoicePayment, InvoicePayment.payment_id == Refund.payment_id)
        .where(Refund.status == RefundStatus.PENDING, ~booked)
    )


def _total(table: type[Allocation | CreditUse | MoneyReceived | Refund]) -> Sums:
    return select(table.currency, func.sum(table.amount_minor)).group_by(table.currency)
