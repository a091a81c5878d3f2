"""What givers gave in some days who agreed to be written to, read in streams.

A contact counts who has a consent to news that was not withdrawn, and who was not erased. Reads the
gifts of the days that are asked for, and for each of them whether the giver had given before;
never what everybody ever gave.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from hov_donate.contacts.models import Consent, ConsentPurpose, ContactDetails
from hov_donate.core.db import not_by_index
from hov_donate.core.money import Money
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus, SubscriptionStatus

AT_ONCE = 500
# What the campaign still has, all of it or some.
KEPT = (PaymentStatus.PAID, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.PARTLY_CHARGED_BACK)
GIVEN_NOW = (SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE, SubscriptionStatus.PAUSED)


def first_gifts(session: Session, begins: datetime, ends: datetime) -> Iterator[Payment]:
    """Gifts paid between two moments by whoever had given nothing before, oldest first."""
    before, its_details = aliased(Payment), aliased(ContactDetails)
    earlier = or_(
        before.paid_at < Payment.paid_at,
        and_(before.paid_at == Payment.paid_at, before.id < Payment.id),
    )
    gave_before = (
        select(before.id)
        .join(its_details, its_details.id == before.details_id)
        .where(
            its_details.contact_id == ContactDetails.contact_id,
            not_by_index(and_(before.purpose == PaymentPurpose.DONATION, before.status.in_(KEPT))),
            ~before.held,
            not_by_index(earlier),
        )
        .exists()
    )
    return _stream(session, _gifts(begins, ends).where(~gave_before))


def gifts_of(
    session: Session, begins: datetime, ends: datetime, least: list[Money]
) -> Iterator[Payment]:
    """Gifts paid between two moments, of one of the least sums or more, oldest first."""
    large = [
        and_(Payment.currency == it.currency, Payment.amount_minor >= it.minor) for it in least
    ]
    return (
        _stream(session, _gifts(begins, ends).where(not_by_index(or_(*large))))
        if large
        else iter(())
    )


def regular_since(session: Session, before: datetime) -> Iterator[Subscription]:
    """What is given regularly now and began before a moment, the first to begin first."""
    query = (
        select(Subscription)
        .join(ContactDetails, ContactDetails.id == Subscription.details_id)
        .where(
            _agreed(),
            Subscription.purpose == PaymentPurpose.DONATION,
            Subscription.status.in_(GIVEN_NOW),
            Subscription.started_at < before,
        )
        .order_by(Subscription.started_at, Subscription.id)
    )
    return _stream(session, query)


def _gifts(begins: datetime, ends: datetime) -> Select[Payment]:
    return (
        select(Payment)
        .join(ContactDetails, ContactDetails.id == Payment.details_id)
        .where(
            Payment.paid_at >= begins,
            Payment.paid_at < ends,
            not_by_index(
                and_(Payment.purpose == PaymentPurpose.DONATION, Payment.status.in_(KEPT))
            ),
            ~Payment.held,
            _agreed(),
        )
        .order_by(Payment.paid_at, Payment.id)
    )


def _agreed() -> ColumnElement[bool]:
    """Of contacts that may be written to, by the details that a gift was made with."""
    theirs = aliased(ContactDetails)
    here = exists().where(
        theirs.contact_id == ContactDetails.contact_id, theirs.sealed.is_not(None)
    )
    news = exists().where(
        Consent.contact_id == ContactDetails.contact_id,
        Consent.purpose == ConsentPurpose.NEWS,
        Consent.withdrawn_at.is_(None),
    )
    return and_(news, here)


def _stream(session: Session, query: Select[Any]) -> Iterator[Any]:
    return iter(session.scalars(query.execution_options(yield_per=AT_ONCE)))
