"""Which lines of a file the books have."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.rules.twins import Sum

# Databases take only so many values in one statement.
AT_ONCE = 500


def in_books(session: Session, account_id: int, prints: Sequence[Sequence[str]]) -> Counter[str]:
    """How many lines equal to each the account has, by the newest key's fingerprint.

    `prints` are the fingerprints of a line under every key: lines that were brought in under an
    older one are known all the same.
    """
    newest = {each: all_keys[0] for all_keys in prints for each in all_keys}
    found: Counter[str] = Counter()
    for some in in_parts(list(newest)):
        rows = session.execute(
            select(BankLine.fingerprint, func.count())
            .where(BankLine.account_id == account_id, BankLine.fingerprint.in_(some))
            .group_by(BankLine.fingerprint)
        )
        for fingerprint, count in rows:
            found[newest[fingerprint]] += count
    return found


def in_parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many at once as a statement takes."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def unmet(
    session: Session, account_id: int, days: tuple[date, date], prints: Sequence[Sequence[str]]
) -> list[Sum]:
    """Day and amount of the account's lines in the days of a file that none of its lines equals."""
    there = Counter(each for all_keys in prints for each in all_keys)
    rows = session.execute(
        select(BankLine.fingerprint, BankLine.booked_on, BankLine.amount_minor).where(
            BankLine.account_id == account_id, BankLine.booked_on.between(*days)
        )
    )
    left: list[Sum] = []
    for fingerprint, day, minor in rows:
        if there[fingerprint]:
            there[fingerprint] -= 1
        else:
            left.append((day, minor))
    return left
