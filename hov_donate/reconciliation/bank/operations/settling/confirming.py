"""A line is what was proposed, as it was on the page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hov_donate.affiliations.queries.money import standing_of
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.operations.proposing import found_for
from hov_donate.reconciliation.bank.operations.settling.affiliates import (
    settle_invoices,
    settle_recorded,
    settle_sent_back,
)
from hov_donate.reconciliation.bank.operations.settling.batches import settle_batch
from hov_donate.reconciliation.bank.operations.settling.bounces import settle_bounce_recorded
from hov_donate.reconciliation.bank.operations.settling.chosen import Said, settle_as
from hov_donate.reconciliation.bank.operations.settling.gifts import (
    settle_gift_recorded,
    settle_standing_order,
)
from hov_donate.reconciliation.bank.operations.settling.naming import name_of, name_of_said
from hov_donate.reconciliation.bank.operations.settling.payouts import settle_payout
from hov_donate.reconciliation.bank.operations.settling.saying import lock_line
from hov_donate.reconciliation.bank.queries.lines import standing
from hov_donate.reconciliation.bank.rules.kinds import (
    LineFault,
    LineRefusedError,
    ProposalKind,
    SettlementKind,
)
from hov_donate.reconciliation.bank.rules.matching import Proposal


@dataclass(frozen=True)
class _By:
    """Who confirms, and what that takes."""

    actor: str
    settings: Settings
    seal: IdentitySeal


def confirm_proposal(
    work: UnitOfWork,
    *,
    line_id: int,
    seen: str,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> BankSettlement:
    """The line is what was proposed; `seen` is that proposal's name on the page.

    It is found anew: what has changed since is refused with CHANGED_MEANWHILE, what takes more than
    a yes with NEEDS_WORDS, and a line of which something else was said with SETTLED_ALREADY. Raises
    LineRefusedError, MoneyRefusedError, OfflineRefusedError, BoxRefusedError; LookupError.
    """
    line = lock_line(work, line_id)
    known = standing(work.session, line_id)
    if known is not None:
        if seen and seen == name_of_said(work.session, known):
            return known
        raise LineRefusedError(LineFault.SETTLED_ALREADY)
    found = found_for(work.session, [line], seal)[line_id]
    meant = next((it for it in found if name_of(it) == seen), None)
    if meant is None:
        raise LineRefusedError(LineFault.CHANGED_MEANWHILE)
    if meant.needs_words:
        raise LineRefusedError(LineFault.NEEDS_WORDS)
    return _WAYS[meant.kind](work, line, meant, _By(actor, settings, seal))


def _payout(work: UnitOfWork, line: BankLine, meant: Proposal, by: _By) -> BankSettlement:
    return settle_payout(work, line_id=line.id, payout_id=_target(meant), actor=by.actor)


def _recorded(work: UnitOfWork, line: BankLine, meant: Proposal, by: _By) -> BankSettlement:
    return settle_recorded(work, line_id=line.id, received_id=_target(meant), actor=by.actor)


def _sent_back(work: UnitOfWork, line: BankLine, meant: Proposal, by: _By) -> BankSettlement:
    return settle_sent_back(work, line_id=line.id, credit_use_id=_target(meant), actor=by.actor)


def _charges(work: UnitOfWork, line: BankLine, _meant: Proposal, by: _By) -> BankSettlement:
    said = Said(SettlementKind.BANK_CHARGES, words="")
    return settle_as(work, line_id=line.id, said=said, actor=by.actor, seal=by.seal)


def _batch(work: UnitOfWork, line: BankLine, meant: Proposal, by: _By) -> BankSettlement:
    return settle_batch(
        work, line_id=line.id, batch_id=_target(meant), actor=by.actor, seal=by.seal
    )


def _gift_recorded(work: UnitOfWork, line: BankLine, meant: Proposal, by: _By) -> BankSettlement:
    return settle_gift_recorded(work, line_id=line.id, gift_id=_target(meant), actor=by.actor)


def _bounce_recorded(work: UnitOfWork, line: BankLine, meant: Proposal, by: _By) -> BankSettlement:
    return settle_bounce_recorded(work, line_id=line.id, item_id=_target(meant), actor=by.actor)


def _standing_order(work: UnitOfWork, line: BankLine, meant: Proposal, by: _By) -> BankSettlement:
    return settle_standing_order(
        work,
        line_id=line.id,
        order_id=_target(meant),
        due_on=meant.due_on or date.min,
        **vars(by),
    )


def _invoices(work: UnitOfWork, line: BankLine, meant: Proposal, by: _By) -> BankSettlement:
    """The rest is credit of whoever the first invoice is for."""
    shares = [(key, Money(minor, line.currency)) for key, minor in meant.shares]
    first = standing_of(work.session, shares[0][0]).invoice
    return settle_invoices(
        work,
        line_id=line.id,
        shares=shares,
        owner_id=first.affiliation_id,
        **vars(by),
    )


# A cheque that bounces takes words, and is no button's business.
_WAYS: dict[ProposalKind, Callable[[UnitOfWork, BankLine, Proposal, _By], BankSettlement]] = {
    ProposalKind.PAYOUT: _payout,
    ProposalKind.INVOICES: _invoices,
    ProposalKind.RECORDED: _recorded,
    ProposalKind.SENT_BACK: _sent_back,
    ProposalKind.CHARGES: _charges,
    ProposalKind.BATCH: _batch,
    ProposalKind.GIFT_RECORDED: _gift_recorded,
    ProposalKind.STANDING_ORDER: _standing_order,
    ProposalKind.BOUNCE_RECORDED: _bounce_recorded,
}


def _target(meant: Proposal) -> int:
    return meant.target or 0
