"""Reports of the press as everybody reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session

from hov_donate.campaign.press.models import PressReport

PER_PAGE = 50


@dataclass(frozen=True)
class Listed:
    """Some reports, the newest first, and the key of the last where there are more."""

    rows: Sequence[PressReport]
    more: int | None


def reports(
    session: Session, country: str | None, beyond: int | None, hidden: frozenset[str]
) -> Listed:
    """A page of reports from a country, or from all that are not `hidden`."""
    query = select(PressReport).where(PressReport.country.not_in(hidden))
    if country:
        query = query.where(PressReport.country == country)
    order = (PressReport.reported_on, PressReport.id)
    anchor = session.get(PressReport, beyond) if beyond else None
    if anchor is not None and anchor.country not in hidden:
        query = query.where(
            tuple_(*order) < tuple_(literal(anchor.reported_on), literal(anchor.id))
        )
    query = query.order_by(*(column.desc() for column in order))
    found = session.scalars(query.limit(PER_PAGE + 1)).all()
    return Listed(found[:PER_PAGE], found[PER_PAGE - 1].id if len(found) > PER_PAGE else None)


def countries(session: Session, hidden: frozenset[str]) -> list[tuple[str, int]]:
    """In which countries was reported, and how often; of those that are `hidden` nothing."""
    many = func.count()
    query = select(PressReport.country, many).where(PressReport.country.not_in(hidden))
    query = query.group_by(PressReport.country).order_by(many.desc(), PressReport.country)
    rows = session.execute(query)
    return [(country, count) for country, count in rows]
