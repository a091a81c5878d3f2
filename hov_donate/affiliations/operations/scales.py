"""Fee scales: drafted, changed, activated, retired. What was used once never changes again."""

from sqlalchemy import func, select

from hov_donate.affiliations.models import FeeScale, ScaleStatus
from hov_donate.affiliations.rules.reading import read_scale
from hov_donate.affiliations.rules.scale import Scale
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError


class ScaleIsUsedError(UserError):
    """Only a draft can be changed or activated, and only what is active can be retired."""


class DecisionMissingError(UserError):
    """Nothing of weight is done without naming who decided it, and where that is written."""


def draft_scale(work: UnitOfWork, *, text: str, actor: str) -> FeeScale:
    """A draft from a TOML text, as the next version of its scale. Raises ScaleFaultsError."""
    scale = read_scale(text)
    draft = FeeScale(
        code=scale.id,
        version=_next_version(work, scale.id),
        status=ScaleStatus.DRAFT,
        created_at=work.now,
        created_by=actor,
    )
    _fill(draft, text, scale)
    work.session.add(draft)
    work.session.flush()
    return draft


def change_draft(work: UnitOfWork, *, scale_id: int, text: str) -> FeeScale:
    """Another text for a draft. Raises ScaleFaultsError, LookupError, ScaleIsUsedError."""
    scale = read_scale(text)
    draft = _locked(work, scale_id, ScaleStatus.DRAFT)
    if draft.code != scale.id:
        draft.code, draft.version = scale.id, _next_version(work, scale.id)
    _fill(draft, text, scale)
    work.session.flush()
    return draft


def activate_scale(work: UnitOfWork, *, scale_id: int, decided_by: str, actor: str) -> FeeScale:
    """Let a draft hold from its day on; `decided_by` names the meeting and the motion.

    Raises LookupError, ScaleIsUsedError, DecisionMissingError.
    """
    draft = _locked(work, scale_id, ScaleStatus.DRAFT)
    if not decided_by.strip():
        raise DecisionMissingError("name who decided this scale: a meeting and its motion")
    draft.decided_by = decided_by.strip()
    draft.activated_at, draft.activated_by = work.now, actor
    draft.status = ScaleStatus.ACTIVE
    work.session.flush()
    return draft


def retire_scale(work: UnitOfWork, *, scale_id: int, actor: str) -> FeeScale:
    """Offer a scale no more; terms made by it stay as they are.

    Raises LookupError, ScaleIsUsedError.
    """
    scale = _locked(work, scale_id, ScaleStatus.ACTIVE)
    scale.retired_at, scale.retired_by = work.now, actor
    scale.status = ScaleStatus.RETIRED
    work.session.flush()
    return scale


def _locked(work: UnitOfWork, scale_id: int, wanted: ScaleStatus) -> FeeScale:
    found = work.session.get(FeeScale, scale_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(f"no fee scale {scale_id}")
    if found.status is not wanted:
        raise ScaleIsUsedError(f"this version of the scale is {found.status}, not {wanted}")
    return found


def _next_version(work: UnitOfWork, code: str) -> int:
    """One more than the newest; the database refuses it to the second of two at once."""
    newest = select(func.max(FeeScale.version)).where(FeeScale.code == code)
    return (work.session.scalar(newest) or 0) + 1


def _fill(draft: FeeScale, text: str, scale: Scale) -> None:
    draft.text = text
    draft.currency = scale.currency
    draft.effective_from = scale.effective_from
    draft.countries = " ".join(scale.countries or ())
    draft.decided_by = scale.decided_by
