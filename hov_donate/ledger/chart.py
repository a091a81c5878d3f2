"""The chart of accounts. Adding one needs a migration that adds its row."""

from enum import StrEnum


class Account(StrEnum):
    """The chart of accounts; a migration adds to it."""

    STRIPE = "stripe"
    PAYOUTS_IN_TRANSIT = "payouts_in_transit"
    RESERVES = "reserves"
    BANK = "bank"
    CHEQUES = "cheques"
    CASH = "cash"
    RECEIVABLES = "receivables"
    DONATIONS = "donations"
    RECURRING_DONATIONS = "recurring_donations"
    DONATIONS_REFUNDED = "donations_refunded"
    AFFILIATION_FEES = "affiliation_fees"
    MEMBERSHIP_FEES = "membership_fees"
    OTHER_INCOME = "other_income"
    STRIPE_FEES = "stripe_fees"
    TAX_ON_FEES = "tax_on_fees"
    DISPUTES = "disputes"
    BANK_CHARGES = "bank_charges"
    EXPENDITURE = "expenditure"
    CONTRIBUTIONS = "contributions"
    ADJUSTMENTS = "adjustments"
    CURRENCY_EXCHANGE = "currency_exchange"
    FUND_TRANSFERS = "fund_transfers"
    OPENING_BALANCES = "opening_balances"
    UNMATCHED_PAYMENTS = "unmatched_payments"
    HELD_GIFTS = "held_gifts"
    OTHER_INSTALLATIONS = "other_installations"
    SUSPENSE = "suspense"


class AccountKind(StrEnum):
    """Where an account stands in the accounts."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class MonthState(StrEnum):
    """Whether a month takes entries."""

    OPEN = "open"
    CLOSED = "closed"


# Where money is. What else is posted in an entry that moves some is what it came or went for.
MONEY = frozenset(
    {
        Account.STRIPE,
        Account.PAYOUTS_IN_TRANSIT,
        Account.RESERVES,
        Account.BANK,
        Account.CHEQUES,
        Account.CASH,
    }
)
