"""What is known of a month that is to be closed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.closing.queries.months import month_to_close
from hov_donate.closing.queries.payouts import moments_of, payouts_of
from hov_donate.closing.queries.proofs import MOVED, proofs
from hov_donate.closing.rules.conditions import MonthFacts, awaits_items
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import UnmatchedPayment
from hov_donate.reconciliation.bank.queries.proving import statements_from, unsettled_lines
from hov_donate.reconciliation.bank.queries.unshown import sums_until
from hov_donate.reconciliation.queries import (
    comparisons,
    last_finished_run,
    receivables_comparisons,
)


def facts_of(session: Session, month: Span, now: datetime, time_zone: str) -> MonthFacts:
    """Everything that a closing of a month asks about."""
    _, ends_at = moments_of(month, time_zone)
    today, turn = booking_day(now, time_zone), month_to_close(session)
    return MonthFacts(
        month=month,
        today=today,
        ends_at=ends_at,
        to_close=turn.first if turn else None,
        crooked=tuple(day for it in proofs(session, month) for day in it.crooked),
        unmatched=_unmatched(session, ends_at),
        bank_lines=unsettled_lines(session, month.last),
        suspense=_off(_suspense(session, month.last)),
        not_shown=_off(sums_until(session, month.last, time_zone)),
        **_checked(session),
        **_paid_out(session, month, today, time_zone),
    )


def _checked(session: Session) -> dict[str, Any]:
    """What the newest finished check found."""
    run = last_finished_run(session)
    if run is None:
        return {}
    return {
        "pulled_at": run.started_at,
        "differences": _off(it.difference for it in comparisons(session, run.id)),
        "owed_differences": _off(it.difference for it in receivables_comparisons(session, run.id)),
    }


def _paid_out(session: Session, month: Span, today: date, time_zone: str) -> dict[str, Any]:
    """How the month's payouts stand that are to reach the bank."""
    found = [it for it in payouts_of(session, month, time_zone) if it.reaches_bank]
    since = statements_from(session)
    return {
        "payouts_off": sum(not it.agrees for it in found),
        "payouts_awaited": sum(
            it.payout.items is None and awaits_items(it.payout.arrival_date, today) for it in found
        ),
        "not_on_statement": sum(
            it.line is None and since.get(it.payout.currency, date.max) <= it.payout.arrival_date
            for it in found
        ),
    }


def _off(amounts: Iterable[Money]) -> tuple[Money, ...]:
    return tuple(amount for amount in amounts if amount.minor)


def _unmatched(session: Session, until: datetime) -> int:
    waiting = select(func.count()).select_from(UnmatchedPayment)
    return session.scalars(
        waiting.where(UnmatchedPayment.resolved_at.is_(None), UnmatchedPayment.noticed_at < until)
    ).one()


def _suspense(session: Session, until: date) -> list[Money]:
    rows = session.execute(
        select(LedgerDailySum.currency, MOVED)
        .where(LedgerDailySum.account == Account.SUSPENSE, LedgerDailySum.booked_on <= until)
        .group_by(LedgerDailySum.currency)
    )
    return [Money(int(minor), currency) for currency, minor in rows]
