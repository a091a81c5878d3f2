"""An affiliation's account: everything that was asked for, came, and went, in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Allocation,
    CreditUse,
    CreditUseKind,
    Invoice,
    InvoicePayment,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.affiliations.queries.money import invoices_of
from hov_donate.affiliations.queries.papers import credit_notes_of
from hov_donate.core.money import Money
from hov_donate.payments.models import Dispute, Payment, PaymentStatusChange, Refund
from hov_donate.payments.rules import PaymentStatus


class AccountLineKind(StrEnum):
    """What a line of an account is about."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"
    DEBIT_TAKEN_BACK = "debit_taken_back"
    RECEIVED = "received"
    NOT_RECEIVED = "not_received"
    CREDIT_GIVEN = "credit_given"
    CREDIT_SENT_BACK = "credit_sent_back"
    OTHERS_MONEY = "others_money"
    FOR_OTHERS = "for_others"


@dataclass(frozen=True)
class AccountLine:
    """One thing on one day of the campaign. What adds to the debt is positive.

    `about` is the number of a document, the reference of a payment, or Stripe's id; `balance` what
    is owed after it in its currency, less credit.
    """

    day: date
    kind: AccountLineKind
    about: str
    amount: Money
    balance: Money


def account_of(session: Session, affiliation_id: int, time_zone: str) -> list[AccountLine]:
    """All lines of an affiliation's account, oldest first, with the balance of each currency.

    A sum that was recorded for others' invoices too stands whole in the account of whose credit the
    rest is; what went of it to each other invoice stands in both accounts.
    """
    lines = [
        *_documents(session, affiliation_id),
        *_recorded(session, affiliation_id),
        *_at_stripe(session, affiliation_id, ZoneInfo(time_zone)),
        *_credit(session, affiliation_id, ZoneInfo(time_zone)),
        *_crossing(session, affiliation_id, ZoneInfo(time_zone)),
    ]
    return list(_with_balances(sorted(lines, key=lambda line: line.day)))


def _with_balances(lines: Iterable[AccountLine]) -> Iterator[AccountLine]:
    balances: dict[str, Money] = {}
    for line in lines:
        currency = line.amount.currency
        balances[currency] = balances.get(currency, Money(0, currency)) + line.amount
        yield replace(line, balance=balances[currency])


def _line(day: date, kind: AccountLineKind, about: str, amount: Money) -> AccountLine:
    return AccountLine(day, kind, about, amount, amount)


def _documents(session: Session, affiliation_id: int) -> Iterator[AccountLine]:
    for standing in invoices_of(session, affiliation_id):
        it = standing.invoice
        yield _line(it.issued_on, AccountLineKind.INVOICE, it.full_number, it.amount)
    for note in credit_notes_of(session, affiliation_id):
        yield _line(note.issued_on, AccountLineKind.CREDIT_NOTE, note.full_number, -note.amount)


def _recorded(session: Session, affiliation_id: int) -> Iterator[AccountLine]:
    rows = session.execute(
        select(MoneyReceived, MoneyReversal)
        .outerjoin(MoneyReversal, MoneyReversal.received_id == MoneyReceived.id)
        .where(MoneyReceived.affiliation_id == affiliation_id)
        .order_by(MoneyReceived.id)
    )
    for came, gone in rows:
        about = came.cheque_number or came.bank_reference
        yield _line(came.received_on, AccountLineKind.RECEIVED, about, -came.amount)
        if gone is not None:
            yield _line(gone.reversed_on, AccountLineKind.NOT_RECEIVED, about, came.amount)


def _at_stripe(session: Session, affiliation_id: int, zone: ZoneInfo) -> Iterator[AccountLine]:
    paid = session.scalars(
        select(Payment)
        .join(InvoicePayment, InvoicePayment.payment_id == Payment.id)
        .where(InvoicePayment.affiliation_id == affiliation_id, Payment.paid_at.is_not(None))
        .order_by(Payment.id)
    )
    for payment in paid:
        came_at = payment.paid_at or payment.created_at
        came, about = _day(came_at, zone), payment.reference
        yield _line(came, AccountLineKind.PAYMENT, about, -payment.amount)
        yield from _gone_back(session, payment, zone)


def _gone_back(session: Session, payment: Payment, zone: ZoneInfo) -> Iterator[AccountLine]:
    refunds = session.scalars(select(Refund).where(Refund.payment_id == payment.id))
    for refund in refunds:
        if refund.status.counts:
            day, about = _day(refund.created_at, zone), refund.stripe_refund_id
            yield _line(day, AccountLineKind.REFUND, about, refund.amount)
    disputes = session.scalars(select(Dispute).where(Dispute.payment_id == payment.id))
    for dispute in disputes:
        if dispute.withdrawn_minor:
            day, about = _day(dispute.opened_at, zone), dispute.stripe_dispute_id
            yield _line(day, AccountLineKind.DISPUTE, about, dispute.withdrawn)
    if payment.status is PaymentStatus.REVERSED:
        day, left = _reversed_on(session, payment, zone), payment.amount - payment.refunded
        yield _line(day, AccountLineKind.DEBIT_TAKEN_BACK, payment.reference, left)


def _reversed_on(session: Session, payment: Payment, zone: ZoneInfo) -> date:
    at = session.scalars(
        select(PaymentStatusChange.at).where(
            PaymentStatusChange.payment_id == payment.id,
            PaymentStatusChange.to_status == PaymentStatus.REVERSED,
        )
    ).one()
    return _day(at, zone)


def _credit(session: Session, affiliation_id: int, zone: ZoneInfo) -> Iterator[AccountLine]:
    kinds = {
        CreditUseKind.GIVEN: AccountLineKind.CREDIT_GIVEN,
        CreditUseKind.SENT_BACK: AccountLineKind.CREDIT_SENT_BACK,
    }
    uses = session.scalars(
        select(CreditUse).where(CreditUse.affiliation_id == affiliation_id).order_by(CreditUse.id)
    )
    for use in uses:
        amount = Money(use.amount_minor, use.currency)
        yield _line(_day(use.at, zone), kinds[use.kind], use.words, amount)


def _crossing(session: Session, affiliation_id: int, zone: ZoneInfo) -> Iterator[AccountLine]:
    """One affiliation's money for another one's invoice, seen from this one."""
    received = select(MoneyReceived.id).where(MoneyReceived.affiliation_id == affiliation_id)
    payments = select(InvoicePayment.payment_id).where(
        InvoicePayment.affiliation_id == affiliation_id
    )
    own = Invoice.affiliation_id == affiliation_id
    for it, invoice in _allocated(
        session,
        or_(Allocation.received_id.in_(received), Allocation.payment_id.in_(payments)),
        ~own,
    ):
        amount = Money(it.amount_minor, it.currency)
        yield _line(_day(it.at, zone), AccountLineKind.FOR_OTHERS, invoice.full_number, amount)
    for it, invoice in _allocated(
        session,
        or_(
            Allocation.received_id.is_not(None) & Allocation.received_id.not_in(received),
            Allocation.payment_id.is_not(None) & Allocation.payment_id.not_in(payments),
        ),
        own,
    ):
        amount = Money(-it.amount_minor, it.currency)
        yield _line(_day(it.at, zone), AccountLineKind.OTHERS_MONEY, invoice.full_number, amount)


def _allocated(
    session: Session, *which: ColumnElement[bool]
) -> Iterable[tuple[Allocation, Invoice]]:
    rows = session.execute(
        select(Allocation, Invoice)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(*which)
        .order_by(Allocation.id)
    )
    return [(row.Allocation, row.Invoice) for row in rows]


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
