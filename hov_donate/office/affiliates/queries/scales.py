"""Fee scales: their versions, and what they give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import hov_donate.affiliations
from hov_donate.affiliations.models import FeeScale
from hov_donate.affiliations.rules.conditions import whom
from hov_donate.affiliations.rules.edges import Edge, edges
from hov_donate.affiliations.rules.facts import unit
from hov_donate.affiliations.rules.scale import Rule, Scale
from hov_donate.affiliations.rules.sentences import Sentence

# Decades of yearly versions, for every continent.
MOST_VERSIONS = 200
# A rule with more edges is shown from its beginning.
MOST_EDGES = 120
EXAMPLES = Path(hov_donate.affiliations.__file__).with_name("examples")


@dataclass(frozen=True)
class Shown:
    """What a rule gives around its edges by one measure; `falls` are the places where it is less.

    `cut` says that there are more edges than are shown.
    """

    number: int
    rule: Rule
    whom: Sequence[object]
    measure: Sentence
    edges: Sequence[Edge]
    cut: bool

    def falls(self, edge: Edge) -> bool:
        """Whether one more pays less, or has fewer delegates or votes."""
        at = self.edges.index(edge)
        if not at or edge.n is None:
            return False
        before, now = self.edges[at - 1].quote, edge.quote
        return now.fee < before.fee or now.delegates < before.delegates or now.votes < before.votes


def versions(session: Session) -> Sequence[FeeScale]:
    """Every version, by scale, the newest first."""
    return session.scalars(
        select(FeeScale).order_by(FeeScale.code, FeeScale.version.desc()).limit(MOST_VERSIONS)
    ).all()


def same_draft(session: Session, text: str) -> FeeScale | None:
    """A draft with the very same text, so that pressing twice makes one."""
    drafts = select(FeeScale).where(FeeScale.status == "draft").order_by(FeeScale.id.desc())
    rows = session.scalars(drafts.limit(MOST_VERSIONS))
    return next((row for row in rows if row.text == text), None)


def examples() -> dict[str, str]:
    """The worked scales that come with the software: name → text."""
    return {path.stem: path.read_text("utf-8") for path in sorted(EXAMPLES.glob("*.toml"))}


def shown(scale: Scale, *, on: date) -> list[Shown]:
    """What every rule gives around its edges, rule by rule and measure by measure."""
    return list(_shown(scale, on))


def _shown(scale: Scale, on: date) -> Iterator[Shown]:
    found = edges(scale, on=on)
    for (number, measure), rows in groupby(found, key=lambda edge: (edge.rule, edge.measure)):
        every = list(rows)
        rule = scale.rules[number - 1]
        yield Shown(
            number=number,
            rule=rule,
            whom=whom(rule.when, scale.kinds),
            measure=unit(measure),
            edges=every[:MOST_EDGES],
            cut=len(every) > MOST_EDGES,
        )
