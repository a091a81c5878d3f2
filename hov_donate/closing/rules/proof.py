"""The proof of Stripe's balance: opening + what moved it = closing, in every currency, each day.

What moved it comes from the sums by Stripe's reporting category, and opening and closing from the
sums of the account: both are kept by the database, each by its own way, so that they prove each
other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.core.money import Money, total
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import COUNTER_ACCOUNTS, MONEY_IN


class Row(StrEnum):
    """A line of the proof, in the order in which it is read."""

    CHARGES = "charges"
    REFUNDS = "refunds"
    REFUNDS_FAILED = "refunds_failed"
    DEBITS_TAKEN_BACK = "debits_taken_back"
    DISPUTES = "disputes"
    DISPUTES_RETURNED = "disputes_returned"
    FEES = "fees"
    ADJUSTMENTS = "adjustments"
    CONTRIBUTIONS = "contributions"
    OTHER_SYSTEMS = "other_systems"
    UNKNOWN = "unknown"
    RESERVES = "reserves"
    PAYOUTS = "payouts"
    PAYOUTS_RETURNED = "payouts_returned"
    TOP_UPS = "top_ups"


# Stripe's reporting categories that are a row of their own.
ROWS: Mapping[str, Row] = {
    **dict.fromkeys(MONEY_IN, Row.CHARGES),
    "refund": Row.REFUNDS,
    "partial_capture_reversal": Row.REFUNDS,
    "refund_failure": Row.REFUNDS_FAILED,
    "charge_failure": Row.DEBITS_TAKEN_BACK,
    "dispute": Row.DISPUTES,
    "dispute_reversal": Row.DISPUTES_RETURNED,
    "payout": Row.PAYOUTS,
    "payout_reversal": Row.PAYOUTS_RETURNED,
    "topup": Row.TOP_UPS,
    "topup_reversal": Row.TOP_UPS,
}
# The others, by the account across.
ROWS_BY_ACCOUNT: Mapping[Account, Row] = {
    Account.STRIPE_FEES: Row.FEES,
    Account.TAX_ON_FEES: Row.FEES,
    Account.RESERVES: Row.RESERVES,
    Account.CONTRIBUTIONS: Row.CONTRIBUTIONS,
    Account.ADJUSTMENTS: Row.ADJUSTMENTS,
    Account.UNMATCHED_PAYMENTS: Row.ADJUSTMENTS,
    Account.OTHER_INSTALLATIONS: Row.OTHER_SYSTEMS,
}


def row_of(category: str) -> Row:
    """The line on which the gross of a category stands; what the books do not know has its own."""
    if category in ROWS:
        return ROWS[category]
    account = COUNTER_ACCOUNTS.get(category)
    return ROWS_BY_ACCOUNT.get(account, Row.UNKNOWN) if account else Row.UNKNOWN


KNOWN = frozenset([*ROWS, *COUNTER_ACCOUNTS])


def categories_of(row: Row) -> frozenset[str]:
    """The categories whose gross stands on a line; of UNKNOWN there is no end of them."""
    return frozenset(category for category in KNOWN if row_of(category) is row)


@dataclass(frozen=True)
class Movement:
    """What moved the balance on a day for one reason, so many times; `counter` is across from it.

    In minor units of the settlement currency.
    """

    day: date
    currency: str
    category: str
    counter: Account
    gross: int
    fee: int
    entries: int


@dataclass(frozen=True)
class Part:
    """A line of a proof, as it moves the balance: fees, refunds and payouts take from it.

    `by_account` says what it was for; `entries` counts what a fee was taken with as well.
    """

    row: Row
    amount: Money
    entries: int
    by_account: Mapping[Account, Money]


@dataclass(frozen=True)
class Proof:
    """What Stripe's balance was, what moved it, and what it was then, by the books."""

    span: Span
    opening: Money
    parts: tuple[Part, ...]
    closing: Money

    @property
    def reckoned(self) -> Money:
        """What the closing has to be."""
        return self.opening + total((it.amount for it in self.parts), self.opening.currency)

    @property
    def difference(self) -> Money:
        """What the books say less what was reckoned."""
        return self.closing - self.reckoned

    @property
    def adds_up(self) -> bool:
        """Whether it proves anything."""
        return not self.difference.minor


def prove(
    span: Span, opening: Money, movements: Iterable[Movement], moved: Mapping[date, Money]
) -> Proof:
    """The proof of a span. `moved` is what each day moved the account, by its own sums."""
    within = [it for it in movements if it.day in span]
    closing = opening + total(
        (amount for day, amount in moved.items() if day in span), opening.currency
    )
    return Proof(span, opening, _parts(within, opening.currency), closing)


def prove_days(
    span: Span, opening: Money, movements: Sequence[Movement], moved: Mapping[date, Money]
) -> list[Proof]:
    """The proof of each day of a span on which anything moved: what closes one opens the next."""
    by_day = defaultdict(list)
    for each in movements:
        by_day[each.day].append(each)
    found, balance = [], opening
    for day in sorted(day for day in by_day.keys() | moved.keys() if day in span):
        found.append(prove(Span(day, day), balance, by_day[day], moved))
        balance = found[-1].closing
    return found


def _parts(movements: Sequence[Movement], currency: str) -> tuple[Part, ...]:
    """Gross by what it was, and all fees on a line of their own."""
    amounts: dict[Row, dict[Account, int]] = defaultdict(lambda: defaultdict(int))
    entries: dict[Row, int] = defaultdict(int)
    for each in movements:
        row = row_of(each.category)
        amounts[row][each.counter] += each.gross
        entries[row] += each.entries
        if each.fee:
            amounts[Row.FEES][Account.STRIPE_FEES] -= each.fee
            entries[Row.FEES] += each.entries if row is not Row.FEES else 0
    return tuple(_part(row, amounts[row], entries[row], currency) for row in Row if row in amounts)


def _part(row: Row, amounts: Mapping[Account, int], entries: int, currency: str) -> Part:
    by_account = {account: Money(minor, currency) for account, minor in sorted(amounts.items())}
    return Part(row, total(by_account.values(), currency), entries, by_account)


@dataclass(frozen=True)
class CurrencyProof:
    """The proof of a span in one currency, and of each of its days on which anything moved."""

    whole: Proof
    days: tuple[Proof, ...]

    @property
    def currency(self) -> str:
        """Which it is."""
        return self.whole.opening.currency

    @property
    def crooked(self) -> tuple[date, ...]:
        """The days that do not add up."""
        return tuple(day.span.first for day in self.days if not day.adds_up)
