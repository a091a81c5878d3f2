"""How invoices and what becomes of them are booked. Pure: the same input gives the same lines.

`receivables` holds what is owed less what is payers' credit, in every currency: invoices are
debited to it, and whatever takes them off (credit notes, money that came) is credited.
"""

from enum import StrEnum

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line


class OwnEntry(StrEnum):
    """What is booked without a balance transaction, beside Stripe's reporting categories.

    Each is named by the row behind it and booked once.
    """

    INVOICE = "affiliation_invoice"
    CREDIT_NOTE = "affiliation_credit_note"
    RECEIVED = "affiliation_received"
    REVERSED = "affiliation_reversed"
    CREDIT_GIVEN = "affiliation_credit_given"
    CREDIT_SENT_BACK = "affiliation_credit_sent_back"


def invoiced(fee: Money, gift: Money, income: Account) -> list[Line]:
    """A fee is asked for, and a gift that its payer chose to add; `income` see `income_of`."""
    lines = (
        Line(Account.RECEIVABLES, fee + gift),
        Line(income, -fee),
        Line(Account.DONATIONS, -gift),
    )
    return [line for line in lines if line.amount.minor]


def credited(fee: Money, gift: Money, income: Account) -> list[Line]:
    """So much of a fee, and of the gift beside it, is not asked for any more."""
    return invoiced(-fee, -gift, income)


def income_of(organisation_id: int | None) -> Account:
    """Where an affiliate's fees stand: persons pay for their membership."""
    return Account.MEMBERSHIP_FEES if organisation_id is None else Account.AFFILIATION_FEES


def received(place: Account, amount: Money) -> list[Line]:
    """Money came to a bank account, as a cheque, or in cash."""
    return [Line(place, amount), Line(Account.RECEIVABLES, -amount)]


def not_received(place: Account, amount: Money) -> list[Line]:
    """Money that was recorded is not there after all."""
    return received(place, -amount)


def credit_given(amount: Money) -> list[Line]:
    """Credit is a gift, its payer says; a negative amount undoes that."""
    return [Line(Account.RECEIVABLES, amount), Line(Account.DONATIONS, -amount)]


def credit_sent_back(amount: Money) -> list[Line]:
    """Credit went back to its payer by bank."""
    return [Line(Account.RECEIVABLES, amount), Line(Account.BANK, -amount)]
