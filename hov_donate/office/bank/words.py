"""What a line says, for whom that is meant, and what it may be, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Invoice
from hov_donate.core.money import Money
from hov_donate.ledger.models import LedgerFund
from hov_donate.office.affiliates.queries.invoices import Billed, billed
from hov_donate.office.guard import allowed
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.operations.proposing import found_for
from hov_donate.reconciliation.bank.operations.settling import name_of
from hov_donate.reconciliation.bank.rules.matching import Proposal
from hov_donate.reconciliation.bank.texts import Words, opened
from hov_donate.reconciliation.models import Payout
from hov_donate.staff.rules import Permission
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@dataclass(frozen=True)
class Offered:
    """A proposal as a page shows it: with its payout, or with invoices and the part of each."""

    proposal: Proposal
    name: str
    payout: Payout | None
    shares: Sequence[tuple[Billed, Money]]


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
    payout = session.get(Payout, proposal.target) if proposal.kind.value == "payout" else None
    amounts = [Money(minor, currency) for _, minor in proposal.shares]
    shares = list(zip(billed(session, invoices), amounts, strict=True))
    return Offered(proposal, name_of(proposal), payout, shares)


def fund_name(fund: LedgerFund) -> str:
    """A fund's name in the reader's language, else its code."""
    speak = translator()
    return fund.name_in(speak.language) or speak.gettext("General fund")
