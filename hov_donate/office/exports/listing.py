"""Exports that were asked for, the last first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.exports.models import Export
from hov_donate.office.queries.paging import Page, Place, page_of

PER_PAGE = 20


def exports_made(session: Session, place: Place) -> Page[Export]:
    """A page of them, everybody's."""
    return page_of(session, select(Export), Export.id, place, size=PER_PAGE)
