"""An affiliation that lives is renewed: with new figures where there are any, and a next term."""

from hov_donate.affiliations.models import Affiliation, Declaration, Term
from hov_donate.affiliations.operations.redeclaring import make_anew
from hov_donate.affiliations.operations.terms import choice_of, make_term
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.queries.planning import plan_next_term
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.rules import booking_day


def renew(
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    declaration: Declaration,
    actor: str,
    settings: Settings,
) -> Term | None:
    """Ask for the next term by these figures; what is paid for already stays as it is.

    Where a term of today or later is not paid yet, it is the one that is renewed: it is made anew
    if the figures change it. And nobody is asked for two terms ahead. Gives the newest term that
    was made. Raises as `make_term` does.
    """
    today = booking_day(work.now, settings.campaign.time_zone)
    made = make_anew(
        work,
        affiliation=affiliation,
        declaration=declaration,
        actor=actor,
        settings=settings,
        after=affiliation.paid_until,
    )
    if _asked_for_enough(work, affiliation, settings):
        return made
    choice = choice_of(plan_next_term(work.session, affiliation, today).quote, declaration)
    return make_term(
        work,
        affiliation=affiliation,
        on=today,
        settings=settings,
        chosen=choice.fee,
        gift=choice.gift,
    )


def _asked_for_enough(work: UnitOfWork, affiliation: Affiliation, settings: Settings) -> bool:
    """Whether a term of today or later is unpaid, or one ahead is paid."""
    today = booking_day(work.now, settings.campaign.time_zone)
    until = affiliation.paid_until
    for term in terms_of(work.session, affiliation.id):
        unpaid = until is None or until < term.starts_on
        if term.starts_on > today or (unpaid and term.ends_on >= today):
            return True
    return False
