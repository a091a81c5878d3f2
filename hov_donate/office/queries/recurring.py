"""Recurring gifts: the list, and one with its instalments."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hov_donate.gateway.port import Interval
from hov_donate.office.queries.history import steps_of
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.payments.models import ObjectStatusChange, Payment, Subscription
from hov_donate.payments.queries import subscription_by_reference
from hov_donate.payments.rules import ObjectKind, PaymentPurpose, SubscriptionStatus

INSTALMENTS_SHOWN = 24


@dataclass(frozen=True)
class Recurring:
    """A recurring gift with its steps, oldest first, and a page of its instalments."""

    subscription: Subscription
    steps: Sequence[ObjectStatusChange]
    instalments: Page[Payment]


@dataclass(frozen=True)
class Search:
    """Which recurring gifts to list; `conditions` are of a figure whose rows they are."""

    status: SubscriptionStatus | None = None
    interval: Interval | None = None
    conditions: Sequence[ColumnElement[bool]] = ()


def recurring_gifts(session: Session, search: Search, place: Place) -> Page[Subscription]:
    """A page of recurring gifts, the last begun first; memberships are in the affiliates' room."""
    # Said by what they are not: nearly all are gifts, and are to be read in the order of the list.
    query = select(Subscription).where(Subscription.purpose != PaymentPurpose.AFFILIATION)
    if search.status is not None:
        query = query.where(Subscription.status == search.status)
    if search.interval is not None:
        query = query.where(Subscription.interval == search.interval)
    return page_of(session, query.where(*search.conditions), Subscription.id, place)


def recurring_gift(session: Session, reference: str, place: Place) -> Recurring | None:
    """The recurring gift with this reference; None if there is none."""
    subscription = subscription_by_reference(session, reference)
    if subscription is None:
        return None
    stripe_id = subscription.stripe_subscription_id
    return Recurring(
        subscription=subscription,
        steps=steps_of(session, ObjectKind.SUBSCRIPTION, [stripe_id]).get(stripe_id, []),
        instalments=instalments(session, subscription.id, place),
    )


def instalments(session: Session, subscription_id: int, place: Place) -> Page[Payment]:
    """A page of the instalments of a recurring gift, the newest first."""
    query = select(Payment).where(Payment.subscription_id == subscription_id)
    return page_of(session, query, Payment.id, place, size=INSTALMENTS_SHOWN)
