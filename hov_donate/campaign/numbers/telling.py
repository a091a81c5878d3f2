"""What everybody is told of published figures: no number of somebody who does not show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from hov_donate.campaign.numbers.queries import (
    CountedBody,
    Published,
    bodies_known,
    counted_among,
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


def telling(session: Session, it: Published, hidden: frozenset[str]) -> Telling:
    """What may be told of a snapshot. Nobody of a country that is `hidden` has a name."""
    known = bodies_known(session, it)
    bodies = _nameless(counted_among(session, known, of_leaders=False), hidden)
    of_leaders = _nameless(counted_among(session, known, of_leaders=True), hidden)
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
