"""Money that came for affiliations, with what each sum settles and what is left of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, func, or_, select
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
from hov_donate.affiliations.rules.settling import Source
from hov_donate.core.money import Money
from hov_donate.payments.models import Payment

# Whichever of the two it is: a payment at Stripe, or a sum that was recorded.
Key = tuple[int | None, int | None]
Row = TypeVar("Row", Allocation, CreditUse)


def sources_of(session: Session, affiliation_id: int) -> list[Source]:
    """Every sum that an affiliation has credit of as far as it settles nothing, oldest first."""
    return _sources(
        session,
        InvoicePayment.affiliation_id == affiliation_id,
        MoneyReceived.affiliation_id == affiliation_id,
    )


def shares_of(session: Session, came: MoneyReceived) -> list[tuple[int, Money]]:
    """For which invoices a sum was recorded, in which parts and order; not what became of it."""
    rows = session.scalars(
        select(Allocation)
        .where(
            Allocation.received_id == came.id,
            Allocation.at == came.recorded_at,
            Allocation.amount_minor > 0,
        )
        .order_by(Allocation.id)
    )
    return [(it.invoice_id, Money(it.amount_minor, it.currency)) for it in rows]


def may_have_credit(session: Session, affiliation_ids: Collection[int]) -> set[int]:
    """Those of some affiliations whose money does not all settle something, as far as is seen.

    Quick, for many at once: whoever is not among them has none.
    """
    of_payment = _allocated(Allocation.payment_id == InvoicePayment.payment_id)
    paid = select(InvoicePayment.affiliation_id).where(
        InvoicePayment.affiliation_id.in_(affiliation_ids),
        Payment.id == InvoicePayment.payment_id,
        Payment.paid_at.is_not(None),
        Payment.amount_minor != of_payment,
    )
    of_received = _allocated(Allocation.received_id == MoneyReceived.id)
    recorded = select(MoneyReceived.affiliation_id).where(
        MoneyReceived.affiliation_id.in_(affiliation_ids),
        MoneyReceived.amount_minor != of_received,
    )
    return {*session.scalars(paid), *session.scalars(recorded)}


def _allocated(which: ColumnElement[bool]) -> ColumnElement[int]:
    """How much of a sum settles invoices."""
    settled = func.coalesce(func.sum(Allocation.amount_minor), 0)
    return select(settled).where(which).scalar_subquery()


def sources_settling(session: Session, invoice_id: int) -> list[Source]:
    """Every sum that ever settled an invoice, whosever it is, oldest first."""
    used = select(Allocation.payment_id).where(
        Allocation.invoice_id == invoice_id, Allocation.payment_id.is_not(None)
    )
    of_recorded = select(Allocation.received_id).where(
        Allocation.invoice_id == invoice_id, Allocation.received_id.is_not(None)
    )
    return _sources(session, Payment.id.in_(used), MoneyReceived.id.in_(of_recorded))


def source_received(session: Session, received_id: int) -> Source:
    """A sum that was recorded."""
    return _sources(session, Payment.id.is_(None), MoneyReceived.id == received_id)[0]


def _sources(
    session: Session, payments: ColumnElement[bool], received: ColumnElement[bool]
) -> list[Source]:
    found = [*_payments(session, payments), *_received(session, received)]
    used = _with_flows(session, [source for _, source in found])
    return [used[_key(source)] for _, source in sorted(found, key=_age)]


def _age(row: tuple[datetime, Source]) -> tuple[datetime, int, int]:
    came_at, source = row
    return came_at, source.payment_id or 0, source.received_id or 0


def _payments(session: Session, which: ColumnElement[bool]) -> Iterable[tuple[datetime, Source]]:
    rows = session.execute(
        select(Payment, Invoice.id, Invoice.currency)
        .join(InvoicePayment, InvoicePayment.payment_id == Payment.id)
        .join(Invoice, Invoice.id == InvoicePayment.invoice_id)
        .where(which)
        .execution_options(populate_existing=True)
    )
    for payment, invoice_id, currency in rows:
        yield (
            payment.paid_at or payment.created_at,
            Source(
                payment_id=payment.id,
                received_id=None,
                currency=payment.currency,
                kept=payment.kept.minor,
                # Staff may place money on an invoice that came in another currency.
                asked_for=invoice_id if currency == payment.currency else None,
            ),
        )


def _received(session: Session, which: ColumnElement[bool]) -> Iterable[tuple[datetime, Source]]:
    rows = session.execute(
        select(MoneyReceived, MoneyReversal.received_id.is_(None))
        .outerjoin(MoneyReversal, MoneyReversal.received_id == MoneyReceived.id)
        .where(which)
    )
    for came, is_here in rows:
        yield (
            came.recorded_at,
            Source(
                payment_id=None,
                received_id=came.id,
                currency=came.currency,
                kept=came.amount_minor if is_here else 0,
            ),
        )


def _with_flows(session: Session, sources: Sequence[Source]) -> dict[Key, Source]:
    """The sources with all that each of them settled and was used for."""
    found = {_key(source): source for source in sources}
    for row in _rows(session, Allocation, found):
        key = (row.payment_id, row.received_id)
        found[key] = found[key].settling(row.invoice_id, row.amount_minor)
    for use in _rows(session, CreditUse, found):
        key = (use.payment_id, use.received_id)
        given = use.kind is CreditUseKind.GIVEN
        found[key] = found[key].giving(use.amount_minor) if given else _sent_back(found[key], use)
    return found


def _key(source: Source) -> Key:
    return source.payment_id, source.received_id


def _rows(session: Session, table: type[Row], sources: Iterable[Key]) -> Iterable[Row]:
    keys = list(sources)
    payments = [payment_id for payment_id, _ in keys if payment_id]
    received = [received_id for _, received_id in keys if received_id]
    return session.scalars(
        select(table)
        .where(or_(table.payment_id.in_(payments), table.received_id.in_(received)))
        .order_by(table.id)
    )


def _sent_back(source: Source, use: CreditUse) -> Source:
    return replace(source, sent_back=source.sent_back + use.amount_minor)
