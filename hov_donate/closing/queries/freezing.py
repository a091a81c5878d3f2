"""What is frozen of a month, and whether it still is what it was."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.closing.models import MonthClosing
from hov_donate.closing.queries.months import last_standing, standing_closings
from hov_donate.closing.queries.payouts import PayoutProof, payouts_of
from hov_donate.closing.queries.proofs import proofs, stripes_word
from hov_donate.closing.rules.conditions import MonthFacts, conditions
from hov_donate.closing.rules.figures import Figures, checksum, proved
from hov_donate.core.spans import Span, month_of
from hov_donate.ledger.models import LedgerDailySum


def figures_of(session: Session, facts: MonthFacts, time_zone: str) -> Figures:
    """All that is frozen of a month: its proof, its accounts, its payouts, and what allowed it.

    It names the checksum of the closing before, so that closings hold each other.
    """
    month, before = facts.month, last_standing(session)
    return {
        "month": f"{month.first:%Y-%m}",
        "time_zone": time_zone,
        "proof": proved(proofs(session, month)),
        "accounts": accounts_of(session, month),
        "payouts": [_payout(it) for it in payouts_of(session, month, time_zone)],
        "stripe": [
            {
                "check": it.run_id,
                "finished_at": it.finished_at.isoformat(),
                "currency": it.stripe.currency,
                "stripe": it.stripe.minor,
                "books": it.then.minor,
            }
            for it in stripes_word(session)
        ],
        "conditions": {it.subject.value: it.met for it in conditions(facts)},
        "unmatched": facts.unmatched,
        "bank_lines": facts.bank_lines,
        "previous": before.checksum if before else None,
    }


def accounts_of(session: Session, month: Span) -> dict[str, dict[str, list[int]]]:
    """Debits and credits of each account in a month, by currency."""
    debit, credit = func.sum(LedgerDailySum.debit_minor), func.sum(LedgerDailySum.credit_minor)
    rows = session.execute(
        select(LedgerDailySum.account, LedgerDailySum.currency, debit, credit)
        .where(LedgerDailySum.booked_on.between(month.first, month.last))
        .group_by(LedgerDailySum.account, LedgerDailySum.currency)
    )
    found: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for account, currency, debits, credited in rows:
        found[account.value][currency] = [int(debits), int(credited)]
    return found


def _payout(it: PayoutProof) -> dict[str, object]:
    return {
        "payout": it.payout.stripe_payout_id,
        "amount": it.payout.amount_minor,
        "currency": it.payout.currency,
        "items": it.payout.items_minor,
        "bank": it.line.amount.minor if it.line else None,
        "bank_on": it.line.day.isoformat() if it.line else None,
    }


def seen_of(session: Session, month: Span) -> str:
    """A checksum of what a person saw of a month, to freeze nothing else."""
    return checksum(
        {"proof": proved(proofs(session, month)), "accounts": accounts_of(session, month)}
    )


def still_as_frozen(session: Session, closing: MonthClosing) -> bool:
    """Whether a closing's figures are those that were frozen, and the books still say them."""
    month, figures = month_of(closing.month), closing.figures
    return (
        checksum(figures) == closing.checksum
        and proved(proofs(session, month)) == figures["proof"]
        and accounts_of(session, month) == figures["accounts"]
    )


def closings_that_differ(session: Session) -> Sequence[MonthClosing]:
    """The closings of months that are closed now and are not what was frozen any more."""
    return [it for it in standing_closings(session) if not still_as_frozen(session, it)]
