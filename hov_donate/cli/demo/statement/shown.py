"""What the demo's books say happened at the bank, as the bank tells it."""

from collections.abc import Iterator
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
from hov_donate.cli.demo.statement.camt import Told
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal, StandingOrder
from hov_donate.donations.offline.rules import IN_THE_BOX
from hov_donate.reconciliation.bank.queries.around import NEVER_ARRIVES
from hov_donate.reconciliation.models import Payout

Days = tuple[date, date]


def shown(session: Session, currency: str, days: Days, seal: IdentitySeal) -> Iterator[Told]:
    """All of it on some days."""
    yield from _payouts(session, currency, days)
    yield from _received(session, currency, days)
    yield from _sent_back(session, currency, days)
    yield from _paid_in(session, currency, days)
    yield from _gifts(session, currency, days, seal)
    yield from _bounced(session, currency, days)


def _payouts(session: Session, currency: str, days: Days) -> Iterator[Told]:
    rows = session.scalars(
        select(Payout).where(
            Payout.currency == currency,
            Payout.status.not_in(NEVER_ARRIVES),
            Payout.arrival_date.between(*days),
        )
    )
    for payout in rows:
        yield Told(payout.arrival_date, payout.amount_minor, "STRIPE PAYMENTS UK LTD", "STRIPE")


def _received(session: Session, currency: str, days: Days) -> Iterator[Told]:
    """Transfers that the treasurer recorded from the bank's page."""
    rows = session.scalars(
        select(MoneyReceived).where(
            MoneyReceived.method == MoneyMethod.BANK_TRANSFER,
            MoneyReceived.currency == currency,
            MoneyReceived.received_on.between(*days),
            MoneyReceived.id.not_in(select(MoneyReversal.received_id)),
        )
    )
    for came in rows:
        words = came.bank_reference or "Affiliation"
        yield Told(came.received_on, came.amount_minor, came.payer.upper(), words)


def _sent_back(session: Session, currency: str, days: Days) -> Iterator[Told]:
    rows = session.execute(
        select(CreditUse.at, func.sum(CreditUse.amount_minor))
        .where(CreditUse.kind == CreditUseKind.SENT_BACK, CreditUse.currency == currency)
        .group_by(CreditUse.affiliation_id, CreditUse.at)
    )
    for at, minor in rows:
        if days[0] <= at.date() <= days[1]:
            yield Told(at.date(), -int(minor), "Returned to payer", "Credit")


def _paid_in(session: Session, currency: str, days: Days) -> Iterator[Told]:
    """Batches, each with the number of its slip."""
    rows = session.scalars(
        select(Batch).where(Batch.currency == currency, Batch.paid_in_on.between(*days))
    )
    for batch in rows:
        if batch.paid_in_on is not None:
            counted = batch.total + batch.difference
            yield Told(batch.paid_in_on, counted.minor, "Counter credit", batch.number)


def _gifts(session: Session, currency: str, days: Days, seal: IdentitySeal) -> Iterator[Told]:
    """Gifts by transfer and by standing order."""
    rows = session.execute(
        select(OfflineGift, StandingOrder.reference)
        .outerjoin(StandingOrder, StandingOrder.id == OfflineGift.order_id)
        .where(
            OfflineGift.method.not_in(list(IN_THE_BOX)),
            OfflineGift.currency == currency,
            OfflineGift.received_on.between(*days),
            OfflineGift.id.not_in(select(OfflineReversal.gift_id)),
        )
    )
    for gift, reference in rows:
        giver = identity(session, seal, gift.details_id) if gift.details_id else None
        who = giver.name if giver else "A friend"
        yield Told(gift.received_on, gift.amount_minor, who, reference or gift.bank_reference)


def _bounced(session: Session, currency: str, days: Days) -> Iterator[Told]:
    """Cheques that the bank took back after they were paid in."""
    rows = session.scalars(
        select(BoxItem)
        .join(Batch, Batch.id == BoxItem.batch_id)
        .where(
            Batch.paid_in_on.is_not(None),
            BoxItem.currency == currency,
            BoxItem.gone_on.between(*days),
        )
    )
    for item in rows:
        if item.gone_on is not None:
            words = f"Cheque {item.cheque_number}, refer to drawer"
            yield Told(item.gone_on, -item.amount_minor, "Unpaid cheque", words)
