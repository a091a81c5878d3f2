"""What names a proposal on a page, and what was said of a line, so that the two can be compared."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Invoice, MoneyReceived
from hov_donate.affiliations.queries.sources import shares_of
from hov_donate.donations.offline.models import OfflineGift
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.reconciliation.bank.models import BankSettlement
from hov_donate.reconciliation.bank.rules.kinds import ProposalKind, SettlementKind
from hov_donate.reconciliation.bank.rules.matching import Proposal

# What was said with the key of something, and the proposal that says so.
KEYS = {
    SettlementKind.PAYOUT: (ProposalKind.PAYOUT, "payout_id"),
    SettlementKind.RECORDED: (ProposalKind.RECORDED, "received_id"),
    SettlementKind.SENT_BACK: (ProposalKind.SENT_BACK, "credit_use_id"),
    SettlementKind.BATCH: (ProposalKind.BATCH, "batch_id"),
    SettlementKind.GIFT_RECORDED: (ProposalKind.GIFT_RECORDED, "gift_id"),
    SettlementKind.BOUNCED: (ProposalKind.BOUNCED, "item_id"),
    SettlementKind.BOUNCE_RECORDED: (ProposalKind.BOUNCE_RECORDED, "item_id"),
}


def name_of(proposal: Proposal) -> str:
    """What names a proposal on a page, so that only what was seen is confirmed."""
    return _name(proposal.kind, proposal.target, proposal.shares, proposal.due_on)


def name_of_said(session: Session, said: BankSettlement) -> str:
    """The name of the proposal that would say the same of a line; empty where none would."""
    if said.kind in KEYS:
        kind, column = KEYS[said.kind]
        return _name(kind, getattr(said, column))
    if said.kind is SettlementKind.INVOICES:
        return _of_invoices(session, said)
    if said.kind is SettlementKind.STANDING_ORDER:
        gift = session.get_one(OfflineGift, said.gift_id)
        return _name(ProposalKind.STANDING_ORDER, gift.order_id, due_on=gift.due_on)
    charges = said.kind is SettlementKind.BANK_CHARGES and said.fund == GENERAL_FUND
    return _name(ProposalKind.CHARGES) if charges else ""


def _of_invoices(session: Session, said: BankSettlement) -> str:
    """A proposal leaves the rest to whoever the first invoice is for."""
    came = session.get_one(MoneyReceived, said.received_id)
    shares = [(key, share.minor) for key, share in shares_of(session, came)]
    first = session.get_one(Invoice, shares[0][0]) if shares else None
    if first is None or first.affiliation_id != came.affiliation_id:
        return ""
    return _name(ProposalKind.INVOICES, shares=shares)


def _name(
    kind: ProposalKind,
    target: int | None = None,
    shares: Iterable[tuple[int, int]] = (),
    due_on: date | None = None,
) -> str:
    parts = ".".join(f"{key}-{minor}" for key, minor in shares)
    day = due_on.isoformat() if due_on else ""
    return f"{kind.value}:{target or ''}:{parts or day}"
