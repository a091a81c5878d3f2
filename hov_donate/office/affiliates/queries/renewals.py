"""Renewal runs: the list, one at a glance, and its affiliates page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    FeeScale,
    RenewalItem,
    RenewalOutcome,
    RenewalRun,
)
from hov_donate.affiliations.operations.running import UNDER_WAY
from hov_donate.affiliations.queries.reach import (
    bills_come_back_condition,
    bills_come_back_each,
)
from hov_donate.affiliations.queries.renewals import OutcomeSum, problem_of, summary
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import OutOfReach
from hov_donate.core.money import Money, total
from hov_donate.office.affiliates.queries.listing import organisations_of
from hov_donate.office.queries.paging import Page, Place, page_of

WORKED = (RenewalOutcome.RENEWS, RenewalOutcome.RENEWED, RenewalOutcome.CHANGED_MEANWHILE)


@dataclass(frozen=True)
class Planned:
    """An affiliate of a run: what it is asked for, or why a person must look at it.

    `out_of_reach` where letters to whoever pays come back: the invoice goes out all the same.
    """

    item: RenewalItem
    affiliation: Affiliation
    organisation: Organisation | None
    problem: Sentence | None
    out_of_reach: OutOfReach | None

    @property
    def fee(self) -> Money | None:
        """What it is asked for; None where there is a problem."""
        item = self.item
        if item.fee_minor is None or item.currency is None:
            return None
        return Money(item.fee_minor, item.currency)


@dataclass(frozen=True)
class Glance:
    """A run with its totals by outcome, scale and rule."""

    run: RenewalRun
    rows: Sequence[OutcomeSum]
    scales: dict[int, FeeScale]

    def many(self, *outcomes: RenewalOutcome) -> int:
        """How many have one of these outcomes."""
        return sum(row.many for row in self.rows if row.outcome in outcomes)

    @property
    def to_do(self) -> int:
        """How many the run is for."""
        return self.many(*WORKED)

    @property
    def finished(self) -> int:
        """How many of them are through, one way or the other."""
        return self.many(RenewalOutcome.RENEWED, RenewalOutcome.CHANGED_MEANWHILE)

    @property
    def fees(self) -> list[Money]:
        """What all of them are asked for, by currency."""
        found = [row.fees for row in self.rows if row.fees and row.outcome in WORKED]
        currencies = sorted({fees.currency for fees in found})
        return [total((it for it in found if it.currency == code), code) for code in currencies]


def runs(session: Session, place: Place) -> Page[RenewalRun]:
    """A page of runs, the last begun first."""
    return page_of(session, select(RenewalRun), RenewalRun.id, place)


def under_way(session: Session) -> RenewalRun | None:
    """The run that is not over."""
    query = select(RenewalRun).where(RenewalRun.status.in_(UNDER_WAY)).order_by(RenewalRun.id)
    return session.scalars(query.limit(1)).first()


def glance(session: Session, run: RenewalRun) -> Glance:
    """A run at a glance; it reads all of the run, so it is for the run's own page only."""
    rows = summary(session, run.id)
    keys = {row.scale_id for row in rows if row.scale_id is not None}
    scales = session.scalars(select(FeeScale).where(FeeScale.id.in_(keys)))
    return Glance(run, rows, {row.id: row for row in scales})


@dataclass(frozen=True)
class Asked:
    """Which affiliates of a run are meant: all of them, of one outcome, or out of reach by mail."""

    outcome: RenewalOutcome | None = None
    out_of_reach: bool = False


def planned(
    session: Session, run_id: int, which: Asked, place: Place, *, size: int
) -> Page[Planned]:
    """A page of the affiliates of a run, the highest number first."""
    query = select(RenewalItem).where(RenewalItem.run_id == run_id)
    if which.outcome is not None:
        query = query.where(RenewalItem.outcome == which.outcome)
    if which.out_of_reach:
        meant = select(Affiliation.id).where(bills_come_back_condition())
        query = query.where(RenewalItem.affiliation_id.in_(meant))
    found = page_of(session, query, RenewalItem.affiliation_id, place, size=size)
    return Page(_planned(session, found.rows), older=found.older, newer=found.newer)


def _planned(session: Session, items: Sequence[RenewalItem]) -> list[Planned]:
    keys = [item.affiliation_id for item in items]
    rows = session.scalars(select(Affiliation).where(Affiliation.id.in_(keys))).all()
    owners = {row.id: row for row in rows}
    organisations = organisations_of(session, rows)
    back = bills_come_back_each(session, rows)
    return [
        Planned(
            item,
            owners[item.affiliation_id],
            organisations.get(owners[item.affiliation_id].organisation_id or 0),
            problem_of(item),
            back.get(item.affiliation_id),
        )
        for item in items
    ]
