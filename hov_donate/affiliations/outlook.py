"""What other figures would bring: looked at before they are sent."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Term
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.queries.declared import as_row
from hov_donate.affiliations.queries.planning import PlannedTerm, plan_again, plan_term
from hov_donate.affiliations.queries.scales import ActiveScales
from hov_donate.affiliations.rules.declared import Chosen, Declared


@dataclass(frozen=True)
class Outlook:
    """The term that other figures would be for; `unpaid` is the one that is made anew by them.

    None means that they count from the next term on: what is paid for stays as it is.
    """

    planned: PlannedTerm
    unpaid: Term | None


@dataclass(frozen=True)
class Figures:
    """What an affiliation would be charged by: its class, what it declares, what it will pay."""

    member_class: str | None
    declared: Declared
    chosen: Chosen


def outlook(session: Session, affiliation: Affiliation, figures: Figures, today: date) -> Outlook:
    """What these figures would bring. Raises NoScaleError, QuoteError."""
    terms = terms_of(session, affiliation.id)
    declaration = as_row(affiliation.id, figures.declared, figures.chosen)
    then, until = _as_it_would_be(affiliation, figures), affiliation.paid_until
    for term in terms:
        if term.ends_on >= today and (until is None or term.starts_on > until):
            planned = plan_again(session, affiliation=then, declaration=declaration, term=term)
            return Outlook(planned, term)
    planned = plan_term(
        ActiveScales(session), affiliation=then, declaration=declaration, terms=terms, on=today
    )
    return Outlook(planned, None)


def _as_it_would_be(affiliation: Affiliation, figures: Figures) -> Affiliation:
    """The affiliation in its new class; it belongs to no session and is never written."""
    return Affiliation(
        id=affiliation.id,
        kind=affiliation.kind,
        country=affiliation.country,
        status=affiliation.status,
        member_class=figures.member_class,
    )
