"""Correcting what a term was made from: the term is voided and made anew, its invoice too."""

from dataclasses import dataclass
from datetime import date

from hov_donate.affiliations.models import (
    Affiliation,
    ChangeKind,
    CreditReason,
    Declaration,
    Term,
)
from hov_donate.affiliations.operations.asking import due_on
from hov_donate.affiliations.operations.declaring import record_declaration
from hov_donate.affiliations.operations.history import Why, note
from hov_donate.affiliations.operations.invoicing import credit_invoice
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.moving import set_right
from hov_donate.affiliations.operations.terms import (
    Instead,
    Override,
    add_term,
    ask_for,
    fee_of,
)
from hov_donate.affiliations.queries.affiliations import newest_declaration, terms_of
from hov_donate.affiliations.queries.giving import gift_on
from hov_donate.affiliations.queries.marks import would_be_held
from hov_donate.affiliations.queries.money import open_invoices
from hov_donate.affiliations.queries.planning import PlannedTerm, plan_again
from hov_donate.affiliations.queries.sources import sources_settling
from hov_donate.affiliations.rules.covered import Mark
from hov_donate.affiliations.rules.declared import Chosen, Declared
from hov_donate.affiliations.rules.settling import Freed, freed
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import N_, translator
from hov_donate.core.money import Money, total
from hov_donate.ledger.rules import booking_day

# What stands on the credit note of an invoice that another one takes the place of.
MADE_ANEW = N_("The figures were corrected; another invoice takes the place of this one.")


@dataclass(frozen=True)
class _Anew:
    """A term, and what it is to be instead."""

    affiliation: Affiliation
    term: Term
    planned: PlannedTerm
    fee: Money
    override: Override | None


def redeclare(
    work: UnitOfWork, *, affiliation_id: int, declared: Declared, actor: str, settings: Settings
) -> Term | None:
    """Correct an affiliation's figures; what the payer chose and what was overridden stay.

    Terms that hold today or begin later are made anew where the new figures change them: the old
    invoice is credited whole, a new one issued, and the money moves over. What was paid for
    stays so until the new invoice is due. Gives the newest such term; None where none changes.
    Raises LookupError, QuoteError.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    before = newest_declaration(work.session, affiliation_id)
    chosen = Chosen(before.chosen, before.surplus_is_gift)
    declaration = record_declaration(
        work, affiliation=affiliation, declared=declared, chosen=chosen, actor=actor
    )
    note(work, affiliation=affiliation, kind=ChangeKind.DECLARED, why=Why(actor))
    return make_anew(
        work, affiliation=affiliation, declaration=declaration, actor=actor, settings=settings
    )


def make_anew(
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    declaration: Declaration,
    actor: str,
    settings: Settings,
    after: date | None = None,
) -> Term | None:
    """Make the terms anew that a newer declaration changes; the newest of them.

    Those that ended stay as they were, and those that do not begin `after` a day.
    """
    today = booking_day(work.now, settings.campaign.time_zone)
    made = None
    for term in terms_of(work.session, affiliation.id):
        if term.ends_on < today or (after is not None and term.starts_on <= after):
            continue
        planned = plan_again(
            work.session, affiliation=affiliation, declaration=declaration, term=term
        )
        override = _override_of(term)
        fee = fee_of(planned, override, None)
        if _differs(term, planned, fee):
            anew = _Anew(affiliation, term, planned, fee, override)
            made = _replace(work, anew, actor, settings)
    return made


def override_fee(
    work: UnitOfWork, *, affiliation_id: int, override: Override, actor: str, settings: Settings
) -> Term:
    """Another fee than the scale's for the newest term, by a decision that is named.

    Raises LookupError where there is no term yet, and OverrideIncompleteError.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    terms = terms_of(work.session, affiliation_id)
    if not terms:
        raise LookupError(f"affiliation {affiliation.number} has no term yet")
    planned = plan_again(
        work.session,
        affiliation=affiliation,
        declaration=work.session.get_one(Declaration, terms[-1].declaration_id),
        term=terms[-1],
    )
    fee = fee_of(planned, override, None)
    why = Why(actor, override.reason, override.minute)
    note(work, affiliation=affiliation, kind=ChangeKind.OVERRIDDEN, why=why)
    anew = _Anew(affiliation, terms[-1], planned, fee, override)
    return _replace(work, anew, actor, settings)


def _override_of(term: Term) -> Override | None:
    if term.override_reason is None:
        return None
    return Override(
        term.fee, term.override_reason, term.override_approved_by or "", term.override_minute or ""
    )


def _differs(term: Term, planned: PlannedTerm, fee: Money) -> bool:
    quote = planned.quote
    now = (fee, quote.rule, quote.delegates, quote.votes, " ".join(quote.rights))
    return now != (term.fee, term.rule, term.delegates, term.votes, term.rights)


def _replace(work: UnitOfWork, anew: _Anew, actor: str, settings: Settings) -> Term:
    """Void a term with its invoices, make it anew for the same days, and ask for it.

    Its money moves over, whosever it is; its paid-up mark stays until the new invoice is due.
    """
    mark = _mark(work, anew, settings)
    gift, money = _call_back(work, anew, actor, settings)
    anew.term.voided_at = work.now
    work.session.flush()
    term = add_term(
        work,
        affiliation=anew.affiliation,
        planned=anew.planned,
        fee=anew.fee,
        override=anew.override,
        instead=Instead(anew.term, mark),
    )
    ask_for(
        work, affiliation=anew.affiliation, term=term, gift=gift, settings=settings, money=money
    )
    set_right(work, affiliation_id=anew.affiliation.id, settings=settings)
    return term


def _mark(work: UnitOfWork, anew: _Anew, settings: Settings) -> Mark | None:
    today = booking_day(work.now, settings.campaign.time_zone)
    due = due_on(anew.affiliation, anew.term.starts_on, today, settings.campaign)
    return would_be_held(work.session, anew.term, today=today, until=due)


def _call_back(
    work: UnitOfWork, anew: _Anew, actor: str, settings: Settings
) -> tuple[Money, list[Freed]]:
    """Credit what is left of a term's invoices; the gifts on them, and the money that paid them.

    A gift that a credit note took off before, for one that is not accepted, is asked for no more.
    """
    gifts, money = [], []
    for standing in open_invoices(work.session, anew.term.id):
        invoice = standing.invoice
        gifts.append(Money(gift_on(work.session, standing).gift_left, invoice.currency))
        before = sources_settling(work.session, invoice.id)
        credit_invoice(
            work,
            invoice=invoice,
            amount=None,
            reason=CreditReason.CORRECTED,
            words=translator(invoice.language).gettext(MADE_ANEW),
            actor=actor,
            settings=settings,
            follows=True,
        )
        money += freed(before, sources_settling(work.session, invoice.id), invoice.id)
    return total(gifts, anew.fee.currency), money
