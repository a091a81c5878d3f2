"""Which countries are told together, so that a total gives away no number that is not told.

A total that is the truth, less the rows that are told, is the sum of the rest. Where the rest is
one country, that is its number. What everybody can count elsewhere, name by name, hides nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hov_donate.campaign.appeals.rules import FEWEST_SHOWN


@dataclass(frozen=True)
class Veil:
    """What is not told country by country, of one kind of count.

    `joined` have enough to be told and are not, for the sake of others; `together` is the sum of
    all whose number is not told. Where even that gives a number away, `told` is False: then neither
    the sum nor the total may be shown beside the names of countries.
    """

    joined: frozenset[str] = frozenset()
    together: int = 0
    told: bool = True


@dataclass(frozen=True)
class _Member:
    """A country of the sum: how many it has, and within which bounds everybody knows that."""

    least: int
    most: int | None
    # How many different numbers must stay possible; 1 where the country has nothing to lose.
    doubt: int


_HIDDEN = _Member(1, None, FEWEST_SHOWN)


@dataclass(frozen=True)
class Known:
    """What everybody knows besides: the countries that are hidden, and what stands elsewhere.

    `listed` is how many of each country everybody can count by their names.
    """

    hidden: Collection[str] = frozenset()
    listed: Mapping[str, int] = field(default_factory=dict)


def veil(counts: Mapping[str, int], public: Known) -> Veil:
    """What is told together of some countries' counts, of which fewer than five are not told.

    Hidden countries and those below five make a sum. While a number in it could be reckoned, the
    smallest country that would be told joins them.
    """
    hidden = public.hidden
    there = {country: count for country, count in counts.items() if count > 0}
    known = {country for country in there if country not in hidden}
    few = {country for country in known if there[country] < FEWEST_SHOWN}
    others = [_HIDDEN for country in there if country in hidden]
    others += [_few(public.listed.get(country, 0)) for country in few]
    if not others:
        return Veil()
    together = sum(there[country] for country in there if country in hidden or country in few)
    total = together
    told = sorted(known - few, key=lambda it: (there[it], it))
    for many in range(len(told) + 1):
        joined, smallest = told[:many], (there[it] for it in told[many:])
        most = next(smallest, None)
        listed = (min(public.listed.get(it, 0), there[it]) for it in joined)
        members = [*others, *(_joined(it, most) for it in listed)]
        total = together + sum(there[it] for it in joined)
        if _in_doubt(members, total):
            return Veil(frozenset(joined), total)
    return Veil(frozenset(told), total, told=False)


def _few(listed: int) -> _Member:
    """Fewer than five; if all of them can be counted by name, there is nothing to lose."""
    least = min(max(1, listed), FEWEST_SHOWN - 1)
    return _Member(least, FEWEST_SHOWN - 1, min(2, FEWEST_SHOWN - least))


def _joined(listed: int, most: int | None) -> _Member:
    """One of the smallest that would be told: none is larger than the smallest that is told."""
    return _Member(max(FEWEST_SHOWN, listed), most, 1)


def _in_doubt(members: Collection[_Member], together: int) -> bool:
    """Whether no number can be reckoned from the sum of all, and from what is known of each."""
    return all(_possible(it, members, together) >= it.doubt for it in members)


def _possible(member: _Member, members: Iterable[_Member], together: int) -> int:
    """How many different numbers of a member make up the sum with some of the others."""
    others = list(members)
    others.remove(member)
    highest = together - sum(it.least for it in others)
    if member.most is not None:
        highest = min(highest, member.most)
    lowest = member.least
    if all(it.most is not None for it in others):
        lowest = max(lowest, together - sum(it.most or 0 for it in others))
    return highest - lowest + 1
