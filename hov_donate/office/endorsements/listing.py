"""Endorsements as a list."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.campaign.endorsements.rules import EndorsementStatus
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import keepers
from hov_donate.core.i18n import N_
from hov_donate.office import asked
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Listing, Sort
from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.staff.rules import Permission


@dataclass(frozen=True)
class Entry:
    """An endorsement, and whose it is."""

    it: Endorsement
    body: Organisation


def entries(session: Session, status: EndorsementStatus | None, place: Place) -> Page[Entry]:
    """Endorsements of a state, or all of them, the last entered first."""
    query = select(Endorsement)
    if status is not None:
        query = query.where(Endorsement.status == status)
    page = page_of(session, query, Endorsement.id, place)
    bodies = keepers(session, {it.organisation_id for it in page.rows})
    rows = [Entry(it, bodies[it.organisation_id]) for it in page.rows]
    return Page(rows, page.older, page.newer)


ENDORSEMENTS: Listing[EndorsementStatus | None, Entry] = Listing(
    code="endorsements",
    title=N_("Endorsements"),
    endpoint="office.endorsements",
    permission=Permission.SEE_CAMPAIGN,
    search=lambda: asked.choice("status", EndorsementStatus),
    kept=lambda status: {"status": status},
    read=entries,
    sorts=(Sort("entered", N_("Entered")),),
    fields=(
        cells.moment("entered", N_("Entered"), lambda row: row.it.entered_at),
        cells.text("organisation", N_("Organisation"), lambda row: row.body.full_name),
        cells.text("country", N_("Country"), lambda row: row.body.country),
        cells.word("basis", N_("On whose word"), lambda row: row.it.basis),
        cells.day("decided", N_("Decided on"), lambda row: row.it.decided_on),
        cells.text("decided_by", N_("Decided by"), lambda row: row.it.deciding_body),
        cells.count("attendance", N_("People present"), lambda row: row.it.attendance),
        cells.count("members", N_("Members"), lambda row: row.body.members),
        cells.day("members_as_at", N_("Members on"), lambda row: row.body.members_as_at),
        cells.word("source", N_("Source"), lambda row: row.body.members_source),
        cells.word("status", N_("State"), lambda row: row.it.status),
    ),
)
