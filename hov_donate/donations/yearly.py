"""Whoever gives once a year is told before it is taken again: by then, people have forgotten."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.donations.queries import donation_by_reference
from hov_donate.gateway.port import Interval
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments.models import Subscription
from hov_donate.payments.rules import SubscriptionStatus

NOTICE = timedelta(days=14)
# What is skipped or over is not taken.
DUE_FOR_NOTICE = frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE})


def give_yearly_notice(database: Database, settings: Settings) -> None:
    """Put out one notice for each yearly charge of the next two weeks."""
    with database.reading() as session:
        due = list(_due(session, database.clock.now()))
    for subscription in due:
        with database.writing() as work:
            _give_notice(work, subscription, settings)


def notice_id(subscription: Subscription, settings: Settings) -> str:
    """What names the notice of a subscription's next charge: the reference and the day."""
    zone = ZoneInfo(settings.campaign.time_zone)
    charged = subscription.next_charge_at
    return f"{subscription.reference}/{charged.astimezone(zone).date() if charged else ''}"


def _due(session: Session, now: datetime) -> Iterable[Subscription]:
    return session.scalars(
        select(Subscription).where(
            Subscription.interval == Interval.YEAR,
            Subscription.status.in_(DUE_FOR_NOTICE),
            Subscription.cancel_asked_at.is_(None),
            Subscription.next_charge_at > now,
            Subscription.next_charge_at <= now + NOTICE,
        )
    )


def _give_notice(work: UnitOfWork, subscription: Subscription, settings: Settings) -> None:
    first = donation_by_reference(work.session, subscription.reference)
    if first is not None:
        put_out(
            work,
            kind=MailKind.YEARLY_NOTICE,
            object_id=notice_id(subscription, settings),
            details_id=subscription.details_id,
            language=first.language,
        )
