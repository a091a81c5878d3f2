"""Terms that follow one another, without a hole and without a day twice."""

from dataclasses import dataclass, replace
from datetime import date

from hov_donate.affiliations.rules.calendar import DAY
from hov_donate.affiliations.rules.facts import Facts
from hov_donate.affiliations.rules.quoting import Quote, quote
from hov_donate.affiliations.rules.scale import Scale
from hov_donate.affiliations.rules.terms import term_for


@dataclass(frozen=True)
class Place:
    """Where a term is to begin: on which day, and what came before.

    `fresh` is one that follows no other: somebody joins, or comes back after they had left.
    """

    begin: date
    fresh: bool
    ever_before: bool


def place_after(last: date | None, *, on: date, ever_before: bool) -> Place:
    """Where the term of who joins or renews on a day begins.

    After a term that ended, or will end, it begins on the next day, whenever it is renewed: early
    renewal loses no day, and a late one does not move the year.
    """
    if last is None:
        return Place(on, fresh=True, ever_before=ever_before)
    return Place(last + DAY, fresh=False, ever_before=True)


def quote_at(scale: Scale, facts: Facts, place: Place) -> Quote:
    """What the scale says of a term that begins there; its term begins on that very day.

    Where the scale's year has moved, what is left of it is charged as of somebody who joins then.
    The first term is free once in a life. Raises QuoteError.
    """
    if place.ever_before:
        scale = _nothing_free(scale)
    whole = term_for(scale.year, place.begin, first=False)
    as_first = place.fresh or whole.first != place.begin
    return quote(scale, facts, on=place.begin, first=as_first)


def _nothing_free(scale: Scale) -> Scale:
    rules = tuple(replace(rule, first_term_free=False) for rule in scale.rules)
    return replace(scale, rules=rules)
