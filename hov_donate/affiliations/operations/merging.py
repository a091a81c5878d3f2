"""Two rows that are one organisation, where one or both are affiliated; and taking that back."""

from collections.abc import Iterable, Sequence
from itertools import chain

from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation, AffiliationChange, ChangeKind
from hov_donate.affiliations.operations.history import Why, move, note
from hov_donate.affiliations.operations.locking import lock_affiliations
from hov_donate.affiliations.queries.affiliations import affiliations_of_organisation
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts import operations as contacts
from hov_donate.contacts.models import OrganisationMerge
from hov_donate.contacts.operations import MergeFault, MergeRefusedError
from hov_donate.core.db import UnitOfWork


def merge(work: UnitOfWork, *, kept_id: int, gone_id: int, actor: str) -> OrganisationMerge:
    """Read one organisation, with its affiliation, through another from now on.

    Two that both live are not merged: one of them must end first. An application of the one that is
    affiliated already, or that has applied already, is closed thereby; its sender is told by
    whoever merged them, with the link to the affiliation that there is. Raises MergeRefusedError.
    """
    kept, gone = _held(work, kept_id, gone_id)
    if any(it.status.living for it in kept) and any(it.status.living for it in gone):
        raise MergeRefusedError(MergeFault.BOTH_AFFILIATED)
    merged = contacts.merge_organisations(work, kept_id=kept_id, gone_id=gone_id, actor=actor)
    stays = _staying(kept, gone)
    for affiliation in (*kept, *gone):
        _note_merged(work, affiliation, stays, actor)
    return merged


def _held(work: UnitOfWork, *organisation_ids: int) -> list[list[Affiliation]]:
    """The affiliations of each organisation, all held at once."""
    found = [
        [it.id for it in affiliations_of_organisation(work.session, each)]
        for each in organisation_ids
    ]
    held = lock_affiliations(work, chain(*found))
    return [[held[affiliation_id] for affiliation_id in ids] for ids in found]


def _staying(kept: Iterable[Affiliation], gone: Iterable[Affiliation]) -> Affiliation | None:
    """The affiliation by which the organisation is known from now on."""
    both = [*kept, *gone]
    living = [it for it in both if it.status.living]
    pending = [it for it in both if it.status.pending]
    return next(iter([*living, *pending]), None)


def _note_merged(
    work: UnitOfWork, affiliation: Affiliation, stays: Affiliation | None, actor: str
) -> None:
    if stays is None or affiliation.id == stays.id or not affiliation.status.pending:
        note(work, affiliation=affiliation, kind=ChangeKind.MERGED, why=Why(actor))
        return
    move(
        work,
        affiliation=affiliation,
        to=AffiliationStatus.REJECTED,
        kind=ChangeKind.MERGED,
        why=Why(actor, stays.number),
    )


def part(work: UnitOfWork, *, merge_id: int, actor: str) -> OrganisationMerge:
    """Take a merger back: both are read by themselves, and what it closed is open again.

    Raises MergeRefusedError where it was taken back already.
    """
    merge_row = work.session.get_one(OrganisationMerge, merge_id)
    [held] = _held(work, merge_row.kept_id)
    parted = contacts.part_organisations(work, merge_id=merge_id, actor=actor)
    for affiliation in held:
        if _was_closed_by_merging(work, affiliation):
            move(
                work,
                affiliation=affiliation,
                to=AffiliationStatus.SUBMITTED,
                kind=ChangeKind.PARTED,
                why=Why(actor),
            )
        else:
            note(work, affiliation=affiliation, kind=ChangeKind.PARTED, why=Why(actor))
    return parted


def _was_closed_by_merging(work: UnitOfWork, affiliation: Affiliation) -> bool:
    if affiliation.status is not AffiliationStatus.REJECTED:
        return False
    changes: Sequence[AffiliationChange] = work.session.scalars(
        select(AffiliationChange)
        .where(
            AffiliationChange.affiliation_id == affiliation.id,
            AffiliationChange.to_status == AffiliationStatus.REJECTED,
            AffiliationChange.from_status != AffiliationStatus.REJECTED,
        )
        .order_by(AffiliationChange.id.desc())
        .limit(1)
    ).all()
    return any(change.kind is ChangeKind.MERGED for change in changes)
