"""How everything stands. Each read uses an index and grows with no number of gifts or events."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hov_donate.core.jobs import ScheduledJob
from hov_donate.core.money import Money
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.outbox.queries import back_lately
from hov_donate.payments.models import Subscription, UnmatchedPayment
from hov_donate.payments.queries.disputes import disputes_to_answer
from hov_donate.payments.rules import SubscriptionStatus
from hov_donate.reconciliation.models import (
    Payout,
    SweepStep,
)
from hov_donate.reconciliation.queries import last_finished_sweep, suspense
from hov_donate.reports.models import EndpointLook
from hov_donate.reports.queries.shown import runs
from hov_donate.reports.rules import (
    CheckFinding,
    EndpointFinding,
    Facts,
    Pile,
    SweepFinding,
)
from hov_donate.reports.rules.lights import INSTALMENT_OVERDUE

# The job that watches, by whose end we know that a worker is alive.
WATCH = "watch"
# So long another job may keep a worker from it.
LONGEST_JOB = timedelta(hours=2)
# Counts stop here: more is the same news.
MOST_COUNTED = 100
PAYOUTS_LOOKED_AT = 20
DAYS_LOOKED_BACK = 14
# Told by what is over: few are late or asked to end, and an index of those is the better way.
ALIVE = Subscription.status.not_in([status for status in SubscriptionStatus if not status.alive])


def facts(session: Session, now: datetime, time_zone: str) -> Facts:
    """Everything that is watched, as it stands."""
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).date()
    last_event = _edge(session, InboxEvent.received_at, InboxEvent.id.desc())
    disputes = disputes_to_answer(session)
    check, receivables = _checks(session)
    return Facts(
        now=now,
        today=today,
        worker_seen_at=_worker_seen_at(session, now),
        endpoint=_endpoint(session),
        waiting_events=_events(session, InboxStatus.WAITING),
        failed_events=_events(session, InboxStatus.FAILED),
        events_since=_edge(session, InboxEvent.received_at, InboxEvent.id),
        last_event_on=last_event.astimezone(zone).date() if last_event else None,
        money_on=_money_on(session, today),
        sweep=_sweep(session),
        check=check,
        receivables=receivables,
        suspense=tuple(suspense(session).values()),
        unmatched=_pile(
            session, UnmatchedPayment.noticed_at, [UnmatchedPayment.resolved_at.is_(None)]
        ),
        overdue_instalments=_overdue(session, now),
        ends=_ends(session),
        disputes=disputes.count,
        answer_by=disputes.first_by,
        failed_payouts=_failed_payouts(session),
        waiting_letters=_letters(session, OutboxStatus.WAITING),
        failed_letters=_letters(session, OutboxStatus.FAILED),
        returned_letters=_counted(session, back_lately(now)),
    )


def _edge(
    session: Session, column: InstrumentedAttribute[datetime], order: ColumnElement[int] | Any
) -> datetime | None:
    """The first or the last row's moment."""
    return session.scalars(select(column).order_by(order).limit(1)).first()


def _worker_seen_at(session: Session, now: datetime) -> datetime | None:
    """When the watch last ended; now, while another job keeps a worker busy."""
    moments = []
    for job in session.scalars(select(ScheduledJob)):
        if job.name == WATCH:
            moments.append(job.finished_at)
        elif job.started_at and (not job.finished_at or job.finished_at < job.started_at):
            moments.append(min(now, job.started_at + LONGEST_JOB))
    return max((moment for moment in moments if moment), default=None)


def _endpoint(session: Session) -> EndpointFinding | None:
    look = session.get(EndpointLook, 1)
    if look is None:
        return None
    return EndpointFinding(
        looked_at=look.looked_at,
        present=look.present,
        enabled=look.enabled,
        missing=tuple(look.missing.split()),
        right_version=look.right_version,
    )


def _events(session: Session, status: InboxStatus) -> Pile:
    return _pile(session, InboxEvent.received_at, [InboxEvent.status == status], InboxEvent.id)


def _letters(session: Session, status: OutboxStatus) -> Pile:
    return _pile(
        session, OutboxMessage.created_at, [OutboxMessage.status == status], OutboxMessage.id
    )


def _pile(
    session: Session,
    moment: Any,
    which: Sequence[ColumnElement[bool]],
    order: Any = None,
) -> Pile:
    """How many there are, as far as anyone counts, and the oldest."""
    query: Select[Any] = select(moment).where(*which)
    count = _counted(session, query)
    oldest = query.order_by(moment if order is None else order).limit(1)
    return Pile(count, session.scalars(oldest).first() if count else None)


def _counted(session: Session, query: Select[Any]) -> int:
    some = query.limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _money_on(session: Session, today: date) -> date | None:
    """The last day before today on which money came to Stripe's balance."""
    return session.scalars(
        select(func.max(LedgerDailySum.booked_on)).where(
            LedgerDailySum.account == Account.STRIPE,
            LedgerDailySum.debit_minor > 0,
            LedgerDailySum.booked_on < today,
            LedgerDailySum.booked_on >= today - timedelta(days=DAYS_LOOKED_BACK),
        )
    ).one()


def _sweep(session: Session) -> SweepFinding | None:
    last = last_finished_sweep(session)
    if last is None or last.finished_at is None:
        return None
    of_recurring = select(InboxEvent.id).where(
        InboxEvent.type == f"sweep {last.id} {SweepStep.SUBSCRIPTIONS}"
    )
    return SweepFinding(
        finished_at=last.finished_at,
        differed=last.differed,
        failed=last.failed,
        subscriptions=_counted(session, of_recurring),
    )


def _checks(session: Session) -> tuple[CheckFinding | None, CheckFinding | None]:
    """What the last checks found of Stripe's balance, and of what affiliates owe."""
    found = runs(session)
    if not found:
        return None, None
    last = found[0].finished_at
    return (
        CheckFinding(last, found[0].differences, _in_a_row([it.differences for it in found])),
        CheckFinding(last, found[0].receivables, _in_a_row([it.receivables for it in found])),
    )


def _in_a_row(differences: Sequence[tuple[Money, ...]]) -> int:
    """How many of the newest found a difference."""
    return next((at for at, each in enumerate(differences) if not each), len(differences))


def _overdue(session: Session, now: datetime) -> Pile:
    """Recurring gifts that live here and whose next instalment should have been heard of."""
    late = Subscription.next_charge_at <= now - INSTALMENT_OVERDUE
    return _pile(session, Subscription.next_charge_at, [late, ALIVE])


def _ends(session: Session) -> Pile:
    asked = Subscription.cancel_asked_at
    return _pile(
        session,
        asked,
        [
            asked.is_not(None),
            Subscription.ended_at.is_(None),
            ALIVE,
        ],
    )


def _failed_payouts(session: Session) -> tuple[Money, ...]:
    """Of the newest payouts those that failed, as long as none in their currency arrived later."""
    newest = session.scalars(select(Payout).order_by(Payout.id.desc()).limit(PAYOUTS_LOOKED_AT))
    arrived: set[str] = set()
    failed = []
    for payout in sorted(newest, key=lambda each: each.created_at, reverse=True):
        if payout.status == "paid":
            arrived.add(payout.currency)
        elif payout.status == "failed" and payout.currency not in arrived:
            failed.append(payout.amount)
    return tuple(failed)
