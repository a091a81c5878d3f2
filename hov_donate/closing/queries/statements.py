"""What bank statements say of payouts. No statement is kept here yet: none shows any payout."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from hov_donate.core.money import Money


@dataclass(frozen=True)
class BankLineOfPayout:
    """The line of a statement that a person confirmed to be a payout."""

    line_id: int
    day: date
    amount: Money


def bank_lines_of_payouts(_: Session, payout_ids: Iterable[int]) -> Mapping[int, BankLineOfPayout]:
    """The line that shows each of these payouts, by the payout's key; none for the others."""
    del payout_ids
    return {}


def statements_from(_: Session) -> Mapping[str, date]:
    """The day from which on statements are brought in, by currency."""
    return {}


def unsettled_lines(_: Session, until: date) -> int:
    """How many lines of statements up to a day nobody has settled."""
    del until
    return 0
