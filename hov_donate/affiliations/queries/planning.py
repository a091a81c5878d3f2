"""What the next term of an affiliation would be, before anybody makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Declaration, Term
from hov_donate.affiliations.queries.affiliations import (
    facts_of,
    newest_declaration,
    terms_of,
)
from hov_donate.affiliations.queries.scales import ActiveScales, StoredScale, stored_scale
from hov_donate.affiliations.rules.facts import Facts, QuoteError
from hov_donate.affiliations.rules.following import Place, place_after, quote_at
from hov_donate.affiliations.rules.keeping import kept
from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.errors import UserError


class NoScaleError(UserError):
    """No fee scale is in force for them on `day`."""

    def __init__(self, day: date) -> None:
        """On which day."""
        super().__init__(f"no fee scale is in force for them on {day}")
        self.day = day


@dataclass(frozen=True)
class PlannedTerm:
    """A term that is to be: by which version of a scale, from which figures, and what it says."""

    stored: StoredScale
    declaration: Declaration
    facts: Facts
    place: Place
    quote: Quote

    @property
    def snapshot(self) -> dict[str, Any]:
        """Inputs, rule, formula and result as plain data, which a term keeps for ever."""
        said = self.quote
        return {
            "scale": {"id": self.stored.row.code, "version": self.stored.row.version},
            "begin": self.place.begin.isoformat(),
            "first": self.place.fresh,
            "inputs": {name: value for name, value in vars(self.facts).items() if value},
            "rule": said.rule,
            "mode": said.mode,
            "explain": [kept(sentence) for sentence in said.explain],
            "result": {
                "fee": kept(said.fee),
                "delegates": said.delegates,
                "votes": said.votes,
                "rights": list(said.rights),
            },
        }


def plan_next_term(session: Session, affiliation: Affiliation, on: date) -> PlannedTerm:
    """What `make_term` would make for who joins or renews on a day. Raises as `plan_term` does."""
    return plan_term(
        ActiveScales(session),
        affiliation=affiliation,
        declaration=newest_declaration(session, affiliation.id),
        terms=terms_of(session, affiliation.id),
        on=on,
    )


def plan_term(
    scales: ActiveScales,
    *,
    affiliation: Affiliation,
    declaration: Declaration,
    terms: Sequence[Term],
    on: date,
) -> PlannedTerm:
    """The term after `terms` for who joins or renews on a day: no hole, and no day twice.

    Raises NoScaleError, and QuoteError where a figure is missing that the scale needs.
    """
    place = _place(affiliation.status, terms, on)
    stored = scales.find(country=affiliation.country, kind=affiliation.kind, on=place.begin)
    if stored is None:
        raise NoScaleError(place.begin)
    return _planned(stored, affiliation, declaration, place)


def place_ahead(session: Session, affiliation: Affiliation, on: date) -> Place:
    """Where the term begins of who sends a form on a day, whether they renew or apply again.

    It is the one that begins later, where that is made already.
    """
    status, terms = affiliation.status, terms_of(session, affiliation.id)
    if status in {AffiliationStatus.RESIGNED, AffiliationStatus.REJECTED}:
        status = AffiliationStatus.SUBMITTED
    if terms and terms[-1].starts_on > on:
        return Place(terms[-1].starts_on, fresh=terms[-1].first, ever_before=len(terms) > 1)
    return _place(status, terms, on)


def quote_ahead(session: Session, affiliation: Affiliation, on: date) -> Quote | None:
    """What the scale says of the next term; None where it says nothing, or lacks a figure."""
    try:
        return plan_next_term(session, affiliation, on).quote
    except (NoScaleError, QuoteError):
        return None


def _place(status: AffiliationStatus, terms: Sequence[Term], on: date) -> Place:
    """Who left, or lapsed, and applies again begins anew; others go on after their last term."""
    last = terms[-1].ends_on if terms else None
    begins_anew = status.pending or status is AffiliationStatus.LAPSED
    if begins_anew and last is not None and last < on:
        last = None
    return place_after(last, on=on, ever_before=bool(terms))


def plan_again(
    session: Session, *, affiliation: Affiliation, declaration: Declaration, term: Term
) -> PlannedTerm:
    """A term that was made, from other figures: the same days by the same version of the scale.

    Raises QuoteError.
    """
    earlier = terms_of(session, affiliation.id)
    ever_before = any(each.starts_on < term.starts_on for each in earlier)
    place = Place(term.starts_on, fresh=term.first, ever_before=ever_before)
    return _planned(stored_scale(session, term.scale_id), affiliation, declaration, place)


def _planned(
    stored: StoredScale, affiliation: Affiliation, declaration: Declaration, place: Place
) -> PlannedTerm:
    facts = facts_of(affiliation, declaration)
    quote = quote_at(stored.scale, facts, place)
    return PlannedTerm(stored, declaration, facts, place, quote)
