"""Taking two rows for one organisation, and taking that back. No row but the mark changes."""

from enum import StrEnum

from hov_donate.contacts.models import Organisation, OrganisationMerge
from hov_donate.contacts.queries.organisations import ancestors
from hov_donate.core.db import UnitOfWork, alone_with
from hov_donate.core.errors import UserError


class MergeFault(StrEnum):
    """Why two organisations cannot be taken for one."""

    ITSELF = "itself"
    MERGED_ALREADY = "merged_already"
    ONE_ABOVE_THE_OTHER = "one_above_the_other"
    BOTH_AFFILIATED = "both_affiliated"
    NOT_MERGED = "not_merged"


class MergeRefusedError(UserError):
    """Two organisations cannot be merged, or parted; `fault` says why."""

    def __init__(self, fault: MergeFault) -> None:
        """Why not."""
        super().__init__(f"these organisations cannot be merged or parted: {fault}")
        self.fault = fault


def merge_organisations(
    work: UnitOfWork, *, kept_id: int, gone_id: int, actor: str
) -> OrganisationMerge:
    """From now on the one is read through the other. Raises MergeRefusedError."""
    alone_with(work.session, Organisation)
    kept = work.session.get_one(Organisation, kept_id)
    gone = work.session.get_one(Organisation, gone_id)
    if fault := _fault(work, kept, gone):
        raise MergeRefusedError(fault)
    gone.merged_into_id = kept.id
    merge = OrganisationMerge(kept_id=kept.id, gone_id=gone.id, merged_at=work.now, merged_by=actor)
    work.session.add(merge)
    work.session.flush()
    return merge


def _fault(work: UnitOfWork, kept: Organisation, gone: Organisation) -> MergeFault | None:
    if kept.id == gone.id:
        return MergeFault.ITSELF
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        return MergeFault.MERGED_ALREADY
    for one, other in ((kept, gone), (gone, kept)):
        if other.id in {above.id for above in ancestors(work.session, one.id)}:
            return MergeFault.ONE_ABOVE_THE_OTHER
    return None


def part_organisations(work: UnitOfWork, *, merge_id: int, actor: str) -> OrganisationMerge:
    """Take a merger back: both are as they were. Raises MergeRefusedError if it was already."""
    alone_with(work.session, Organisation)
    merge = work.session.get_one(OrganisationMerge, merge_id)
    if merge.undone_at is not None:
        raise MergeRefusedError(MergeFault.NOT_MERGED)
    work.session.get_one(Organisation, merge.gone_id).merged_into_id = None
    merge.undone_at, merge.undone_by = work.now, actor
    work.session.flush()
    return merge
