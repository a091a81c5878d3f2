"""The comparisons of the books with what others say: add one to `proof`, and it counts."""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hov_donate.reconciliation import queries
from hov_donate.reconciliation.bank.queries import balances
from hov_donate.reconciliation.models import (
    BalanceComparison,
    ReceivablesComparison,
    ReconciliationRun,
)
from hov_donate.reports.rules.agreement import Compared, Comparison, Proof


def proof(session: Session, time_zone: str) -> Proof:
    """What the last comparisons found, each as of when it was made; days are the campaign's."""
    run = queries.last_finished_run(session)
    return Proof([*(compare(session, run) for compare in COMPARISONS), bank(session, time_zone)])


def stripe(session: Session, run: ReconciliationRun | None) -> Comparison:
    """Stripe's balance, in every currency."""
    return _of_run(Compared.STRIPE, run, queries.comparisons(session, run.id) if run else ())


def payouts(session: Session, run: ReconciliationRun | None) -> Comparison:
    """Payouts whose items are another sum than went to the bank."""
    wrong = queries.payouts_that_do_not_add_up(session)
    return Comparison(Compared.PAYOUTS, run.finished_at if run else None, count=len(wrong))


def receivables(session: Session, run: ReconciliationRun | None) -> Comparison:
    """What all invoices and all money for them say that affiliates owe."""
    rows = queries.receivables_comparisons(session, run.id) if run else ()
    return _of_run(Compared.RECEIVABLES, run, rows)


def bank(session: Session, time_zone: str) -> Comparison:
    """What statements say stands at the bank, in every currency of which all accounts have one.

    As of the end of the day of the oldest of them; nothing is claimed while there is none.
    """
    found = balances.compared(session, balances.accounts(session))
    if not found:
        return Comparison(Compared.BANK, as_of=None)
    as_of = datetime.combine(min(it.on for it in found), time.max, ZoneInfo(time_zone))
    return Comparison(
        Compared.BANK, as_of, tuple(it.difference for it in found if it.difference.minor)
    )


COMPARISONS: tuple[Callable[[Session, ReconciliationRun | None], Comparison], ...] = (
    stripe,
    payouts,
    receivables,
)


def _of_run(
    of: Compared,
    run: ReconciliationRun | None,
    rows: Sequence[BalanceComparison] | Sequence[ReceivablesComparison],
) -> Comparison:
    found = tuple(row.difference for row in rows if row.difference.minor)
    return Comparison(of, run.finished_at if run else None, found)
