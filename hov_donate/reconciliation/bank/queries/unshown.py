"""What the books have at the bank by somebody's hand, and no line of a statement shows.

Bank and books differ by just that once every line is settled.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    CreditUse,
    CreditUseKind,
    MoneyMethod,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.core.money import Money, total
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.rules import IN_THE_BOX
from hov_donate.reconciliation.bank.models import BankSettlement
from hov_donate.reconciliation.bank.queries.around import taken
from hov_donate.reconciliation.bank.queries.proving import statements_from
from hov_donate.reconciliation.bank.rules.kinds import ProposalKind

Days = tuple[date, date]


@dataclass(frozen=True)
class Unshown:
    """Money at the bank that was recorded; `kind` is what its line would be said to be.

    `amount` is negative where it went.
    """

    kind: ProposalKind
    id: int
    on: date
    amount: Money


def unshown(session: Session, currency: str, days: Days) -> list[Unshown]:
    """All of one currency that was booked at the bank on some days, the first day first."""
    found = (it for read in READERS for it in read(session, currency, days))
    return sorted(found, key=lambda it: (it.on, it.kind, it.id))


def unshown_until(session: Session, until: date) -> list[Unshown]:
    """All since statements are brought in, up to a day, of each currency that has some."""
    since = statements_from(session)
    return [
        it
        for currency in sorted(since)
        for it in unshown(session, currency, (since[currency], until))
    ]


def sums(rows: Iterable[Unshown]) -> list[Money]:
    """What it comes to in each currency."""
    every = list(rows)
    currencies = sorted({it.amount.currency for it in every})
    return [
        total((it.amount for it in every if it.amount.currency == currency), currency)
        for currency in currencies
    ]


def _received(session: Session, currency: str, days: Days) -> Iterator[Unshown]:
    """Transfers for invoices that staff recorded."""
    rows = session.scalars(
        select(MoneyReceived).where(
            MoneyReceived.method == MoneyMethod.BANK_TRANSFER,
            MoneyReceived.currency == currency,
            MoneyReceived.received_on.between(*days),
            MoneyReceived.id.not_in(select(MoneyReversal.received_id)),
            MoneyReceived.id.not_in(taken(BankSettlement.received_id)),
        )
    )
    for came in rows:
        yield Unshown(ProposalKind.RECORDED, came.id, came.received_on, came.amount)


def _sent_back(session: Session, currency: str, days: Days) -> Iterator[Unshown]:
    """Credit that was noted as sent back, each time as one sum."""
    rows = session.execute(
        select(func.min(CreditUse.id), CreditUse.at, func.sum(CreditUse.amount_minor))
        .where(CreditUse.kind == CreditUseKind.SENT_BACK, CreditUse.currency == currency)
        .group_by(CreditUse.affiliation_id, CreditUse.at)
        .having(func.min(CreditUse.id).not_in(taken(BankSettlement.credit_use_id)))
    )
    for key, at, minor in rows:
        if days[0] <= at.date() <= days[1]:
            amount = Money(-int(minor), currency)
            yield Unshown(ProposalKind.SENT_BACK, key, at.date(), amount)


def _gifts(session: Session, currency: str, days: Days) -> Iterator[Unshown]:
    """Gifts by transfer and standing order."""
    rows = session.scalars(
        select(OfflineGift).where(
            OfflineGift.method.not_in(list(IN_THE_BOX)),
            OfflineGift.currency == currency,
            OfflineGift.received_on.between(*days),
            OfflineGift.id.not_in(select(OfflineReversal.gift_id)),
            OfflineGift.id.not_in(taken(BankSettlement.gift_id)),
        )
    )
    for gift in rows:
        yield Unshown(ProposalKind.GIFT_RECORDED, gift.id, gift.received_on, gift.amount)


def _batches(session: Session, currency: str, days: Days) -> Iterator[Unshown]:
    """Batches that were paid in."""
    rows = session.scalars(
        select(Batch).where(
            Batch.currency == currency,
            Batch.paid_in_on.between(*days),
            Batch.id.not_in(taken(BankSettlement.batch_id)),
        )
    )
    for batch in rows:
        if batch.paid_in_on is not None:
            counted = batch.total + batch.difference
            yield Unshown(ProposalKind.BATCH, batch.id, batch.paid_in_on, counted)


def _bounces(session: Session, currency: str, days: Days) -> Iterator[Unshown]:
    """What was booked back after it had been paid in."""
    rows = session.scalars(
        select(BoxItem)
        .join(Batch, Batch.id == BoxItem.batch_id)
        .where(
            Batch.paid_in_on.is_not(None),
            BoxItem.currency == currency,
            BoxItem.gone_on.between(*days),
            BoxItem.id.not_in(taken(BankSettlement.item_id)),
        )
    )
    for item in rows:
        if item.gone_on is not None:
            yield Unshown(ProposalKind.BOUNCE_RECORDED, item.id, item.gone_on, -item.amount)


READERS: Sequence[Callable[[Session, str, Days], Iterator[Unshown]]] = (
    _received,
    _sent_back,
    _gifts,
    _batches,
    _bounces,
)
