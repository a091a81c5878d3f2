"""How affiliations stand is read off their terms, their money and the calendar, again and again."""

from collections.abc import Collection
from datetime import date

from hov_donate.affiliations.events import AffiliationPaidUp
from hov_donate.affiliations.models import Affiliation, ChangeKind
from hov_donate.affiliations.operations.history import CALENDAR, Why, note
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.queries.standing import circumstances
from hov_donate.affiliations.rules.standing import (
    AffiliationStatus,
    Standing,
    check_step,
    standing,
)
from hov_donate.core.db import UnitOfWork

# What it is called when somebody comes from there; anything else is how they stand anew.
KINDS = {
    AffiliationStatus.APPROVED: ChangeKind.INVOICED,
    AffiliationStatus.LAPSED: ChangeKind.REINSTATED,
    AffiliationStatus.RESIGNED: ChangeKind.REINSTATED,
}


def stand_anew(work: UnitOfWork, *, affiliation_id: int, today: date) -> AffiliationStatus:
    """Bring an affiliation's status in step with its terms, its money and the campaign's day.

    A second time in a row changes nothing. Raises LookupError when it is not there.
    """
    affiliation = lock_affiliation(work, affiliation_id)
    work.session.flush()
    stand_all_anew(work, affiliations=[affiliation], today=today)
    return affiliation.status


def stand_all_anew(work: UnitOfWork, *, affiliations: Collection[Affiliation], today: date) -> int:
    """As `stand_anew`, for many that are locked already; how many came to stand otherwise."""
    found = circumstances(work.session, affiliations)
    return sum(
        _apply(work, affiliation, standing(found[affiliation.id], today))
        for affiliation in affiliations
    )


def _apply(work: UnitOfWork, affiliation: Affiliation, now: Standing) -> bool:
    before = Standing(affiliation.status, affiliation.paid_until, affiliation.arrears_stage)
    if now == before:
        return False
    if now.status is not before.status:
        check_step(before.status, now.status)
    affiliation.status = now.status
    affiliation.paid_until, affiliation.arrears_stage = now.paid_until, now.arrears_stage
    kind = ChangeKind.STOOD_ANEW
    if now.status is not before.status:
        kind = KINDS.get(before.status, kind)
    note(work, affiliation=affiliation, kind=kind, why=Why(CALENDAR), before=before.status)
    if now.paid_until is not None and (before.paid_until or date.min) < now.paid_until:
        work.tell(AffiliationPaidUp(affiliation.id, now.paid_until))
    return True
