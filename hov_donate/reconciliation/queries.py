"""Runs, payouts and what does not match."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.payments.models import Payment, UnmatchedPayment
from hov_donate.reconciliation.models import (
    BalanceComparison,
    Payout,
    ReceivablesComparison,
    ReconciliationRun,
    SweepRun,
)


def unfinished_run(session: Session) -> ReconciliationRun | None:
    """The run that was begun and not ended."""
    return session.scalars(
        select(ReconciliationRun)
        .where(ReconciliationRun.finished_at.is_(None))
        .order_by(ReconciliationRun.id)
        .limit(1)
    ).first()


def last_finished_run(session: Session) -> ReconciliationRun | None:
    """The newest run that came to its end."""
    return session.scalars(
        select(ReconciliationRun)
        .where(ReconciliationRun.finished_at.is_not(None))
        .order_by(ReconciliationRun.id.desc())
        .limit(1)
    ).first()


def newest_pulled(session: Session) -> datetime | None:
    """The newest moment, by Stripe's clock, up to which everything was pulled."""
    last = last_finished_run(session)
    return last.newest_at if last else None


def payouts_under_way(session: Session, limit: int = 50) -> Sequence[str]:
    """The newest payouts that Stripe may still change: not arrived, or not itemised yet."""
    unsettled = or_(Payout.status.in_(["pending", "in_transit"]), Payout.items.is_(None))
    return session.scalars(
        select(Payout.stripe_payout_id).where(unsettled).order_by(Payout.id.desc()).limit(limit)
    ).all()


def comparisons(session: Session, run_id: int) -> Sequence[BalanceComparison]:
    """What a run found, by currency."""
    return session.scalars(
        select(BalanceComparison)
        .where(BalanceComparison.run_id == run_id)
        .order_by(BalanceComparison.currency)
    ).all()


def receivables_comparisons(session: Session, run_id: int) -> Sequence[ReceivablesComparison]:
    """What a run found that affiliates owe, less their credit, by currency."""
    return session.scalars(
        select(ReceivablesComparison)
        .where(ReceivablesComparison.run_id == run_id)
        .order_by(ReceivablesComparison.currency)
    ).all()


def unmatched_payments(session: Session, limit: int = 100) -> Sequence[UnmatchedPayment]:
    """Money that waits for a person to say what it is, newest first."""
    return session.scalars(
        select(UnmatchedPayment)
        .where(UnmatchedPayment.resolved_at.is_(None))
        .order_by(UnmatchedPayment.id.desc())
        .limit(limit)
    ).all()


def unmatched_count(session: Session) -> int:
    """How many payments wait for a person."""
    waiting = select(func.count()).select_from(UnmatchedPayment)
    return session.scalars(waiting.where(UnmatchedPayment.resolved_at.is_(None))).one()


def payouts_that_do_not_add_up(session: Session, limit: int = 20) -> Sequence[Payout]:
    """The newest payouts whose items are another sum than went to the bank."""
    return session.scalars(
        select(Payout)
        .where(Payout.items_minor.is_not(None), Payout.items_minor != Payout.amount_minor)
        .order_by(Payout.id.desc())
        .limit(limit)
    ).all()


def suspense(session: Session) -> dict[str, Money]:
    """What stands in suspense, by currency, where it is not nothing."""
    found = balances(session, Account.SUSPENSE)
    return {currency: amount for currency, amount in found.items() if amount.minor}


def unfinished_sweep(session: Session) -> SweepRun | None:
    """The sweep that was begun and not ended."""
    return session.scalars(
        select(SweepRun).where(SweepRun.finished_at.is_(None)).order_by(SweepRun.id).limit(1)
    ).first()


def last_finished_sweep(session: Session) -> SweepRun | None:
    """The newest sweep that came to its end."""
    return session.scalars(
        select(SweepRun)
        .where(SweepRun.finished_at.is_not(None))
        .order_by(SweepRun.id.desc())
        .limit(1)
    ).first()


def first_asked_at(session: Session) -> datetime | None:
    """When the first payment was asked for."""
    return session.scalars(select(Payment.created_at).order_by(Payment.id).limit(1)).first()
