"""Reckoning the books anew from their postings, and holding it against what is stored.

Reads entries and postings once, in the order of their numbers, some thousands at a time: memory
grows with the days and accounts of the books, not with the gifts. What it reads is one state of
the database, whatever is posted meanwhile.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.ledger.chart import MONEY, Account
from hov_donate.ledger.models import (
    LedgerDailySettled,
    LedgerDailySum,
    LedgerEntry,
    LedgerFund,
    LedgerPosting,
    LedgerSeal,
)

ENTRIES_AT_ONCE = 5_000


class Fault(StrEnum):
    """What can be wrong with an entry."""

    UNBALANCED = "unbalanced"
    NET_NOT_BOOKED = "net_not_booked"
    UNSEALED = "unsealed"
    EMPTY_SEAL = "empty_seal"
    UNKNOWN_FUND = "unknown_fund"
    WITHOUT_ENTRY = "without_entry"


@dataclass(frozen=True)
class EntryFault:
    """Something is wrong with one entry; `amount` is by how much, where that can be told."""

    entry_id: int
    fault: Fault
    amount: Money | None = None


class SumKey(NamedTuple):
    """A row of the daily sums; `settled_in` is None for `ledger_daily_sums`."""

    day: date
    account: Account
    currency: str
    settled_in: str | None
    fund: str


class Sides(NamedTuple):
    """What stands in such a row, in minor units; `postings` where the table counts them."""

    debit: int
    credit: int
    postings: int = 0


@dataclass(frozen=True)
class SumDiffers:
    """A daily sum that is not what the postings add up to; None where there is no such row."""

    key: SumKey
    stored: Sides | None
    counted: Sides | None


@dataclass
class Reckoning:
    """What the postings say, while they are read."""

    sums: dict[SumKey, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    entries: int = 0
    postings: int = 0


class _Head(NamedTuple):
    id: int
    day: date
    currency: str
    net: int
    transaction: str | None
    seal: int | None


class _Line(NamedTuple):
    entry_id: int
    account: Account
    minor: int
    currency: str
    fund: str


def reckon(
    session: Session, reckoning: Reckoning, progress: Callable[[Reckoning], None]
) -> Iterator[EntryFault]:
    """Read every posting into `reckoning`, and tell what is wrong with single entries."""
    funds = set(session.scalars(select(LedgerFund.code)))
    last = 0
    while heads := _heads(session, last):
        until = heads[-1].id
        lines = _lines(session, last, until)
        for head in heads:
            of_entry = lines.pop(head.id, [])
            yield from _faults(head, of_entry, funds)
            _add(reckoning, head, of_entry)
        yield from (EntryFault(lost, Fault.WITHOUT_ENTRY) for lost in sorted(lines))
        last = until
        progress(reckoning)
    yield from _beyond(session, last)


def differences(session: Session, reckoning: Reckoning) -> Iterator[SumDiffers]:
    """Every daily sum that is not what was reckoned, those of days without postings too."""
    counted = {key: Sides(*sides) for key, sides in reckoning.sums.items()}
    for key, stored in _stored(session):
        right = counted.pop(key, None)
        if stored != right:
            yield SumDiffers(key, stored, right)
    for key in sorted(counted, key=_order):
        yield SumDiffers(key, None, counted[key])


def _heads(session: Session, after: int) -> list[_Head]:
    rows = session.execute(
        select(
            LedgerEntry.id,
            LedgerEntry.booked_on,
            LedgerEntry.currency,
            LedgerEntry.net_minor,
            LedgerEntry.stripe_balance_transaction_id,
            LedgerSeal.entry_id,
        )
        .outerjoin(LedgerSeal, LedgerSeal.entry_id == LedgerEntry.id)
        .where(LedgerEntry.id > after)
        .order_by(LedgerEntry.id)
        .limit(ENTRIES_AT_ONCE)
    )
    return [_Head(*row) for row in rows]


def _lines(session: Session, after: int, until: int) -> dict[int, list[_Line]]:
    rows = session.execute(
        select(
            LedgerPosting.entry_id,
            LedgerPosting.account,
            LedgerPosting.amount_minor,
            LedgerPosting.currency,
            LedgerPosting.fund,
        )
        .where(LedgerPosting.entry_id > after, LedgerPosting.entry_id <= until)
        .order_by(LedgerPosting.entry_id, LedgerPosting.id)
    )
    lines = (_Line(*row) for row in rows)
    return {entry: list(found) for entry, found in groupby(lines, lambda line: line.entry_id)}


def _beyond(session: Session, last: int) -> Iterator[EntryFault]:
    """Postings and seals behind the last entry, or of entries that are not there."""
    lost = select(LedgerPosting.entry_id).where(LedgerPosting.entry_id > last).distinct()
    yield from (EntryFault(each, Fault.WITHOUT_ENTRY) for each in session.scalars(lost))
    empty = (
        select(LedgerSeal.entry_id)
        .outerjoin(LedgerEntry, LedgerEntry.id == LedgerSeal.entry_id)
        .where(LedgerEntry.id.is_(None))
    )
    yield from (EntryFault(each, Fault.EMPTY_SEAL) for each in session.scalars(empty))


def _faults(head: _Head, lines: Sequence[_Line], funds: set[str]) -> Iterator[EntryFault]:
    if head.seal is None:
        yield EntryFault(head.id, Fault.UNSEALED)
    for currency, minor in _balance(lines).items():
        if minor:
            yield EntryFault(head.id, Fault.UNBALANCED, Money(minor, currency))
    if head.transaction is not None:
        stripe = (it for it in lines if it.account is Account.STRIPE)
        booked = sum(it.minor for it in stripe if it.currency == head.currency)
        if booked != head.net:
            off = Money(booked - head.net, head.currency)
            yield EntryFault(head.id, Fault.NET_NOT_BOOKED, off)
    if any(line.fund not in funds for line in lines):
        yield EntryFault(head.id, Fault.UNKNOWN_FUND)


def _balance(lines: Iterable[_Line]) -> Mapping[str, int]:
    found: dict[str, int] = defaultdict(int)
    for line in lines:
        found[line.currency] += line.minor
    return found


def _add(reckoning: Reckoning, head: _Head, lines: Sequence[_Line]) -> None:
    """Add an entry to both sums, as the seal's triggers do (migrations 0017 and 0023)."""
    reckoning.entries += 1
    reckoning.postings += len(lines)
    money = {line.currency for line in lines if line.account in MONEY}
    if head.transaction is not None:
        money.add(head.currency)
    behind = next((line for line in lines if _is_given(line, money)), None)
    for line in lines:
        key = SumKey(head.day, line.account, line.currency, None, line.fund)
        _count(reckoning.sums[key], line.minor, postings=1)
        if line.account not in MONEY and line.currency in money:
            crossed = line.account is Account.CURRENCY_EXCHANGE
            of = behind if crossed and behind else line
            settled = SumKey(head.day, of.account, of.currency, line.currency, of.fund)
            _count(reckoning.sums[settled], line.minor)


def _is_given(line: _Line, money: set[str]) -> bool:
    of_books = line.account in MONEY or line.account is Account.CURRENCY_EXCHANGE
    return not of_books and line.currency not in money


def _count(sides: list[int], minor: int, *, postings: int = 0) -> None:
    sides[0] += max(0, minor)
    sides[1] += max(0, -minor)
    sides[2] += postings


def _stored(session: Session) -> Iterator[tuple[SumKey, Sides]]:
    sums, settled = LedgerDailySum, LedgerDailySettled
    for row in session.scalars(select(sums).order_by(sums.booked_on)):
        key = SumKey(row.booked_on, row.account, row.currency, None, row.fund)
        yield key, Sides(row.debit_minor, row.credit_minor, row.postings)
    for it in session.scalars(select(settled).order_by(settled.booked_on)):
        key = SumKey(it.booked_on, it.account, it.currency, it.settled_in, it.fund)
        yield key, Sides(it.debit_minor, it.credit_minor)


def _order(key: SumKey) -> tuple[date, str, str, str, str]:
    return key.day, key.account.value, key.currency, key.settled_in or "", key.fund


def count_of_entries(session: Session) -> int:
    """How many entries there are to read."""
    return session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
