"""What the checks against Stripe found."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.ledger.chart import Account
from hov_donate.office.queries.ledger import BookedEntry, Wanted
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.office.queries.walking import entries
from hov_donate.payments.models import UnmatchedPayment
from hov_donate.reconciliation.models import BalanceComparison, Payout, ReconciliationRun

RUNS_SHOWN = 10
PAYOUTS_SHOWN = 20
SETTLED_SHOWN = 10


@dataclass(frozen=True)
class Check:
    """A run and what it found, by currency."""

    run: ReconciliationRun
    comparisons: Sequence[BalanceComparison]

    @property
    def agrees(self) -> bool:
        """Whether our books and Stripe say the same in every currency."""
        return all(not comparison.difference.minor for comparison in self.comparisons)


def checks(session: Session, *, most: int = RUNS_SHOWN) -> list[Check]:
    """The last runs, newest first."""
    runs = session.scalars(
        select(ReconciliationRun).order_by(ReconciliationRun.id.desc()).limit(most)
    ).all()
    return _with_comparisons(session, runs)


def last_finished_check(session: Session) -> Check | None:
    """The last run that came to its end."""
    runs = session.scalars(
        select(ReconciliationRun)
        .where(ReconciliationRun.finished_at.is_not(None))
        .order_by(ReconciliationRun.finished_at.desc())
        .limit(1)
    ).all()
    return next(iter(_with_comparisons(session, runs)), None)


def _with_comparisons(session: Session, runs: Sequence[ReconciliationRun]) -> list[Check]:
    found: dict[int, list[BalanceComparison]] = defaultdict(list)
    rows = session.scalars(
        select(BalanceComparison)
        .where(BalanceComparison.run_id.in_([run.id for run in runs]))
        .order_by(BalanceComparison.currency)
    )
    for row in rows:
        found[row.run_id].append(row)
    return [Check(run, found[run.id]) for run in runs]


def unmatched_payments(session: Session, place: Place) -> Page[UnmatchedPayment]:
    """Money nobody has decided on yet, the last noticed first."""
    query = select(UnmatchedPayment).where(UnmatchedPayment.resolved_at.is_(None))
    return page_of(session, query, UnmatchedPayment.id, place)


def settled_payments(session: Session, *, most: int = SETTLED_SHOWN) -> Sequence[UnmatchedPayment]:
    """Unmatched money that needs no decision any more, the last noticed first."""
    return session.scalars(
        select(UnmatchedPayment)
        .where(UnmatchedPayment.resolved_at.is_not(None))
        .order_by(UnmatchedPayment.id.desc())
        .limit(most)
    ).all()


def in_suspense(session: Session) -> Page[BookedEntry]:
    """The newest entries that the books had no place for."""
    return entries(session, Wanted((Account.SUSPENSE,)), Place())


def payouts(session: Session, place: Place) -> Page[Payout]:
    """What Stripe sent to the bank, newest first."""
    return page_of(session, select(Payout), Payout.id, place, size=PAYOUTS_SHOWN)
