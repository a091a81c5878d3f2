"""What a line says, for whom that is meant, and what it may be, in words."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, CreditUse, Invoice, MoneyReceived
from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.core.db import Base
from hov_donate.core.money import Money
from hov_donate.core.references import spaced
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.ledger.models import LedgerFund
from hov_donate.office.affiliates.queries.invoices import Billed, billed
from hov_donate.office.guard import allowed
from hov_donate.office.labels import label
from hov_donate.office.offline.words import links
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.operations.proposing import found_for
from hov_donate.reconciliation.bank.operations.settling import name_of
from hov_donate.reconciliation.bank.queries.unshown import Unshown
from hov_donate.reconciliation.bank.rules.kinds import ProposalKind
from hov_donate.reconciliation.bank.rules.matching import Proposal
from hov_donate.reconciliation.bank.texts import Words, opened
from hov_donate.reconciliation.models import Payout
from hov_donate.staff.rules import Permission
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@dataclass(frozen=True)
class Offered:
    """A proposal as a page shows it: with what it names, or with invoices and the part of each.

    `item` is a cheque with the page of what it brought.
    """

    proposal: Proposal
    name: str
    payout: Payout | None = None
    shares: Sequence[tuple[Billed, Money]] = ()
    batch: Batch | None = None
    gift: OfflineGift | None = None
    order: StandingOrder | None = None
    item: tuple[BoxItem, str] | None = None

    @property
    def details(self) -> list[uuid.UUID | None]:
        """Of whom it names something, as far as that is known."""
        bodies = [row.affiliation.details_id for row, _ in self.shares]
        givers = [it.details_id for it in (self.gift, self.order) if it is not None]
        return [*bodies, *givers]


def words_of(lines: Iterable[BankLine]) -> dict[int, Words] | None:
    """Who paid and what for, by the line's key; None when this is not for the reader's eyes."""
    return opened(parts().seal, lines) if allowed(Permission.SEE_IDENTITIES) else None


def offered(session: Session, lines: Sequence[BankLine]) -> dict[int, list[Offered]]:
    """What each line may be as everything stands now."""
    found = found_for(session, lines, parts().seal)
    currencies = {line.id: line.currency for line in lines}
    return {
        key: [_offered(session, proposal, currencies[key]) for proposal in proposals]
        for key, proposals in found.items()
    }


def _offered(session: Session, proposal: Proposal, currency: str) -> Offered:
    keys = [key for key, _ in proposal.shares]
    invoices = [session.get_one(Invoice, key) for key in keys]
    amounts = [Money(minor, currency) for _, minor in proposal.shares]
    shares = list(zip(billed(session, invoices), amounts, strict=True))
    target = _target(session, proposal)
    return Offered(
        proposal,
        name_of(proposal),
        shares=shares,
        payout=target if isinstance(target, Payout) else None,
        batch=target if isinstance(target, Batch) else None,
        gift=target if isinstance(target, OfflineGift) else None,
        order=target if isinstance(target, StandingOrder) else None,
        item=(target, links([target])[target.id]) if isinstance(target, BoxItem) else None,
    )


# What the target of a proposal is a row of; the others are looked at on pages of their own.
_TABLES: dict[ProposalKind, type[Base]] = {
    ProposalKind.PAYOUT: Payout,
    ProposalKind.BATCH: Batch,
    ProposalKind.GIFT_RECORDED: OfflineGift,
    ProposalKind.STANDING_ORDER: StandingOrder,
    ProposalKind.BOUNCED: BoxItem,
    ProposalKind.BOUNCE_RECORDED: BoxItem,
}


def _target(session: Session, proposal: Proposal) -> Base | None:
    table = _TABLES.get(proposal.kind)
    return session.get(table, proposal.target) if table and proposal.target else None


def fund_name(fund: LedgerFund) -> str:
    """A fund's name in the reader's language, else its code."""
    speak = translator()
    return fund.name_in(speak.language) or speak.gettext("General fund")


@dataclass(frozen=True)
class Meant:
    """What a line was said to be, by its own name; `address` is its page, where it has one."""

    text: str
    address: str = ""


def meant(session: Session, said: BankSettlement) -> Meant | None:
    """The payout, batch, gift or cheque of a settlement."""
    if said.payout_id is not None:
        return Meant(session.get_one(Payout, said.payout_id).stripe_payout_id)
    if said.batch_id is not None:
        batch = session.get_one(Batch, said.batch_id)
        return Meant(batch.number, url_for("office.batch", batch_id=batch.id))
    if said.gift_id is not None:
        gift = session.get_one(OfflineGift, said.gift_id)
        return Meant(spaced(gift.reference), url_for("office.offline_gift", gift_id=gift.id))
    if said.item_id is not None:
        item = session.get_one(BoxItem, said.item_id)
        return Meant(item.cheque_number or item.source, links([item])[item.id])
    return None


def shown_as(session: Session, rows: Sequence[Unshown]) -> list[tuple[Unshown, str]]:
    """What was recorded, each in one line: what it is, its number or reference, its day."""
    _, speak = translator().gettext, translator()
    numbers = {kind: _numbers(session, kind, rows) for kind in {it.kind for it in rows}}
    return [
        (
            it,
            _(
                "%(what)s %(number)s, %(day)s",
                what=_(label(it.kind)),
                number=numbers[it.kind][it.id],
                day=speak.date(it.on),
            ),
        )
        for it in rows
    ]


def _numbers(session: Session, kind: ProposalKind, rows: Sequence[Unshown]) -> dict[int, str]:
    """By what people know all the rows of one kind, read at once."""
    wanted = [it.id for it in rows if it.kind is kind]
    if kind is ProposalKind.BATCH:
        batches = session.scalars(select(Batch).where(Batch.id.in_(wanted)))
        return {it.id: it.number for it in batches}
    if kind is ProposalKind.GIFT_RECORDED:
        gifts = session.scalars(select(OfflineGift).where(OfflineGift.id.in_(wanted)))
        return {it.id: spaced(it.reference) for it in gifts}
    if kind is ProposalKind.BOUNCE_RECORDED:
        items = session.scalars(select(BoxItem).where(BoxItem.id.in_(wanted)))
        return {it.id: it.cheque_number for it in items}
    table = MoneyReceived if kind is ProposalKind.RECORDED else CreditUse
    owners = select(table.id, Affiliation).join(Affiliation, Affiliation.id == table.affiliation_id)
    return {key: owner.number for key, owner in session.execute(owners.where(table.id.in_(wanted)))}
