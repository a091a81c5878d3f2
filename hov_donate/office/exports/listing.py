"""Exports that were asked for, the last first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.core.i18n import N_
from hov_donate.exports.models import Export
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Listing, Sort, nothing_asked
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.staff.rules import Permission

PER_PAGE = 20


def exports_made(session: Session, place: Place) -> Page[Export]:
    """A page of them, everybody's."""
    return page_of(session, select(Export), Export.id, place, size=PER_PAGE)


EXPORTS: Listing[None, Export] = Listing(
    code="exports",
    title=N_("Exports made by the worker"),
    endpoint="office.exports",
    permission=Permission.TAKE_EXPORTS,
    search=nothing_asked,
    read=lambda session, _, place: exports_made(session, place),
    sorts=(Sort("asked", N_("Asked for")),),
    fields=(
        cells.moment("asked", N_("Asked for"), lambda it: it.asked_at),
        cells.word("what", N_("What"), lambda it: it.subject),
        cells.word("format", N_("Format"), lambda it: it.format),
        cells.day("first", N_("From"), lambda it: it.first_day),
        cells.day("last", N_("To"), lambda it: it.last_day),
        cells.count("rows", N_("Rows"), lambda it: it.rows_expected),
        cells.word("status", N_("Status"), lambda it: it.status),
        cells.actor("asked_by", N_("By"), lambda it: it.asked_by),
        cells.text("checksum", N_("Checksum"), lambda it: it.checksum),
    ),
)
