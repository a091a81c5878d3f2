"""Funds are opened, closed, and money is moved between them by a decision."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import HovDonateError
from hov_donate.core.money import Money
from hov_donate.ledger import queries
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import FundTransfer, LedgerFund
from hov_donate.ledger.operations import EntryFacts, NewEntry, lock_books, post
from hov_donate.ledger.rules import GENERAL_FUND, Line

# Our own word, beside Stripe's categories; the transfer's row is its source.
FUND_TRANSFER = "fund_transfer"
CODE = re.compile("[a-z][a-z0-9-]{1,39}")


class FundFault(StrEnum):
    """Why something cannot be done with a fund."""

    BAD_CODE = "bad_code"
    CODE_IS_TAKEN = "code_is_taken"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    GENERAL_STAYS = "general_stays"
    NOT_EMPTY = "not_empty"
    SAME_FUND = "same_fund"
    NOT_A_SUM = "not_a_sum"
    NOT_ENOUGH = "not_enough"
    FORM_USED = "form_used"


class Kept(StrEnum):
    """What the money of a fund may be used for."""

    FOR_ANYTHING = "for_anything"
    FOR_THIS_ALONE = "for_this_alone"

    @property
    def restricted(self) -> bool:
        """Whether its givers gave for this alone."""
        return self is Kept.FOR_THIS_ALONE


class FundRefusedError(HovDonateError):
    """What was asked cannot be done; `fault` says why."""

    def __init__(self, fault: FundFault) -> None:
        """The fault is the message too."""
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class TransferFacts:
    """Money to be moved: `minute` names the meeting's decision; `form` makes it happen once."""

    form: str
    source: str
    target: str
    amount: Money
    minute: str
    words: str
    on: date


def open_fund(
    work: UnitOfWork, *, code: str, names: Mapping[str, str], restricted: bool
) -> LedgerFund:
    """Begin a fund; names are by language. Raises FundRefusedError."""
    if CODE.fullmatch(code) is None:
        raise FundRefusedError(FundFault.BAD_CODE)
    if work.session.get(LedgerFund, code) is not None:
        raise FundRefusedError(FundFault.CODE_IS_TAKEN)
    fund = LedgerFund(code=code, names=dict(names), restricted=restricted)
    work.session.add(fund)
    work.session.flush()
    return fund


def close_fund(work: UnitOfWork, *, code: str) -> LedgerFund:
    """Let a fund take no more gifts. It has to be empty first. Raises FundRefusedError."""
    lock_books(work)
    fund = open_one(work, code)
    if code == GENERAL_FUND:
        raise FundRefusedError(FundFault.GENERAL_STAYS)
    if any(amount.minor for amount in queries.in_fund(work.session, code).values()):
        raise FundRefusedError(FundFault.NOT_EMPTY)
    fund.closed_at = work.now
    work.session.flush()
    return fund


def reopen_fund(work: UnitOfWork, *, code: str) -> LedgerFund:
    """Let a closed fund take gifts again. Raises FundRefusedError."""
    fund = work.session.get(LedgerFund, code, with_for_update=True)
    if fund is None:
        raise FundRefusedError(FundFault.UNKNOWN)
    fund.closed_at = None
    work.session.flush()
    return fund


def transfer(work: UnitOfWork, *, facts: TransferFacts, actor: str) -> FundTransfer:
    """Move money from one fund to another; the same form twice moves it once.

    No more is moved than is there, so that no restricted fund falls below zero by it. Raises
    FundRefusedError, also for a form that moved something else before.
    """
    lock_books(work)
    known = work.session.scalars(
        select(FundTransfer).where(FundTransfer.form == facts.form)
    ).one_or_none()
    if known is not None:
        return _same(known, facts)
    _check(work, facts)
    moved = FundTransfer(
        form=facts.form,
        source=facts.source,
        target=facts.target,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        minute=facts.minute,
        words=facts.words,
        made_on=facts.on,
        actor=actor,
        recorded_at=work.now,
    )
    work.session.add(moved)
    work.session.flush()
    post(work, entries=[_entry(work, moved, facts)])
    return moved


def _same(known: FundTransfer, facts: TransferFacts) -> FundTransfer:
    """What a form brought the first time; not what was typed into it after going back."""
    meant = (facts.source, facts.target, facts.amount.minor, facts.amount.currency, facts.minute)
    moved = (known.source, known.target, known.amount_minor, known.currency, known.minute)
    if moved != meant:
        raise FundRefusedError(FundFault.FORM_USED)
    return known


def open_one(work: UnitOfWork, code: str) -> LedgerFund:
    """A fund that may take money. Raises FundRefusedError."""
    fund = work.session.get(LedgerFund, code)
    if fund is None:
        raise FundRefusedError(FundFault.UNKNOWN)
    if fund.closed_at is not None:
        raise FundRefusedError(FundFault.CLOSED)
    return fund


def _check(work: UnitOfWork, facts: TransferFacts) -> None:
    if facts.source == facts.target:
        raise FundRefusedError(FundFault.SAME_FUND)
    for code in (facts.source, facts.target):
        open_one(work, code)
    if facts.amount.minor <= 0:
        raise FundRefusedError(FundFault.NOT_A_SUM)
    there = queries.in_fund(work.session, facts.source)
    if there.get(facts.amount.currency, Money(0, facts.amount.currency)) < facts.amount:
        raise FundRefusedError(FundFault.NOT_ENOUGH)


def _entry(work: UnitOfWork, moved: FundTransfer, facts: TransferFacts) -> NewEntry:
    amount = facts.amount
    head = EntryFacts(
        stripe_balance_transaction_id=None,
        reporting_category=FUND_TRANSFER,
        source_id=f"transfer-{moved.id}",
        payment_reference=None,
        occurred_at=work.now,
        booked_on=facts.on,
        available_on=facts.on,
        gross_minor=0,
        fee_minor=0,
        net_minor=0,
        currency=amount.currency,
        gift_minor=amount.minor,
        gift_currency=amount.currency,
        exchange_rate=None,
    )
    lines = [
        Line(Account.FUND_TRANSFERS, amount, facts.source),
        Line(Account.FUND_TRANSFERS, -amount, facts.target),
    ]
    return NewEntry(head, lines)
