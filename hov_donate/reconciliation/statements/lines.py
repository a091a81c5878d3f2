"""What a statement says, whatever it was written in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.core.money import Money


class Format(StrEnum):
    """How banks write statements."""

    CSV = "csv"
    OFX = "ofx"
    CAMT = "camt053"
    MT940 = "mt940"


class Doubt(StrEnum):
    """What a person should look at before a file is brought in."""

    DAYS_MAY_BE_SWAPPED = "days_may_be_swapped"


@dataclass(frozen=True)
class StatementLine:
    """One line: `amount` is positive when money came. `number` is where it begins in the file.

    `booked_on` is the bank's booking day, `value_on` the day interest counts from. `bank_id` is the
    bank's own name of the line, which some banks give twice or change: nothing relies on it.
    """

    number: int
    booked_on: date
    amount: Money
    payer: str = ""
    reference: str = ""
    value_on: date | None = None
    bank_id: str = ""


@dataclass(frozen=True)
class Balance:
    """What the bank says stood on the account at the end of a day; None where it names no day."""

    amount: Money
    on: date | None = None


@dataclass(frozen=True)
class Statement:
    """One account's lines, in the file's order. `account` is the number as the file has it.

    `number` is where it begins in the file.
    """

    lines: tuple[StatementLine, ...]
    account: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    doubts: tuple[Doubt, ...] = ()
    number: int = 0
