"""How what may fit is looked up: by sizes, in days about the lines', not on another line."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.queries.known import AT_ONCE

# Stripe's words for a payout that never reaches the bank (docs.stripe.com/api/payouts/object).
NEVER_ARRIVES = ("failed", "canceled")

# Currency and amount, as lines are looked up by.
Sized = tuple[str, int]
Value = TypeVar("Value")


def parts(values: Iterable[Value]) -> list[list[Value]]:
    """So many at once as a statement takes."""
    every = list(values)
    return [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]


def window(lines: Sequence[BankLine], within: timedelta) -> tuple[date, date]:
    """The days about some lines, the first and the last."""
    days = [line.booked_on for line in lines]
    return min(days) - within, max(days) + within


def taken(column: InstrumentedAttribute[int | None]) -> Select[int | None]:
    """What stands on a line."""
    return select(column).where(column.is_not(None), BankSettlement.undone_at.is_(None))
