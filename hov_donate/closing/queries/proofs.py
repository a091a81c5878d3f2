"""The proof of Stripe's balance, from the daily sums: no page grows with the number of gifts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.closing.rules.proof import CurrencyProof, Movement, prove, prove_days
from hov_donate.core.money import Money
from hov_donate.core.spans import DAY, Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailyMovement, LedgerDailySum
from hov_donate.ledger.monthly import sums_of
from hov_donate.ledger.queries import balances
from hov_donate.reconciliation.queries import comparisons, last_finished_run

MOVED = func.sum(LedgerDailySum.debit_minor - LedgerDailySum.credit_minor)


def proofs(session: Session, span: Span) -> list[CurrencyProof]:
    """The proof of a span in every currency that Stripe ever held for us by its end."""
    opening, moved = _openings(session, span.first), _moved(session, span)
    movements = _movements(session, span)
    found = []
    for currency in sorted(opening.keys() | moved.keys() | movements.keys()):
        before = opening.get(currency, Money(0, currency))
        about = (span, before, movements[currency], moved[currency])
        found.append(CurrencyProof(prove(*about), tuple(prove_days(*about))))
    return found


def _openings(session: Session, day: date) -> dict[str, Money]:
    """What Stripe held before a day, by our books."""
    sums = sums_of(LedgerDailySum, None, day - DAY).c
    rows = session.execute(
        select(sums.currency, func.sum(sums.debit_minor - sums.credit_minor))
        .where(sums.account == Account.STRIPE)
        .group_by(sums.currency)
    )
    return {currency: Money(int(minor), currency) for currency, minor in rows}


def _moved(session: Session, span: Span) -> dict[str, dict[date, Money]]:
    rows = session.execute(
        select(LedgerDailySum.currency, LedgerDailySum.booked_on, MOVED)
        .where(
            LedgerDailySum.account == Account.STRIPE,
            LedgerDailySum.booked_on.between(span.first, span.last),
        )
        .group_by(LedgerDailySum.currency, LedgerDailySum.booked_on)
    )
    found: dict[str, dict[date, Money]] = defaultdict(dict)
    for currency, day, minor in rows:
        found[currency][day] = Money(int(minor), currency)
    return found


def _movements(session: Session, span: Span) -> dict[str, list[Movement]]:
    rows = session.scalars(
        select(LedgerDailyMovement)
        .where(LedgerDailyMovement.booked_on.between(span.first, span.last))
        .order_by(LedgerDailyMovement.booked_on)
    )
    found: dict[str, list[Movement]] = defaultdict(list)
    for it in rows:
        facts = (it.booked_on, it.currency, it.category, it.counter)
        found[it.currency].append(Movement(*facts, it.gross_minor, it.fee_minor, it.entries))
    return found


@dataclass(frozen=True)
class StripesWord:
    """What Stripe held in one currency when the newest finished check ended, and our books then.

    `booked` is what the books say now.
    """

    run_id: int
    finished_at: datetime
    stripe: Money
    then: Money
    booked: Money

    @property
    def since(self) -> Money:
        """What was booked since the check."""
        return self.booked - self.then

    @property
    def difference(self) -> Money:
        """Stripe less our books, at the check: anything but zero needs a person."""
        return self.stripe - self.then


def stripes_word(session: Session) -> Sequence[StripesWord]:
    """What the newest finished check found, by currency; nothing before the first one."""
    run = last_finished_run(session)
    if run is None or run.finished_at is None:
        return []
    booked = balances(session, Account.STRIPE)
    return [
        StripesWord(
            run.id,
            run.finished_at,
            it.stripe,
            it.ledger,
            booked.get(it.currency, Money(0, it.currency)),
        )
        for it in comparisons(session, run.id)
    ]
