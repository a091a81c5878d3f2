"""Two versions of a fee scale over the affiliates that live now, a stretch of them at a time.

What everybody pays under either version takes a quote each, so the work grows with the affiliates:
a page works for some seconds and no longer, and says how to go on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Declaration
from hov_donate.affiliations.queries.affiliations import facts_of, newest_declarations
from hov_donate.affiliations.queries.scales import ActiveScales, StoredScale
from hov_donate.affiliations.rules.comparing import Comparison, compare
from hov_donate.affiliations.rules.facts import Facts, QuoteError
from hov_donate.affiliations.rules.standing import LIVING
from hov_donate.office.affiliates.tally import Change, Tally

# A page that is made for longer would be taken for broken.
SECONDS_AT_ONCE = 3.0
BATCH = 500


@dataclass(frozen=True)
class Pair:
    """The version that is compared with, and the one that would take its place, on a day."""

    before: StoredScale
    after: StoredScale
    on: date

    @property
    def begins(self) -> date:
        """The day of which both are asked: both hold by then."""
        return max(self.on, self.before.scale.effective_from, self.after.scale.effective_from)


def stretch(session: Session, pair: Pair, so_far: Tally) -> Tally:
    """The tally with the next stretch added; `finished` tells whether there is more."""
    judge = _judge(session, pair)
    end = monotonic() + SECONDS_AT_ONCE
    while batch := _after(session, so_far.cursor, BATCH):
        for affiliation, declaration in _declared(session, batch):
            so_far = _added(so_far, affiliation, judge(affiliation, declaration))
        so_far = replace(so_far, cursor=batch[-1].id, seen=so_far.seen + len(batch))
        session.expunge_all()
        if monotonic() > end:
            break
    return so_far


def finished(session: Session, so_far: Tally) -> bool:
    """Whether nobody comes after the last one that was looked at."""
    return not _after(session, so_far.cursor, 1)


def _added(so_far: Tally, affiliation: Affiliation, found: Comparison | None) -> Tally:
    if found is None:
        return so_far
    before, after = found.before, found.after
    if isinstance(before, QuoteError) or isinstance(after, QuoteError):
        return replace(so_far, silent=so_far.silent + 1)
    return so_far.with_change(Change(affiliation.id, before.fee, after.fee))


def _after(session: Session, cursor: int, size: int) -> Sequence[Affiliation]:
    return session.scalars(
        select(Affiliation)
        .where(Affiliation.id > cursor, Affiliation.status.in_(LIVING))
        .order_by(Affiliation.id)
        .limit(size)
    ).all()


def _declared(
    session: Session, batch: Sequence[Affiliation]
) -> Iterator[tuple[Affiliation, Declaration]]:
    """Those who declared any figures, with the newest of them."""
    newest = newest_declarations(session, [it.id for it in batch])
    return ((it, newest[it.id]) for it in batch if it.id in newest)


def _judge(session: Session, pair: Pair) -> Callable[[Affiliation, Declaration], Comparison | None]:
    """Compares for one affiliate; those with the same facts are reckoned once.

    None for whom the earlier version is not.
    """
    scales = ActiveScales(session)
    theirs: dict[tuple[str, str], bool] = {}
    reckoned: dict[str, Comparison] = {}

    def judge(affiliation: Affiliation, declaration: Declaration) -> Comparison | None:
        key = (affiliation.country, affiliation.kind)
        if key not in theirs:
            theirs[key] = _is_theirs(scales, pair, *key)
        if not theirs[key]:
            return None
        facts = facts_of(affiliation, declaration)
        if (known := repr(facts)) not in reckoned:
            reckoned[known] = _compared(pair, facts)
        return reckoned[known]

    return judge


def _is_theirs(scales: ActiveScales, pair: Pair, country: str, kind: str) -> bool:
    """Whether the earlier version, or another of its scale, is in force for them."""
    holding = scales.find(country=country, kind=kind, on=pair.on)
    if holding is not None:
        return holding.row.code == pair.before.row.code
    return pair.before.scale.countries is None or country in pair.before.scale.countries


def _compared(pair: Pair, facts: Facts) -> Comparison:
    return compare(pair.before.scale, pair.after.scale, facts, on=pair.begins, first=False)
