"""Every step of an affiliation leaves a row: what, when, why, by whom, decided where."""

from dataclasses import dataclass

from hov_donate.affiliations.models import Affiliation, AffiliationChange, ChangeKind
from hov_donate.affiliations.rules.standing import AffiliationStatus, check_step
from hov_donate.core.db import UnitOfWork

# Who moves an affiliation when nobody does.
CALENDAR, RULE, APPLICANT = "calendar", "fee scale", "applicant"


@dataclass(frozen=True)
class Why:
    """By whom, for which reason, and where the decision is written down."""

    actor: str
    reason: str = ""
    minute_reference: str = ""


def note(
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    kind: ChangeKind,
    why: Why,
    before: AffiliationStatus | None = None,
) -> AffiliationChange:
    """Write down that something happened; `before` is the status that was, if it moved."""
    return _write(work, affiliation, kind, why, before or affiliation.status)


def begin(work: UnitOfWork, *, affiliation: Affiliation, why: Why) -> AffiliationChange:
    """Write down that an affiliation was applied for, which was nothing before."""
    return _write(work, affiliation, ChangeKind.SUBMITTED, why, None)


def _write(
    work: UnitOfWork,
    affiliation: Affiliation,
    kind: ChangeKind,
    why: Why,
    before: AffiliationStatus | None,
) -> AffiliationChange:
    change = AffiliationChange(
        affiliation_id=affiliation.id,
        kind=kind,
        from_status=before,
        to_status=affiliation.status,
        at=work.now,
        actor=why.actor,
        reason=why.reason,
        minute_reference=why.minute_reference,
    )
    # Written with the next flush: a run notes hundreds of them at once.
    work.session.add(change)
    return change


def move(
    work: UnitOfWork,
    *,
    affiliation: Affiliation,
    to: AffiliationStatus,
    kind: ChangeKind,
    why: Why,
) -> AffiliationChange:
    """Take one step of the table and write it down. Raises StepRefusedError for any other."""
    before = affiliation.status
    check_step(before, to)
    affiliation.status = to
    if to not in {AffiliationStatus.ARREARS, AffiliationStatus.LAPSED}:
        affiliation.arrears_stage = 0
    return note(work, affiliation=affiliation, kind=kind, why=why, before=before)
