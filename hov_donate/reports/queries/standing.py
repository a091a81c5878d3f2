"""Affiliations that lapsed, and those whose paid days or terms end soon; in stretches."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    Allocation,
    ChangeKind,
    Invoice,
    Term,
)
from hov_donate.affiliations.rules.standing import LIVING, AffiliationStatus
from hov_donate.core.spans import Span

AT_ONCE = 500
Dated = tuple[date, Affiliation]


def lapsed(
    session: Session, begins: datetime, ends: datetime
) -> Iterator[tuple[datetime, Affiliation]]:
    """Those that lapsed between two moments and are lapsed now, with when, oldest first."""
    rows = session.execute(
        select(AffiliationChange.at, Affiliation)
        .join(Affiliation, Affiliation.id == AffiliationChange.affiliation_id)
        .where(
            AffiliationChange.kind == ChangeKind.LAPSED,
            AffiliationChange.at >= begins,
            AffiliationChange.at < ends,
            Affiliation.status == AffiliationStatus.LAPSED,
        )
        .order_by(AffiliationChange.at, AffiliationChange.id)
        .execution_options(yield_per=AT_ONCE)
    )
    return ((at, affiliation) for at, affiliation in rows)


def paid_until_in(session: Session, span: Span) -> Iterator[Affiliation]:
    """Living ones whose paid days end in a span, the first to end first."""
    until: Any = Affiliation.paid_until
    query = (
        select(until, Affiliation)
        .where(Affiliation.status.in_(LIVING), until >= span.first, until <= span.last)
        .order_by(until, Affiliation.id)
        .limit(AT_ONCE)
    )
    return (affiliation for _, affiliation in _by_day(session, query, until))


def terms_ending_in(session: Session, span: Span) -> Iterator[Dated]:
    """Living ones whose newest term ends in a span, with that day, the first to end first."""
    last = (
        select(Term.affiliation_id, func.max(Term.ends_on).label("ends_on"))
        .where(Term.voided_at.is_(None), Term.ends_on >= span.first)
        .group_by(Term.affiliation_id)
        .subquery()
    )
    query = (
        select(last.c.ends_on, Affiliation)
        .join(last, last.c.affiliation_id == Affiliation.id)
        .where(Affiliation.status.in_(LIVING), last.c.ends_on <= span.last)
        .order_by(last.c.ends_on, Affiliation.id)
        .limit(AT_ONCE)
    )
    return _by_day(session, query, last.c.ends_on)


def _by_day(
    session: Session, query: Select[Any, Affiliation], day: ColumnElement[Any]
) -> Iterator[Dated]:
    """All rows of an ordered query, each stretch from where the one before ended."""
    rows = session.execute(query).all()
    while rows:
        yield from ((day_of, affiliation) for day_of, affiliation in rows)
        last, affiliation = rows[-1]
        beyond = or_(day > last, and_(day == last, Affiliation.id > affiliation.id))
        rows = session.execute(query.where(beyond)).all()


def last_paid(session: Session, ids: Collection[int]) -> Mapping[int, datetime]:
    """When money last settled an invoice of each."""
    rows = session.execute(
        select(Invoice.affiliation_id, func.max(Allocation.at))
        .join(Allocation, Allocation.invoice_id == Invoice.id)
        .where(Invoice.affiliation_id.in_(ids), Allocation.amount_minor > 0)
        .group_by(Invoice.affiliation_id)
    )
    return {row[0]: row[1] for row in rows}
