"""Accounts at banks."""

from datetime import date

from sqlalchemy import select

from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.bank.models import BankAccount
from hov_donate.reconciliation.bank.operations.entries import book
from hov_donate.reconciliation.bank.rules.booking import BankEntry, booked


class AccountExistsError(UserError):
    """An account with this number and currency is there already."""


def open_account(
    work: UnitOfWork,
    *,
    name: str,
    number: str,
    opening: Money,
    opening_on: date | None,
    actor: str,
) -> BankAccount:
    """Keep an account's statements from now on; what stood on it before is booked, once.

    `opening` may be nothing, and names the account's currency. Raises AccountExistsError.
    """
    plain = "".join(number.upper().split())
    there = select(BankAccount.id).where(
        BankAccount.number == plain, BankAccount.currency == opening.currency
    )
    if work.session.scalar(there) is not None:
        raise AccountExistsError(f"account {plain} is there already")
    account = BankAccount(
        name=name,
        number=plain,
        currency=opening.currency,
        opening_minor=opening.minor,
        opening_on=opening_on if opening.minor else None,
        opened_at=work.now,
        opened_by=actor,
    )
    work.session.add(account)
    work.session.flush()
    if opening.minor and opening_on is not None:
        lines = booked(opening, Account.OPENING_BALANCES)
        source = f"account-{account.id}"
        book(work, kind=BankEntry.OPENING, source=source, lines=lines, day=opening_on)
    return account
