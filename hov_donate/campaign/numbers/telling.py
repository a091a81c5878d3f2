"""What everybody is told of published figures: no number of somebody who does not show it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from hov_donate.campaign.numbers.queries import (
    CountedBody,
    Published,
    bodies_known,
    counted_bodies,
    published,
)
from hov_donate.campaign.numbers.rules import Figure, Rounded, told_of_members


@dataclass(frozen=True)
class Telling:
    """A snapshot as it may be read now; `bodies` make up the workers, some without a name.

    A figure of `values` is None where it would tell the members of those without a name.
    """

    published: Published
    bodies: Sequence[CountedBody]
    values: Mapping[Figure, Rounded | None]

    @property
    def workers_by_country(self) -> Mapping[str, int]:
        """Members by the country of the body that they are counted with; whoever it is."""
        found: Counter[str] = Counter()
        for it in self.bodies:
            found[it.country] += it.members
        return found

    @property
    def untold_countries(self) -> frozenset[str]:
        """Where a body is without a name: less the others, its country's members would be its."""
        return frozenset(it.country for it in self.bodies if not it.name)


def telling_now(session: Session, hidden: frozenset[str]) -> Telling | None:
    """What may be told of the last snapshot; None before the first."""
    it = published(session)
    return telling(session, it, hidden) if it else None


def telling(session: Session, it: Published, hidden: frozenset[str]) -> Telling:
    """What may be told of a snapshot. Nobody of a country that is `hidden` has a name."""
    known = bodies_known(session, it)
    bodies = _nameless(counted_bodies(session, known), hidden)
    of_leaders = _nameless(counted_bodies(session, known, of_leaders=True), hidden)
    values: dict[Figure, Rounded | None] = {
        figure: Rounded(value, more=False) for figure, value in it.values.items()
    }
    values[Figure.WORKERS] = _members(bodies)
    values[Figure.LEADERS_WORKERS] = _members(of_leaders)
    return Telling(it, bodies, values)


def _nameless(bodies: Sequence[CountedBody], hidden: frozenset[str]) -> Sequence[CountedBody]:
    return [replace(it, name="") if it.country in hidden else it for it in bodies]


def _members(bodies: Sequence[CountedBody]) -> Rounded | None:
    return told_of_members(
        [it.members for it in bodies if it.name], [it.members for it in bodies if not it.name]
    )
