"""What the books have at the bank by somebody's hand, and no line of a statement shows.

Bank and books differ by just that once every line is settled.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    CreditUse,
    CreditUseKind,
    MoneyMethod,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.core.money import Money
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.rules import IN_THE_BOX
from hov_donate.ledger.rules import booking_day
from hov_donate.reconciliation.bank.models import BankSettlement
from hov_donate.reconciliation.bank.queries.around import taken
from hov_donate.reconciliation.bank.queries.proving import statements_from
from hov_donate.reconciliation.bank.rules.kinds import ProposalKind

Query = Select[Any]


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both with it, as the campaign counts days."""

    first: date
    last: date
    time_zone: str

    @property
    def both(self) -> tuple[date, date]:
        """For what is kept by day."""
        return self.first, self.last

    @property
    def begin(self) -> datetime:
        """The midnight at which the first begins."""
        return datetime.combine(self.first, time.min, ZoneInfo(self.time_zone))

    @property
    def end(self) -> datetime:
        """The midnight at which the last is over."""
        after = self.last + timedelta(days=1)
        return datetime.combine(after, time.min, ZoneInfo(self.time_zone))

    def day_of(self, on: date | datetime) -> date:
        """The day on which something was."""
        return booking_day(on, self.time_zone) if isinstance(on, datetime) else on


@dataclass(frozen=True)
class Unshown:
    """Money at the bank that was recorded; `kind` is what its line would be said to be.

    `amount` is negative where it went.
    """

    kind: ProposalKind
    id: int
    on: date
    amount: Money


def unshown(
    session: Session, amount: Money, days: Days, *, newest: int | None = None
) -> list[Unshown]:
    """What was booked at the bank with one amount on some days, the first day first."""
    return _in_order(_found(session, amount.currency, days, newest, amount.minor))


def unshown_until(
    session: Session, until: date, time_zone: str, *, newest: int | None = None
) -> list[Unshown]:
    """What was booked since statements are brought in, up to a day; the newest of it alone, if so.

    Of each currency that has some, the first day first.
    """
    since = statements_from(session)
    return [
        it
        for currency in sorted(since)
        for it in _in_order(
            _found(session, currency, Days(since[currency], until, time_zone), newest)
        )[-(newest or 0) :]
    ]


def sums_until(session: Session, until: date, time_zone: str) -> list[Money]:
    """What all of it comes to in each currency that has some."""
    since = statements_from(session)
    sums = (
        _sum(session, currency, Days(since[currency], until, time_zone))
        for currency in sorted(since)
    )
    return [it for it in sums if it is not None]


def _sum(session: Session, currency: str, days: Days) -> Money | None:
    """None where there is nothing."""
    sums = []
    for read in READERS.values():
        rows = read(currency, days).subquery()
        sums.append(session.scalar(select(func.sum(rows.c.minor))))
    found = [int(minor) for minor in sums if minor is not None]
    return Money(sum(found), currency) if found else None


def _in_order(found: Iterator[Unshown]) -> list[Unshown]:
    return sorted(found, key=lambda it: (it.on, it.kind, it.id))


def _found(
    session: Session, currency: str, days: Days, newest: int | None, minor: int | None = None
) -> Iterator[Unshown]:
    for kind, read in READERS.items():
        rows = read(currency, days).subquery()
        query = select(rows).order_by(rows.c.on.desc(), rows.c.id.desc()).limit(newest)
        if minor is not None:
            query = query.where(rows.c.minor == minor)
        for row in session.execute(query):
            yield Unshown(kind, row.id, days.day_of(row.on), Money(int(row.minor), currency))


def _columns(key: Any, on: Any, minor: Any) -> Query:
    return select(key.label("id"), on.label("on"), minor.label("minor"))


def _received(currency: str, days: Days) -> Query:
    """Transfers for invoices that staff recorded."""
    it = MoneyReceived
    return _columns(it.id, it.received_on, it.amount_minor).where(
        it.method == MoneyMethod.BANK_TRANSFER,
        it.currency == currency,
        it.received_on.between(*days.both),
        it.id.not_in(select(MoneyReversal.received_id)),
        it.id.not_in(taken(BankSettlement.received_id)),
    )


def _sent_back(currency: str, days: Days) -> Query:
    """Credit that was noted as sent back, each time as one sum."""
    it = CreditUse
    return (
        _columns(func.min(it.id), it.at, -func.sum(it.amount_minor))
        .where(
            it.kind == CreditUseKind.SENT_BACK,
            it.currency == currency,
            it.at >= days.begin,
            it.at < days.end,
        )
        .group_by(it.affiliation_id, it.at)
        .having(func.min(it.id).not_in(taken(BankSettlement.credit_use_id)))
    )


def _gifts(currency: str, days: Days) -> Query:
    """Gifts by transfer and standing order."""
    it = OfflineGift
    return _columns(it.id, it.received_on, it.amount_minor).where(
        it.method.not_in(list(IN_THE_BOX)),
        it.currency == currency,
        it.received_on.between(*days.both),
        it.id.not_in(select(OfflineReversal.gift_id)),
        it.id.not_in(taken(BankSettlement.gift_id)),
    )


def _batches(currency: str, days: Days) -> Query:
    """Batches that were paid in, with what the bank counted."""
    it = Batch
    counted = it.cash_minor + it.cheques_minor + it.difference_minor
    return _columns(it.id, it.paid_in_on, counted).where(
        it.currency == currency,
        it.paid_in_on.between(*days.both),
        it.id.not_in(taken(BankSettlement.batch_id)),
    )


def _bounces(currency: str, days: Days) -> Query:
    """What was booked back after it had been paid in."""
    it = BoxItem
    return (
        _columns(it.id, it.gone_on, -it.amount_minor)
        .join(Batch, Batch.id == it.batch_id)
        .where(
            Batch.paid_in_on.is_not(None),
            it.currency == currency,
            it.gone_on.between(*days.both),
            it.id.not_in(taken(BankSettlement.item_id)),
        )
    )


READERS: Mapping[ProposalKind, Callable[[str, Days], Query]] = {
    ProposalKind.RECORDED: _received,
    ProposalKind.SENT_BACK: _sent_back,
    ProposalKind.GIFT_RECORDED: _gifts,
    ProposalKind.BATCH: _batches,
    ProposalKind.BOUNCE_RECORDED: _bounces,
}
