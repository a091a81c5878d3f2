"""Money that Stripe never saw: the list, and one sum with what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    Allocation,
    CreditUse,
    Invoice,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.affiliations.queries.sources import source_received, sources_of
from hov_donate.affiliations.rules.settling import Flow, Source, bear
from hov_donate.contacts.models import Organisation
from hov_donate.core.money import Money
from hov_donate.office.affiliates.queries.listing import organisations_of
from hov_donate.office.affiliates.queries.one import MOST_ROWS
from hov_donate.office.queries.paging import Page, Place, page_of


@dataclass(frozen=True)
class Came:
    """A sum in the list: whose credit the rest of it is, and whether it is there after all."""

    money: MoneyReceived
    affiliation: Affiliation
    organisation: Organisation | None
    reversal: MoneyReversal | None


@dataclass(frozen=True)
class OneSum:
    """A sum, what it settled in the order of time, and what is left of it.

    `borne` is what other credit of its payer could bear of what was sent back, were it not there;
    `overdrawn` what nothing bears, now that it is not.
    """

    came: Came
    settled: Sequence[tuple[Allocation, Invoice]]
    uses: Sequence[CreditUse]
    left: Money
    sent_back: Money
    borne: Money
    overdrawn: Money

    @property
    def short(self) -> Money:
        """What its payer would owe without an invoice, were it not there."""
        return self.sent_back - self.borne


def received(session: Session, place: Place) -> Page[Came]:
    """A page of sums, the last recorded first."""
    found = page_of(session, select(MoneyReceived), MoneyReceived.id, place)
    return Page(_came(session, found.rows), older=found.older, newer=found.newer)


def one_sum(session: Session, received_id: int) -> OneSum | None:
    """A sum with all that became of it; None when there is none."""
    money = session.get(MoneyReceived, received_id)
    if money is None:
        return None
    rows = session.execute(
        select(Allocation, Invoice)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(Allocation.received_id == received_id)
        .order_by(Allocation.id)
        .limit(MOST_ROWS)
    )
    source = source_received(session, received_id)
    return OneSum(
        came=_came(session, [money])[0],
        settled=[(allocation, invoice) for allocation, invoice in rows],
        uses=session.scalars(
            select(CreditUse).where(CreditUse.received_id == received_id).order_by(CreditUse.id)
        ).all(),
        left=Money(max(0, source.spare), money.currency),
        sent_back=Money(source.sent_back, money.currency),
        borne=Money(_borne(session, source, money.affiliation_id), money.currency),
        overdrawn=Money(source.overdrawn, money.currency),
    )


def _borne(session: Session, source: Source, affiliation_id: int) -> int:
    """In minor units: what would bear it, were the sum not there."""
    gone = replace(source, kept=0, settles={}, given=Flow())
    others = [
        it
        for it in sources_of(session, affiliation_id)
        if it.currency == source.currency and it.received_id not in {None, source.received_id}
    ]
    return sum(minor for overdrawn, _, minor in bear([*others, gone]) if overdrawn is gone)


def recorded_with(session: Session, form: str) -> int | None:
    """The sum that was recorded from a page already."""
    return session.scalar(select(MoneyReceived.id).where(MoneyReceived.form == form))


def _came(session: Session, found: Sequence[MoneyReceived]) -> list[Came]:
    keys = [money.id for money in found]
    rows = session.scalars(select(MoneyReversal).where(MoneyReversal.received_id.in_(keys)))
    gone = {row.received_id: row for row in rows}
    wanted = {money.affiliation_id for money in found}
    affiliations = session.scalars(select(Affiliation).where(Affiliation.id.in_(wanted))).all()
    owners = {row.id: row for row in affiliations}
    organisations = organisations_of(session, affiliations)
    return [
        Came(
            money,
            owners[money.affiliation_id],
            organisations.get(owners[money.affiliation_id].organisation_id or 0),
            gone.get(money.id),
        )
        for money in found
    ]
