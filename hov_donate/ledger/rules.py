"""How a balance transaction is booked. Pure: the same input always gives the same entry.

Categories are Stripe's reporting categories (docs.stripe.com/reports/reporting-categories), which
tell apart what the `type` lumps together. The list is open: what is not in the table goes to
suspense, is still summed, and someone is told.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account

# The fund of all money that nobody gave for something of its own.
GENERAL_FUND = "general"

# The account on the other side, for categories that do not depend on what was paid for.
COUNTER_ACCOUNTS: dict[str, Account] = {
    "fee": Account.STRIPE_FEES,
    "network_cost": Account.STRIPE_FEES,
    "tax": Account.TAX_ON_FEES,
    "payout": Account.PAYOUTS_IN_TRANSIT,
    "payout_reversal": Account.PAYOUTS_IN_TRANSIT,
    "topup": Account.PAYOUTS_IN_TRANSIT,
    "topup_reversal": Account.PAYOUTS_IN_TRANSIT,
    "risk_reserved_funds": Account.RESERVES,
    "contribution": Account.CONTRIBUTIONS,
    "climate_order_purchase": Account.CONTRIBUTIONS,
    "climate_order_refund": Account.CONTRIBUTIONS,
    "other_adjustment": Account.ADJUSTMENTS,
    "unreconciled_customer_funds": Account.UNMATCHED_PAYMENTS,
    "advance": Account.ADJUSTMENTS,
    "advance_funding": Account.ADJUSTMENTS,
    "anticipation_repayment": Account.ADJUSTMENTS,
    "financing_payout": Account.ADJUSTMENTS,
    "financing_payout_reversal": Account.ADJUSTMENTS,
    "financing_paydown": Account.ADJUSTMENTS,
    "financing_paydown_reversal": Account.ADJUSTMENTS,
    "connect_collection_transfer": Account.OTHER_INSTALLATIONS,
    "connect_reserved_funds": Account.OTHER_INSTALLATIONS,
    "issuing_authorization_hold": Account.OTHER_INSTALLATIONS,
    "issuing_authorization_release": Account.OTHER_INSTALLATIONS,
    "issuing_disbursement": Account.OTHER_INSTALLATIONS,
    "issuing_dispute": Account.OTHER_INSTALLATIONS,
    "issuing_dispute_fraud_liability_debit": Account.OTHER_INSTALLATIONS,
    "issuing_dispute_provisional_credit": Account.OTHER_INSTALLATIONS,
    "issuing_dispute_provisional_credit_reversal": Account.OTHER_INSTALLATIONS,
    "issuing_transaction": Account.OTHER_INSTALLATIONS,
    "platform_earning": Account.OTHER_INSTALLATIONS,
    "platform_earning_refund": Account.OTHER_INSTALLATIONS,
    "transfer": Account.OTHER_INSTALLATIONS,
    "transfer_reversal": Account.OTHER_INSTALLATIONS,
}
# Categories in which the payer's money comes or goes: the account depends on what it was for.
MONEY_IN = frozenset({"charge"})
MONEY_BACK = frozenset({"refund", "refund_failure", "charge_failure", "partial_capture_reversal"})
MONEY_DISPUTED = frozenset({"dispute", "dispute_reversal"})

# What Stripe took for a gift, and what it became, is the fund's that the gift is for.
GOES_ALONG = frozenset({Account.STRIPE_FEES, Account.TAX_ON_FEES, Account.CURRENCY_EXCHANGE})


@dataclass(frozen=True)
class PayerAccounts:
    """Where a payer's money is booked that comes, goes back, or is disputed."""

    income: Account
    returned: Account
    disputed: Account = Account.DISPUTES


@dataclass(frozen=True)
class Line:
    """A posting to be: positive is a debit, negative a credit, in minor units."""

    account: Account
    amount: Money
    fund: str = GENERAL_FUND


@dataclass(frozen=True)
class Movement:
    """A balance transaction as the books see it. `given` is None when no payer is behind it."""

    category: str
    gross: Money
    fee: Money
    given: Money | None
    fund: str = GENERAL_FUND


def is_known(category: str) -> bool:
    """Whether the books have a place for this category."""
    of_a_payer = MONEY_IN | MONEY_BACK | MONEY_DISPUTED
    return category in COUNTER_ACCOUNTS or category in of_a_payer


def counter_account(category: str, payer: PayerAccounts) -> Account:
    """The account across from Stripe's balance; a payer's money has accounts of its own.

    Unknown categories stand in suspense.
    """
    if category in MONEY_IN:
        return payer.income
    if category in MONEY_BACK:
        return payer.returned
    if category in MONEY_DISPUTED:
        return payer.disputed
    return COUNTER_ACCOUNTS.get(category, Account.SUSPENSE)


def placing(held_for: Account, income: Account, amount: Money, fund: str) -> list[Line]:
    """What was held as unmatched is a fund's income; `amount` is what the payer gave."""
    return [Line(held_for, amount), Line(income, -amount, fund)]


def along(booked: Iterable[Line], fund: str) -> list[Line]:
    """Bring into a gift's fund what was booked of its fee and exchange on others.

    `booked` is all that was booked of the gift; nothing is left to bring when it stands together.
    """
    apart: dict[tuple[Account, str, str], int] = defaultdict(int)
    for each in booked:
        if each.account in GOES_ALONG and each.fund != fund:
            apart[each.account, each.amount.currency, each.fund] += each.amount.minor
    lines = []
    for (account, currency, other), minor in apart.items():
        if minor:
            lines.append(Line(account, Money(-minor, currency), other))
            lines.append(Line(account, Money(minor, currency), fund))
    return lines


def postings_for(movement: Movement, counter: Account) -> list[Line]:
    """The lines of the entry; they add up to zero in every currency.

    Stripe's balance is debited with the net and the fees with the fee, as Stripe states them. The
    other side is booked in the currency that was given; when that is not the settlement currency,
    `currency_exchange` stands between the two books. All of it is the fund's, the fee too.
    """
    net = movement.gross - movement.fee
    lines = [(Account.STRIPE, net), (Account.STRIPE_FEES, movement.fee)]
    given = movement.given
    if given is None or given.currency == movement.gross.currency:
        lines.append((counter, -movement.gross))
    else:
        lines += [
            (Account.CURRENCY_EXCHANGE, -movement.gross),
            (Account.CURRENCY_EXCHANGE, given),
            (counter, -given),
        ]
    return [Line(account, amount, movement.fund) for account, amount in lines if amount.minor]


def booking_day(moment: datetime, time_zone: str) -> date:
    """The campaign's day on which something happened; fixed when the entry is posted."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def day_in_open_month(day: date, closed_until: date | None) -> date:
    """The day on which what belongs to `day` is booked: the first open one, if its month is closed.

    `closed_until` is the last day of the last closed month.
    """
    if closed_until is None or day > closed_until:
        return day
    return closed_until + timedelta(days=1)
