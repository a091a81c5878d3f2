"""Rows by cursor: postings, gifts without names, payouts. However deep, a page costs the same."""

from datetime import date
from typing import Any

from flask import Response
from sqlalchemy import and_, or_, select

from hov_donate.api import asking
from hov_donate.api.answering import Json, day, days, moment, money, money_or_null, page
from hov_donate.api.blueprint import api
from hov_donate.api.doors import scope
from hov_donate.core.money import Money
from hov_donate.exports.reading.gifts import Gift, wanted_gifts, with_settled
from hov_donate.exports.rules import Format, Subject, Wanted
from hov_donate.ledger.models import LedgerEntry, LedgerPosting
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import Payment
from hov_donate.reconciliation.models import Payout
from hov_donate.staff.rules import Permission
from hov_donate.web.database import db
from hov_donate.web.parts import parts
from hov_donate.web.spans import NAMES

PAGED = ("cursor", "limit")


@api.get("/postings")
@scope(Permission.SEE_LEDGER)
def postings() -> Response:
    """Postings by day, with the head of their entries."""
    asking.known(*NAMES, *PAGED, "account", "currency", "fund")
    span, limit, line, entry = asking.span(), asking.limit(), LedgerPosting, LedgerEntry
    query = (
        select(line, entry)
        .join(entry, entry.id == line.entry_id)
        .where(entry.booked_on >= span.first, entry.booked_on <= span.last)
        .order_by(entry.booked_on, line.id)
        .limit(limit + 1)
    )
    narrowed = ((line.account, asking.account()), (line.currency, asking.currency()))
    for column, value in (*narrowed, (line.fund, asking.fund())):
        query = query.where(column == value) if value else query
    if after := asking.after_posting():
        query = query.where(entry.booked_on >= after[0], _beyond(*after))
    found = db.session().execute(query).all()
    last = found[limit - 1] if len(found) > limit else None
    cursor = f"{last[1].booked_on}.{last[0].id}" if last else None
    rows = [_posting(*row) for row in found[:limit]]
    return page(rows, cursor, span=days(span))


@api.get("/gifts")
@scope(Permission.SEE_GIFTS)
def gifts() -> Response:
    """Gifts that were paid in a span; givers are opaque numbers."""
    asking.known(*NAMES, *PAGED, "currency", "fund")
    span, limit = asking.span(), asking.limit()
    wanted = Wanted(Subject.GIFTS, Format.ROWS, span, None, asking.currency(), asking.fund())
    zone, session = parts().settings.campaign.time_zone, db.session()
    query = wanted_gifts(wanted, zone).where(Payment.id > asking.after_key())
    found = session.execute(query.order_by(Payment.id).limit(limit + 1)).all()
    cursor = found[limit - 1][0].id if len(found) > limit else None
    rows = [_gift(it, zone) for it in with_settled(session, found[:limit])]
    return page(rows, cursor, span=days(span))


@api.get("/payouts")
@scope(Permission.SEE_LEDGER)
def payouts() -> Response:
    """Payouts as Stripe tells them, in the order in which we heard of them."""
    asking.known(*PAGED)
    limit = asking.limit()
    query = select(Payout).where(Payout.id > asking.after_key()).order_by(Payout.id)
    found = db.session().scalars(query.limit(limit + 1)).all()
    cursor = found[limit - 1].id if len(found) > limit else None
    return page(list(map(_payout, found[:limit])), cursor)


def _beyond(booked_on: date, number: int) -> Any:
    later = LedgerEntry.booked_on > booked_on
    return or_(later, and_(LedgerEntry.booked_on == booked_on, LedgerPosting.id > number))


def _posting(line: LedgerPosting, entry: LedgerEntry) -> Json:
    return {
        "posting": line.id,
        "entry": entry.id,
        "day": entry.booked_on.isoformat(),
        "occurred_at": moment(entry.occurred_at),
        "category": entry.reporting_category,
        "account": line.account.value,
        "fund": line.fund,
        "amount": money(Money(line.amount_minor, line.currency)),
        "source": entry.source_id,
        "reference": entry.payment_reference,
        "transaction": entry.stripe_balance_transaction_id,
    }


def _gift(it: Gift, zone: str) -> Json:
    payment, settled = it.payment, it.settled
    return {
        "reference": payment.reference,
        "day": day(booking_day(payment.paid_at, zone)) if payment.paid_at else None,
        "amount": money(payment.amount),
        "kind": it.kind,
        "fund": payment.fund,
        "status": payment.status.value,
        "refunded": money(payment.refunded),
        "settled": money_or_null(settled.gross if settled else None),
        "fee": money_or_null(settled.fee if settled else None),
        "net": money_or_null(settled.net if settled else None),
        "method": payment.method,
        "contact": it.contact,
    }


def _payout(it: Payout) -> Json:
    items = None if it.items_minor is None else money(Money(it.items_minor, it.currency))
    return {
        "payout": it.stripe_payout_id,
        "amount": money(it.amount),
        "status": it.status,
        "arrives": it.arrival_date.isoformat(),
        "created_at": moment(it.created_at),
        "items": it.items,
        "items_sum": items,
        "agrees": it.agrees,
    }
