"""What the treasurer's figures are made of: which accounts count as what. Pure.

Every figure is made from daily sums: `Posted`, what was given and invoiced in its own currency,
and `Settled`, what money came and went for in the currency in which it is kept. No rate is used
anywhere; what was settled in two currencies is told in two.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hov_donate.core.money import Money
from hov_donate.ledger.chart import MONEY, Account


class IncomeKind(StrEnum):
    """What income is, as the annual meeting counts it."""

    ONCE = "once"
    RECURRING = "recurring"
    AFFILIATIONS = "affiliations"
    MEMBERS = "members"
    OTHER = "other"


class MoneyKind(StrEnum):
    """What money that came or went was for."""

    RECEIVED = "received"
    RETURNED = "returned"
    FEES = "fees"
    OTHER = "other"


INCOME: Mapping[Account, IncomeKind] = {
    Account.DONATIONS: IncomeKind.ONCE,
    Account.RECURRING_DONATIONS: IncomeKind.RECURRING,
    Account.AFFILIATION_FEES: IncomeKind.AFFILIATIONS,
    Account.MEMBERSHIP_FEES: IncomeKind.MEMBERS,
    Account.OTHER_INCOME: IncomeKind.OTHER,
}
REFUNDS = (Account.DONATIONS_REFUNDED,)
DISPUTES = (Account.DISPUTES,)
FEES = (Account.STRIPE_FEES, Account.TAX_ON_FEES, Account.BANK_CHARGES)
# Paid for invoices, answering nothing yet, held until somebody accepts it. What goes back of it, a
# bounced cheque and credit too, was not received after all: it is taken off, so that a figure is
# what its accounts add up to.
PAYERS = (Account.RECEIVABLES, Account.UNMATCHED_PAYMENTS, Account.HELD_GIFTS)
RECEIVED_ON = (*INCOME, *PAYERS)
RETURNED_ON = (*REFUNDS, *DISPUTES)
# Neither income nor fee: expenditure, what was there before, other systems on the Stripe account.
OTHER_ON = tuple(it for it in Account if it not in {*MONEY, *RECEIVED_ON, *RETURNED_ON, *FEES})
_ACCOUNTS = {
    MoneyKind.RECEIVED: RECEIVED_ON,
    MoneyKind.RETURNED: RETURNED_ON,
    MoneyKind.FEES: FEES,
}


@dataclass(frozen=True)
class Posted:
    """What was posted to an account in a currency, in minor units; neither side is negative."""

    account: Account
    currency: str
    debit: int
    credit: int
    postings: int = 0

    @property
    def net(self) -> Money:
        """Credits less debits: positive is income, or less of an expense."""
        return Money(self.credit - self.debit, self.currency)


@dataclass(frozen=True)
class Settled:
    """What money came (credit) or went (debit) for, in minor units of `settled_in`.

    `currency` is the one that was given or owed; see `ledger.models.LedgerDailySettled`.
    """

    account: Account
    currency: str
    settled_in: str
    debit: int
    credit: int


@dataclass(frozen=True)
class Cash:
    """What came and went in one currency of the accounts of money; parts add up to `net`."""

    received: Money
    returned: Money
    fees: Money
    other: Money

    @property
    def net(self) -> Money:
        """What the accounts of money gained: what was received less all that went."""
        return self.received - self.returned - self.fees - self.other


Income = dict[tuple[IncomeKind, str], Money]


def income_of(posted: Iterable[Posted]) -> Income:
    """Income before fees and refunds, by kind and the currency given or invoiced.

    Credit notes, and gifts whose money a person placed elsewhere, are taken off.
    """
    found: dict[tuple[IncomeKind, str], int] = defaultdict(int)
    for row in posted:
        if row.account in INCOME:
            found[INCOME[row.account], row.currency] += row.net.minor
    return {key: Money(minor, key[1]) for key, minor in found.items()}


def spent_on(accounts: Iterable[Account], posted: Iterable[Posted]) -> dict[str, Money]:
    """What was given back, disputed or paid on these accounts, by currency; debits are positive."""
    wanted, found = frozenset(accounts), defaultdict[str, int](int)
    for row in posted:
        if row.account in wanted:
            found[row.currency] -= row.net.minor
    return {currency: Money(minor, currency) for currency, minor in found.items()}


def by_currency(income: Income) -> dict[str, Money]:
    """All kinds of income together."""
    found: dict[str, Money] = {}
    for (_, currency), amount in income.items():
        found[currency] = found.get(currency, Money(0, currency)) + amount
    return found


def received_by_currency(settled: Iterable[Settled]) -> dict[tuple[str, str], Money]:
    """Money that came from payers, gross, by the currency they gave and the one it settled in."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for row in settled:
        if money_kind(row.account) is MoneyKind.RECEIVED:
            found[row.currency, row.settled_in] += row.credit - row.debit
    return {key: Money(minor, key[1]) for key, minor in found.items() if minor}


def cash_of(settled: Iterable[Settled]) -> dict[str, Cash]:
    """What came and went, by the currency in which the money is kept."""
    sums: dict[str, dict[MoneyKind, int]] = {}
    for row in settled:
        of_currency = sums.setdefault(row.settled_in, dict.fromkeys(MoneyKind, 0))
        kind, came = money_kind(row.account), row.credit - row.debit
        of_currency[kind] += came if kind is MoneyKind.RECEIVED else -came
    return {
        currency: Cash(**{kind.value: Money(minor, currency) for kind, minor in parts.items()})
        for currency, parts in sums.items()
    }


def money_kind(account: Account) -> MoneyKind:
    """What money that came or went for an account was for."""
    for kind, accounts in _ACCOUNTS.items():
        if account in accounts:
            return kind
    return MoneyKind.OTHER
