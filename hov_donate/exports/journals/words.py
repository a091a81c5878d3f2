"""Names and texts in journals: the same in every language, and nothing that breaks a line."""

import re
from dataclasses import dataclass
from datetime import datetime

from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account, AccountKind

LONGEST = 200
ROOTS = {
    AccountKind.ASSET: "assets",
    AccountKind.LIABILITY: "liabilities",
    AccountKind.EQUITY: "equity",
    AccountKind.INCOME: "income",
    AccountKind.EXPENSE: "expenses",
}
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_NO_WORD = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True)
class About:
    """What a journal says of itself."""

    campaign: str
    time_zone: str
    made_at: datetime
    span: Span


def one_line(text: str) -> str:
    """A text without what ends a line, and not too long."""
    return " ".join(_UNSEEN.sub(" ", text).split())[:LONGEST]


def word(text: str) -> str:
    """A text as a tag or link may be written."""
    return _NO_WORD.sub("-", text)[:LONGEST]


def decimal(minor: int, currency: str) -> str:
    """An amount with its currency: -12.34 GBP, 500 JPY."""
    money = Money(minor, currency)
    return f"{money.major:f} {currency}"


def in_beancount(account: Account, kind: AccountKind) -> str:
    """`payouts_in_transit` is Assets:PayoutsInTransit."""
    name = "".join(part.capitalize() for part in account.value.split("_"))
    return f"{ROOTS[kind].capitalize()}:{name}"


def in_hledger(account: Account, kind: AccountKind) -> str:
    """`payouts_in_transit` is assets:payouts_in_transit."""
    return f"{ROOTS[kind]}:{account.value}"
