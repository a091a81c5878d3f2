"""Gifts that were paid, one row for each payment; givers are opaque numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import ContactDetails
from hov_donate.core.db import not_by_index
from hov_donate.core.i18n import Translator
from hov_donate.core.money import Money
from hov_donate.core.spans import DAY, Span
from hov_donate.exports.rules import Wanted
from hov_donate.ledger.models import LedgerEntry
from hov_donate.ledger.rules import MONEY_IN, booking_day
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.rules import PaymentPurpose
from hov_donate.reports.rules.tables import Column, Kind, Report, Row, one_group

PER_FETCH = 500


@dataclass(frozen=True)
class Settled:
    """What Stripe made of a gift: before its fee, the fee, and what was left."""

    gross: Money
    fee: Money
    net: Money


@dataclass(frozen=True)
class Gift:
    """A payment for a gift, as it stands now. `kind` is once, month or year."""

    payment: Payment
    contact: str
    kind: str
    settled: Settled | None


def gifts_table(session: Session, wanted: Wanted, speak: Translator, time_zone: str) -> Report:
    """Gifts that were paid in the span, in the order in which they were asked for."""
    _ = speak.gettext
    return Report(
        "gifts",
        _("Gifts"),
        wanted.span,
        (
            Column("reference", _("Reference"), Kind.GIFT),
            Column("day", _("Day"), Kind.DAY),
            Column("amount", _("Amount"), Kind.MONEY),
            Column("kind", _("How often")),
            Column("fund", _("Fund")),
            Column("status", _("Status")),
            Column("refunded", _("Refunded"), Kind.MONEY),
            Column("settled", _("Settled"), Kind.MONEY),
            Column("fee", _("Fee"), Kind.MONEY),
            Column("net", _("Net"), Kind.MONEY),
            Column("method", _("Paid with")),
            Column("contact", _("Giver's number")),
        ),
        one_group(_row(it, time_zone) for it in gifts(session, wanted, time_zone)),
        notes=(_("Settled, fee and net are what Stripe booked; empty where that is not known."),),
    )


def gifts(session: Session, wanted: Wanted, time_zone: str) -> Iterator[Gift]:
    """The gifts, a few hundred at a time; days are the campaign's."""
    query = wanted_gifts(wanted, time_zone).order_by(Payment.id)
    found = session.execute(query.execution_options(yield_per=PER_FETCH))
    for some in found.partitions(PER_FETCH):
        yield from with_settled(session, some)


def wanted_gifts(wanted: Wanted, time_zone: str) -> Any:
    """Each payment with its giver's number and the interval of its subscription."""
    payment = Payment
    query = (
        select(payment, ContactDetails.contact_id, Subscription.interval)
        .join(ContactDetails, ContactDetails.id == payment.details_id)
        .outerjoin(Subscription, Subscription.id == payment.subscription_id)
        .where(*_paid_in(wanted.span, time_zone))
    )
    if wanted.currency:
        query = query.where(payment.currency == wanted.currency)
    return query.where(payment.fund == wanted.fund) if wanted.fund else query


def count_of_gifts(session: Session, wanted: Wanted, time_zone: str) -> int:
    """How many gifts are wanted."""
    counted = wanted_gifts(wanted, time_zone).with_only_columns(func.count())
    return int(session.scalar(counted) or 0)


def with_settled(session: Session, found: Sequence[Any]) -> Iterator[Gift]:
    """Gifts with what the books say that Stripe made of them."""
    settled = _settled(session, [payment.reference for payment, _, _ in found])
    for payment, contact, interval in found:
        kind = payment.interval or interval
        at_stripe = settled.get(payment.reference)
        yield Gift(payment, str(contact), kind.value if kind else "once", at_stripe)


def _paid_in(span: Span, time_zone: str) -> tuple[Any, ...]:
    """What nobody has accepted is no gift."""
    return (
        not_by_index(Payment.purpose == PaymentPurpose.DONATION),
        ~Payment.held,
        Payment.paid_at >= _begin(span.first, time_zone),
        Payment.paid_at < _begin(span.last + DAY, time_zone),
    )


def _begin(day: date, time_zone: str) -> datetime:
    """When a day of the campaign begins."""
    return datetime.combine(day, time.min, ZoneInfo(time_zone))


def _settled(session: Session, references: Sequence[str]) -> dict[str, Settled]:
    entry = LedgerEntry
    totals = [func.sum(each) for each in (entry.gross_minor, entry.fee_minor, entry.net_minor)]
    query = (
        select(entry.payment_reference, entry.currency, *totals)
        .where(entry.payment_reference.in_(references), entry.reporting_category.in_(MONEY_IN))
        .group_by(entry.payment_reference, entry.currency)
    )
    return {
        reference: Settled(*(Money(int(minor), currency) for minor in minors))
        for reference, currency, *minors in session.execute(query)
        if reference is not None
    }


def _row(it: Gift, time_zone: str) -> Row:
    payment, settled = it.payment, it.settled
    return (
        payment.reference,
        booking_day(payment.paid_at, time_zone) if payment.paid_at else None,
        payment.amount,
        it.kind,
        payment.fund,
        payment.status.value,
        payment.refunded,
        settled.gross if settled else None,
        settled.fee if settled else None,
        settled.net if settled else None,
        payment.method,
        it.contact,
    )
