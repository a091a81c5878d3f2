"""How a line is booked. Pure: the same line and the same word always give the same entry.

The bank account stands on one side, as the statement says; what a person said it is on the other.
"""

from enum import StrEnum

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import GENERAL_FUND, Line
from hov_donate.reconciliation.bank.rules.kinds import SettlementKind


class BankEntry(StrEnum):
    """What is booked for lines, beside Stripe's reporting categories; each once for its source."""

    LINE = "bank_line"
    TAKEN_BACK = "bank_line_taken_back"
    OPENING = "bank_opening"


# What stands across from the bank account. What is for affiliates is booked by `affiliations`.
ACROSS = {
    SettlementKind.PAYOUT: Account.PAYOUTS_IN_TRANSIT,
    SettlementKind.OTHER_INCOME: Account.OTHER_INCOME,
    SettlementKind.EXPENDITURE: Account.EXPENDITURE,
    SettlementKind.BANK_CHARGES: Account.BANK_CHARGES,
    SettlementKind.GIFT_SENT_BACK: Account.DONATIONS_REFUNDED,
}
# Between which accounts money is only moved; `bank` itself is another account at a bank.
TRANSFERS = (
    Account.BANK,
    Account.CHEQUES,
    Account.CASH,
    Account.PAYOUTS_IN_TRANSIT,
    Account.CURRENCY_EXCHANGE,
    Account.OPENING_BALANCES,
    Account.SUSPENSE,
)
# What may stand across from a payout of Stripe's that no payout is known for, or that only passes
# from one account at a bank to another: nothing is income by that.
HOLDS_PAYOUTS = (Account.PAYOUTS_IN_TRANSIT, Account.BANK)
# What a person can say of a line by choosing it from a list, and which way its money goes.
CHOSEN = {
    SettlementKind.OTHER_INCOME: (1,),
    SettlementKind.EXPENDITURE: (-1, 1),
    SettlementKind.BANK_CHARGES: (-1, 1),
    SettlementKind.GIFT_SENT_BACK: (-1,),
    SettlementKind.TRANSFER: (-1, 1),
}


def goes_that_way(kind: SettlementKind, amount: Money) -> bool:
    """Whether a line may be this: income comes, what is sent back goes, the rest may do both."""
    return any(amount.minor * way > 0 for way in CHOSEN[kind])


def booked(amount: Money, across: Account, fund: str = GENERAL_FUND) -> list[Line]:
    """The entry of a line; none where money went from one account at a bank to another."""
    if across is Account.BANK:
        return []
    return [Line(Account.BANK, amount), Line(across, -amount, fund)]
