"""What a correction would make of an affiliate's fees, before anybody makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Declaration, Invoice, Term
from hov_donate.affiliations.operations import Declared
from hov_donate.affiliations.operations.asking import due_on
from hov_donate.affiliations.operations.terms import fee_of
from hov_donate.affiliations.queries.affiliations import newest_declarations, terms_of
from hov_donate.affiliations.queries.giving import gift_on
from hov_donate.affiliations.queries.marks import would_be_held
from hov_donate.affiliations.queries.money import open_invoices
from hov_donate.affiliations.queries.planning import PlannedTerm, plan_again, plan_term
from hov_donate.affiliations.queries.scales import ActiveScales
from hov_donate.affiliations.rules.covered import Mark
from hov_donate.config import Campaign
from hov_donate.core.money import Money, total
from hov_donate.ledger.rules import booking_day


@dataclass(frozen=True)
class Changed:
    """A term that holds today or later: its fee, what it would be, and the invoices that go.

    `difference` is what would be asked for beyond what was paid; a term that is paid for stays so
    through `held_until` all the same.
    """

    term: Term
    planned: PlannedTerm
    fee: Money
    invoices: Sequence[Invoice]
    difference: Money
    held_until: date | None

    @property
    def changes(self) -> bool:
        """Whether the term would be made anew."""
        quote, term = self.planned.quote, self.term
        would_be = (self.fee, quote.rule, quote.delegates, quote.votes, " ".join(quote.rights))
        return would_be != (term.fee, term.rule, term.delegates, term.votes, term.rights)


@dataclass(frozen=True)
class Preview:
    """What happens to the terms of today and later, and what the next one would cost."""

    terms: Sequence[Changed]
    next_term: PlannedTerm

    @property
    def changes(self) -> bool:
        """Whether any invoice is replaced."""
        return any(it.changes for it in self.terms)


def preview(
    session: Session,
    affiliation: Affiliation,
    declared: Declared,
    campaign: Campaign,
    now: datetime,
) -> Preview:
    """What correcting the figures would do. Raises QuoteError, NoScaleError."""
    today = booking_day(now, campaign.time_zone)
    declaration = _imagined(session, affiliation, declared, now)
    held = terms_of(session, affiliation.id)
    ahead = [term for term in held if term.ends_on >= today]
    until = {term.id: due_on(affiliation, term.starts_on, today, campaign) for term in ahead}
    marks = {
        term.id: would_be_held(session, term, today=today, until=until[term.id]) for term in ahead
    }
    return Preview(
        terms=[_changed(session, affiliation, declaration, term, marks[term.id]) for term in ahead],
        next_term=plan_term(
            ActiveScales(session),
            affiliation=affiliation,
            declaration=declaration,
            terms=held,
            on=today,
        ),
    )


def _changed(
    session: Session,
    affiliation: Affiliation,
    declaration: Declaration,
    term: Term,
    mark: Mark | None,
) -> Changed:
    planned = plan_again(session, affiliation=affiliation, declaration=declaration, term=term)
    # A fee that was decided otherwise stays, whatever the figures.
    fee = term.fee if term.override_reason is not None else fee_of(planned, None, None)
    gone = open_invoices(session, term.id)
    left = (gift_on(session, it).gift_left for it in gone)
    gifts = total((Money(it, term.currency) for it in left), term.currency)
    missing = fee + gifts - total((it.settled for it in gone), term.currency)
    return Changed(
        term=term,
        planned=planned,
        fee=fee,
        invoices=[it.invoice for it in gone],
        difference=max(missing, Money(0, term.currency)),
        held_until=mark.until if mark else None,
    )


def _imagined(
    session: Session, affiliation: Affiliation, declared: Declared, now: datetime
) -> Declaration:
    """A declaration that is not kept; what the payer chose before stays."""
    before = newest_declarations(session, [affiliation.id]).get(affiliation.id)
    return Declaration(
        affiliation_id=affiliation.id,
        chosen_minor=before.chosen_minor if before else None,
        chosen_currency=before.chosen_currency if before else None,
        surplus_is_gift=before.surplus_is_gift if before else False,
        actor="",
        declared_at=now,
        **vars(declared),
    )
